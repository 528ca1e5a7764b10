"""Small facts and evidence to build tests from."""

from __future__ import annotations

from ecomkit.audit.evidence import Evidence, JourneyEvidence, Load, Outcome, PageEvidence, Stage
from ecomkit.audit.facts import Facts, FormField

__all__ = ["a_field", "a_load", "a_page", "evidence", "facts"]


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
