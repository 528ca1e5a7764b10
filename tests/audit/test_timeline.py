"""The strip and the waterfall of a load, as a report draws them."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from ecomkit.audit.check import Status
from ecomkit.audit.evidence import Device, Fetch, Frame
from ecomkit.audit.writers import Format, written
from ecomkit.audit.writers.timeline import timeline
from tests.audit.samples import a_load, a_report, a_result


def _shot(colour: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (390, 844), colour).save(out, "JPEG")
    return out.getvalue()


FRAMES = (Frame(at=0, picture=_shot("white")), Frame(at=900, picture=_shot("green")))
FETCHES = (
    Fetch(url="https://shop.example/", kind="document", start=0, answered=200, end=250, bytes=4000),
    Fetch(url="https://shop.example/a.css", kind="stylesheet", start=300, answered=500, end=600, bytes=900),
    Fetch(url="https://tracker.example/t.js", kind="script", start=300, answered=300, end=300, bytes=0),
)
LOAD = a_load(lcp=1000, load=1200, frames=FRAMES, fetches=FETCHES)


def test_the_strip_shows_equal_steps_and_what_happened_in_them() -> None:
    shots = timeline(LOAD).shots
    assert [shot.at for shot in shots] == [0, 250, 500, 750, 1000, 1250]
    assert [shot.changed for shot in shots] == [False, False, False, False, True, False]
    assert [shot.mark for shot in shots] == ["", "", "", "", "main part", "all loaded"]


def test_the_waterfall_is_to_scale_and_names_strangers() -> None:
    document, style, tracker = timeline(LOAD).rows
    assert (document.name, document.start, document.began, document.ended) == ("/", 0, 0, 250)
    assert (style.start, style.wait, style.take) == (25, 16.67, 8.33)
    assert (tracker.name, tracker.foreign, style.foreign) == ("tracker.example/t.js", True, False)
    assert timeline(LOAD).paint == 83.33


def test_a_load_of_which_nothing_was_noted_is_empty() -> None:
    found = timeline(a_load())
    assert (found.shots, found.rows) == ((), ())


def test_the_page_draws_both_and_stays_small() -> None:
    loads = tuple(LOAD.model_copy(update={"name": name, "device": device}) for name in "abcde" for device in Device)
    text = written(a_report(a_result("AAA-01", Status.PASS), loads=loads), Format.HTML)
    assert text.count('class="waterfall"') == 10
    assert text.count("What the screen shows while") == 10
    assert "tracker.example/t.js" in text
    assert len(text) < 1_000_000


def test_the_json_keeps_the_waterfall_and_no_film() -> None:
    text = written(a_report(a_result("AAA-01", Status.PASS), loads=(LOAD,)), Format.JSON)
    assert '"url": "https://tracker.example/t.js"' in text
    assert "frames" not in text
