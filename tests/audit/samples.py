"""Small facts and evidence to build tests from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from io import BytesIO

from PIL import Image

from ecomkit.audit.check import Check, Exhibit, Severity, Status
from ecomkit.audit.checks import chosen
from ecomkit.audit.evidence import Evidence, JourneyEvidence, Load, Outcome, PageEvidence, Stage
from ecomkit.audit.facts import Facts, FormField
from ecomkit.audit.principles import scores
from ecomkit.audit.recipe import Recipe
from ecomkit.audit.report import Report, Result, Seen, coverage_of
from ecomkit.audit.run import judge

__all__ = ["ELEMENT", "a_field", "a_load", "a_page", "a_report", "a_result", "evidence", "facts", "status_of"]

ELEMENT = "<div class='a very long element'>" * 5
"""The element that each sample result shows."""


def a_field(**given: object) -> FormField:
    """A visible text input with a label, changed as asked."""
    plain: dict[str, object] = {
        "tag": "input", "type": "text", "name": "", "id": "", "label": "", "named_by": "label", "placeholder": "",
        "autocomplete": "", "required": False, "checked": False, "visible": True, "value": "", "options": (), "group": "",
        "form": 0, "html": "<input>",
    }  # fmt: skip
    return FormField.model_validate(plain | given)


def facts(**given: object) -> Facts:
    """An empty page in English, changed as asked."""
    plain: dict[str, object] = {
        "url": "https://shop.example/", "language": "en", "title": "Shop", "viewport": "width=device-width", "headings": (),
        "h1_count": 1, "h1_top": 0, "text": "", "links": (), "buttons": (), "fields": (), "forms": (), "images": (), "cards": (),
        "prices": (), "structured": (), "frames": (), "animations": (), "policy_meta": "", "width": 1280, "content_width": 1280,
        "height": 900, "overflowing": (),
    }  # fmt: skip
    return Facts.model_validate(plain | given)


def a_page(stage: Stage = Stage.HOME, seen: Facts | None = None, **given: object) -> PageEvidence:
    """A page of the journey that answered 200."""
    plain: dict[str, object] = {
        "name": str(stage), "stage": stage, "url": "https://shop.example/", "status": 200, "headers": {},
        "facts": seen or facts(),
    }  # fmt: skip
    return PageEvidence.model_validate(plain | given)


def a_load(**given: object) -> Load:
    """A fast load of home."""
    plain: dict[str, object] = {
        "name": "home", "url": "https://shop.example/", "runs": 1, "lcp": 1000, "load": 1200, "ttfb": 200, "tbt": 0, "cls": 0,
        "bytes": 50_000, "requests": 8, "third_party": 0,
    }  # fmt: skip
    return Load.model_validate(plain | given)


def evidence(*pages: PageEvidence, **given: object) -> Evidence:
    """Evidence of a foreign shop with these pages, changed as asked."""
    journey = JourneyEvidence(id="guest", name="guest", outcome=Outcome.REACHED)
    plain: dict[str, object] = {
        "url": "https://shop.example/", "loopback": False, "owned": False, "pages": pages, "journey": journey,
    }  # fmt: skip
    return Evidence.model_validate(plain | given)


def status_of(checks: Iterable[Check], name: str, seen: Evidence) -> Status:
    """What one of these checks concludes from evidence."""
    return judge(chosen([name], checks)[0], seen, Recipe(), date(2026, 6, 1)).status


def a_result(
    name: str, status: Status, severity: Severity = Severity.MAJOR, waived: str = "", **given: object
) -> Result:
    """What came of a check, with one exhibit on home."""
    shown = Exhibit(page="home", url="https://shop.example/", detail="seen [here] & <there>", element=ELEMENT)
    plain: dict[str, object] = {
        "id": name, "title": f"Title of {name}", "status": status, "severity": severity, "rows": ("E1.2",),
        "message": f"what {name} found, in words", "evidence": (shown,), "method": "m", "threshold": "t",
        "remedy": "what helps", "waived": waived,
    }  # fmt: skip
    return Result.model_validate(plain | given)


def _picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (1280, 1400), "#eef").save(out, "JPEG")
    return out.getvalue()


def a_report(*results: Result, pictured: bool = False, **given: object) -> Report:
    """A report of a journey that was blocked, changed as asked. `pictured`: with a picture of home."""
    home = Seen(
        name="home", stage="home", url="https://shop.example/", title="Shop", status=200, at=1.5, clicks=0, fields=0,
        picture=_picture() if pictured else b"", boxes={ELEMENT: (300, 500, 200, 40)},
    )  # fmt: skip
    plain: dict[str, object] = {
        "url": "https://shop.example/", "started": datetime(2026, 6, 1, 10, 30, tzinfo=UTC), "seconds": 12.3,
        "profile": "quick", "browser": "1", "version": "1", "coverage": coverage_of(results), "loads": (a_load(),),
        "checks": results, "pages": (home,), "principles": scores(results),
        "journeys": (JourneyEvidence(id="guest", name="a guest goes", outcome=Outcome.BLOCKED, reason="stuck"),),
    }  # fmt: skip
    return Report.model_validate(plain | given)
