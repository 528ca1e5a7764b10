"""Writing a recipe from a walk that reached the payment step, so that the owner need not begin with an empty file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ecomkit.audit.evidence import Evidence, Outcome, PageEvidence, Stage
from ecomkit.audit.score import locator

if TYPE_CHECKING:
    from ecomkit.audit.driver import Choice

__all__ = ["recorded"]

_HEAD = """\
# What the auditor found out by itself on its way to the payment step: ecomkit audit --recipe FILE
# Locators are Playwright's. What is missing here it goes on finding by itself; take out what may change.
"""
_ROUTES = ("returns", "contact", "privacy", "shipping", "terms", "tracking", "help", "register")


def recorded(evidence: Evidence, choices: Sequence[Choice]) -> str:
    """The walk as a recipe in TOML; empty where it did not reach the payment step. Names no person and no session."""
    if evidence.journey.outcome is not Outcome.REACHED or not any(p.stage is Stage.PAYMENT for p in evidence.pages):
        return ""
    pages = {page.stage: page for page in reversed(evidence.pages)}
    lines = [_HEAD + f"shop = {_quoted(_origin(evidence.url))}"]
    lines += ["owner = true"] if evidence.owned else []
    lines += [f"search.term = {_quoted(evidence.search.term)}"] if evidence.search and evidence.search.found else []
    lines += [f"product.url = {_quoted(_path(pages[Stage.PRODUCT]))}"]
    for name, step in _steps(evidence, pages, choices):
        lines += ["", f"[step.{name}]", step]
    return "\n".join([*lines, *_routes(evidence.policies)]) + "\n"


def _steps(
    evidence: Evidence, pages: Mapping[Stage, PageEvidence], choices: Sequence[Choice]
) -> Iterable[tuple[str, str]]:
    yield "open_list", f"goto = {_quoted(_path(pages[Stage.LIST]))}"
    chosen = any(click.startswith("a variant") for click in evidence.journey.clicks)
    if evidence.add and not chosen and (pressed := _pressed(choices, "add", evidence.add.pressed)):
        yield "add_to_cart", f"click = {_quoted(pressed)}"
    yield "open_cart", f"goto = {_quoted(_path(pages[Stage.CART]))}"
    clicked = [click.removesuffix(" [cart]") for click in evidence.journey.clicks if click.endswith(" [cart]")]
    for name in clicked:
        if pressed := _pressed(choices, "checkout", name):
            yield "checkout", f"click = {_quoted(pressed)}"
            return


def _pressed(choices: Iterable[Choice], intent: str, name: str) -> str:
    """The locator of what was pressed for an intent; nothing where its name says too little."""
    found = (s.candidate for choice in choices if choice.intent == intent for s in choice.ranked)
    return next((locator(candidate) for candidate in found if name and candidate.name == name), "")


def _routes(policies: Iterable[PageEvidence]) -> list[str]:
    named = {page.name: page for page in policies if page.name in _ROUTES and page.status < 400}
    return ["", "[route]", *(f"{name} = {_quoted(_path(page))}" for name, page in named.items())] if named else []


def _path(page: PageEvidence) -> str:
    parts = urlsplit(page.url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _quoted(text: str) -> str:
    """A TOML string: JSON's escapes are TOML's."""
    return json.dumps(text, ensure_ascii=False)
