"""The report's page as a person with a phone or a desk sees it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecomkit.audit.browser import Opened
from ecomkit.audit.check import Status
from ecomkit.audit.report import Seen
from ecomkit.audit.writers import Format, written
from tests.audit.samples import a_report, a_result

pytestmark = pytest.mark.browser

_LINES = """() => [...document.querySelectorAll('.principles tbody tr')].map((row) => {
  const [name, figure] = [row.querySelector('th'), row.querySelector('.figure')];
  const apart = name.getBoundingClientRect().bottom - figure.getBoundingClientRect().bottom;
  return { apart: Math.abs(apart), line: getComputedStyle(name).borderBottomWidth };
})"""


@pytest.mark.parametrize("width", [390, 1280])
def test_every_step_to_the_payment_is_in_sight_and_no_line_is_crooked(
    browser: Opened, tmp_path: Path, width: int
) -> None:
    steps = tuple(
        Seen(
            name=f"checkout-{n}",
            stage="checkout",
            url="https://shop.example/",
            title="",
            status=200,
            at=n,
            clicks=n,
            fields=2,
        )
        for n in range(8)
    )
    page = tmp_path / "report.html"
    page.write_text(written(a_report(a_result("CHK-01", Status.FAIL), pages=steps), Format.HTML), encoding="utf-8")
    context = browser[1].new_context(viewport={"width": width, "height": 900})
    sight = context.new_page()
    sight.goto(page.as_uri())
    boxes = [box for item in sight.locator(".strip li").all() if (box := item.bounding_box())]
    assert len(boxes) == 8
    assert max(box["x"] + box["width"] for box in boxes) <= width
    lines = sight.evaluate(_LINES)
    assert len(lines) == 7
    assert max(line["apart"] for line in lines) <= 2
    assert {line["line"] for line in lines} == ({"0px"} if width < 640 else {"1px"})
    context.close()
