"""What flashes is seen however busy the machine is: the page's own clock is moved on by hand."""

from __future__ import annotations

import pytest

from ecomkit.audit.browser import Opened
from ecomkit.audit.trying import flash
from ecomkit.audit.trying.flash import flashes

pytestmark = pytest.mark.browser

_SIZE = "width:600px;height:200px"
_BOX = f"<div id=lamp style='{_SIZE};background:black'></div>"
_BY_SCRIPT = (
    _BOX
    + "<script>setInterval(() => { const s = lamp.style; s.background = s.background === 'black' ? 'white' : 'black'; }, %d);</script>"
)
_BY_STYLE = (
    "<style>@keyframes f{0%%{background:#000}50%%{background:#fff}}#lamp{animation:f %sms steps(1) infinite}</style>"
    f"<div id=lamp style='{_SIZE}'></div>"
)
_BY_FRAMES = (
    _BOX
    + "<script>const t = () => { lamp.style.background = Math.floor(performance.now() / 100) % 2 ? 'black' : 'white';"
    "requestAnimationFrame(t); }; t();</script>"
)
_BY_SVG = (
    "<svg width=600 height=200><rect width=600 height=200>"
    "<animate attributeName=fill values='#000;#fff' calcMode=discrete dur=200ms repeatCount=indefinite /></rect></svg>"
)


@pytest.mark.parametrize(
    ("html", "least", "most"),
    [
        (_BY_SCRIPT % 100, 4, 5),
        (_BY_SCRIPT % 400, 1, 1),
        (_BY_STYLE % 200, 4, 5),
        (_BY_STYLE % 1000, 1, 1),
        (_BY_FRAMES, 4, 5),
        (_BY_SVG, 4, 5),
        ("<p>still</p>", 0, 0),
    ],
)
def test_flashes_are_counted_by_the_pages_own_clock(html: str, least: int, most: int, browser: Opened) -> None:
    with browser[1].new_page() as page:
        page.clock.install()
        page.set_content(f"<div style='height:1500px'></div>{html}")
        frames = flash._step(page)
    counted, area = flashes(frames)
    assert least <= counted <= most
    assert (area > 100_000) is (counted > 3)
