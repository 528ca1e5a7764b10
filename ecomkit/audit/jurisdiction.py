"""Which consumers' law binds a shop, as far as its pages say: tax number, address, places of delivery, currency, language, host.

A sign that stands alone (a tax number of that country, delivery to it, its authority) counts two, a sign that could also be
another's counts one; a law binds from two on. It is a guess for choosing checks, and no legal advice.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urlsplit

from ecomkit.audit.closed import TOLD, closed_to_guests
from ecomkit.audit.evidence import Evidence, PageEvidence, Unreached
from ecomkit.audit.lexicon import fold, words_file

__all__ = ["LAWS", "binds", "signs_of"]

LAWS: Mapping[str, str] = {"eu": "the European Economic Area", "mx": "Mexico"}
"""The laws that are known, and whose consumers they protect."""

_ENOUGH = 2
_WORLDWIDE = 60
_TELLING = {"terms", "contact", "privacy", "shipping", "returns"}
_TAX_NUMBERS = {
    "eu": re.compile(
        r"\b(?:nif|cif|dni|iva|vat|tva|btw|ust-?id(?:nr)?|partita iva|p\. ?iva|siret|siren|tax|numero fiscal|id fiscal)\b[^a-z0-9]{0,4}"
        r"(?:(?:no|num|nr|number|id|reg)\b\W{0,3})?"
        r"((?:at|be|bg|cy|cz|de|dk|ee|el|es|fi|fr|hr|hu|ie|it|lt|lu|lv|mt|nl|pl|pt|ro|se|si|sk)[0-9a-z]{8,12}|[a-z]-?\d{7}-?[0-9a-z]|\d{8}-?[a-z])\b"
    ),
    "mx": re.compile(r"\brfc\b[^a-z0-9]{0,4}([a-z&]{3,4}-?\d{6}-?[a-z0-9]{3})\b"),
}
_AUTHORITIES = {
    "eu": re.compile(r"\b(lssi(-ce)?|trlgdcu|2011/83|omic|widerrufsrecht)\b"),
    "mx": re.compile(r"\b(profeco|concilianet|ley federal de proteccion al consumidor|lfpc)\b"),
}
_CURRENCIES = {"eu": re.compile(r"€|\beur\b"), "mx": re.compile(r"\bmxn\b|\bm\.n\.")}


def binds(evidence: Evidence, law: str) -> str:
    """Why that law binds the shop, in words. Raises Unreached where nothing says so, or the owner says otherwise."""
    if evidence.law:
        if law in evidence.law:
            return "the owner says so"
        raise Unreached(f"the owner does not say that the law of {LAWS[law]} binds the shop")
    if closed_to_guests(evidence):
        raise Unreached(f"{TOLD}, so that it may not sell to consumers (tell it: --law {law}, or law in a recipe)")
    signs = signs_of(evidence, law)
    if sum(signs.values()) >= _ENOUGH:
        return ", ".join(signs)
    sign = f"nothing but {', '.join(signs)}" if signs else "nothing"
    raise Unreached(
        f"{sign} says that the law of {LAWS[law]} binds the shop (tell it: --law {law}, or law in a recipe)"
    )


def signs_of(evidence: Evidence, law: str) -> dict[str, int]:
    """The signs that a law binds, in words, and what each counts."""
    pages = (*evidence.pages, *evidence.policies)
    text = " ".join(fold(page.facts.text) for page in pages)
    found: dict[str, int] = {}
    if number := _TAX_NUMBERS[law].search(text):
        found[f"tax number {number[1].upper()}"] = 2
    if authority := _AUTHORITIES[law].search(text):
        found[f"it names {authority[0].upper()}"] = 2
    names = _countries(law)
    if place := next(_delivered(pages, names), ""):
        found[f"it delivers to {place}"] = 2
    if place := next((name for page in _telling(pages) for name in names if _named(page, name)), ""):
        found[f"its pages name {place}"] = 1
    if _CURRENCIES[law].search(_common(fold(tag.text) for page in evidence.pages for tag in page.facts.prices) or text):
        found["its currency"] = 1
    if language := next((page.facts.language for page in pages if _regional(page.facts.language, law)), ""):
        found[f"its language {language}"] = 1
    if (ending := (urlsplit(evidence.url).hostname or "").rpartition(".")[2]) in _codes(law):
        found[f"its address ends in .{ending}"] = 1
    return found


def _countries(law: str) -> tuple[str, ...]:
    listed = words_file("countries.toml")[law]
    return tuple(listed["names"]) if isinstance(listed, dict) else ()


def _codes(law: str) -> frozenset[str]:
    listed = words_file("countries.toml")[law]
    return frozenset(listed["codes"]) if isinstance(listed, dict) else frozenset()


def _telling(pages: Iterable[PageEvidence]) -> list[PageEvidence]:
    return [page for page in pages if page.name in _TELLING]


def _named(page: PageEvidence, name: str) -> bool:
    text = fold(page.facts.text)
    return name in text and re.search(rf"\b{re.escape(name)}\b", text) is not None


def _delivered(pages: Iterable[PageEvidence], names: Iterable[str]) -> Iterator[str]:
    """Countries of that law among the few that a checkout offers to deliver to."""
    wanted = set(names)
    for page in pages:
        for field in page.facts.fields:
            if (
                field.tag == "select"
                and len(field.options) < _WORLDWIDE
                and _is_country(field.autocomplete, field.label, field.name)
            ):
                yield from (option for option in field.options if fold(option) in wanted)


def _is_country(token: str, *names: str) -> bool:
    return token.startswith("country") or any(re.search(r"country|\bpais\b|\bland\b", fold(name)) for name in names)


def _common(texts: Iterable[str]) -> str:
    """The texts of the prices, each currency sign as often as it stands; the most frequent one alone decides."""
    signs = Counter(re.sub(r"[\d.,\s\u202f\u00a0'-]", "", text) for text in texts)
    return signs.most_common(1)[0][0] if signs else ""


def _regional(language: str, law: str) -> bool:
    """Whether a language tag names a country of that law, or a language that is spoken there alone."""
    tongue, _, region = language.replace("_", "-").casefold().partition("-")
    if region:
        return region in _codes(law)
    return law == "eu" and tongue in {
        "de",
        "it",
        "nl",
        "pl",
        "sv",
        "da",
        "fi",
        "cs",
        "el",
        "hu",
        "ca",
        "eu",
        "gl",
        "ro",
        "bg",
        "hr",
    }
