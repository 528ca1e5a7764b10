"""Cleaning: cells as they are written become values the shop can keep, or a sentence that says why not."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from html.parser import HTMLParser

from ecomkit.domain import Content, Money, decimals_of, parse_amount
from ecomkit.speech import counted, marked, say

__all__ = [
    "GRAMS", "WrongCell", "amount", "content", "key_values", "looks_like_markup", "moment", "one_line", "parts", "plain_text", "slugify",
    "tax_class", "text_pairs", "unquoted", "weight", "whole_number",
]  # fmt: skip

GRAMS = {"g": Decimal(1), "kg": Decimal(1000), "lb": Decimal("453.59237"), "oz": Decimal("28.349523125")}
"""Grams in a unit of weight (international avoirdupois pound of 1959)."""

_MARKUP = re.compile(r"<[a-zA-Z/!?]|&(#\d+|#x[0-9a-fA-F]+|\w+);")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_BREAK = "\x1e"
_MOST = 1_000_000
_COMMA = re.compile(r"[+-]?(\d{1,15}|\d{1,3}(\.\d{3})+),\d{1,2}")
_CONTENT = re.compile(r"(\d{1,9}(?:[.,]\d{1,3})?)\s*(mg|g|kg|ml|cl|l|mm|cm|m|pieces?|pcs|ud|uds)", re.IGNORECASE)
_MEASURES = {
    "g": ("g", 1), "kg": ("g", 1000), "ml": ("ml", 1), "cl": ("ml", 10), "l": ("ml", 1000), "mm": ("mm", 1), "cm": ("mm", 10),
    "m": ("mm", 1000), **dict.fromkeys(("piece", "pieces", "pcs", "ud", "uds"), ("piece", 1)),
}  # fmt: skip
_TAX_CLASSES = {
    "": "standard",
    "taxable-goods": "standard",
    "taxable": "standard",
    "default": "standard",
    "exempt": "none",
}


class WrongCell(Exception):
    """A cell that cannot be taken: the field it was meant for, and why."""

    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        self.reason = reason
        super().__init__(f"{field}: {reason}")


class _Reader(HTMLParser):
    """What a person would read of some HTML: no scripts, no styles, a line for each block."""

    _SILENT = frozenset({"script", "style", "iframe", "object", "noscript", "template", "svg", "head", "title"})
    _BLOCKS = frozenset({"p", "br", "div", "ul", "ol", "li", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "hr"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - attributes are dropped
        if tag in self._SILENT:
            self._silent.append(tag)
        elif tag in self._BLOCKS:
            self.words.append(_BREAK + "• " if tag == "li" else _BREAK)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self._SILENT:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            del self._silent[self._silent.index(tag) :]
        elif tag in self._BLOCKS:
            self.words.append(_BREAK)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data.replace(_BREAK, " "))


def unquoted(cell: str) -> str:
    """A cell without the apostrophe that an export sets before a formula sign."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in tuple("=+-@\t\r") else cell


def looks_like_markup(cell: str) -> bool:
    """Whether a text would be read as HTML."""
    return _MARKUP.search(cell) is not None


def plain_text(cell: str) -> str:
    """Text as a person reads it, paragraphs divided by an empty line.

    HTML becomes a paragraph for each block or line break, scripts are dropped, entities are decoded.
    """
    said = unquoted(cell)
    if not looks_like_markup(said):
        lines = [" ".join(_CONTROL.sub(" ", line).split()) for line in said.splitlines()]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    reader = _Reader()
    reader.feed(said)
    reader.close()
    lines = [" ".join(_CONTROL.sub(" ", line).split()) for line in "".join(reader.words).split(_BREAK)]
    return "\n\n".join(line for line in lines if line)


def one_line(cell: str) -> str:
    """Plain text on one line."""
    return " ".join(plain_text(cell).split())


def slugify(words: str, spare: str = "") -> str:
    """A piece of an address: small letters, digits and hyphens, 100 characters at most.

    Words of which nothing is left, such as Chinese ones, become `spare` with a digest.
    """
    folded = (
        unicodedata.normalize("NFKD", words.replace("&", " and ").replace("ß", "ss")).encode("ascii", "ignore").decode()
    )
    slug = re.sub(r"[^a-z0-9]+", "-", folded.lower()).strip("-")[:100].strip("-")
    if slug or not spare:
        return slug
    return f"{spare}-{hashlib.sha256(words.encode()).hexdigest()[:8]}"


def _unreadable(written: str, currency: str) -> str:
    """Why a price cannot be read."""
    if re.fullmatch(r"[+-]?\d+\.\d+", written):
        places = decimals_of(currency)
        message = marked("%(written)s has more decimals than %(currency)s has (%(places)s)")
        return say(message, written=repr(written[:40]), currency=currency, places=places)
    return say("%(written)s is not an amount: write digits and a point, such as 14.90", written=repr(written[:40]))


def amount(field: str, cell: str, currency: str) -> Money:
    """A price in the shop's currency. Raises `WrongCell` for what is negative, absurd, or no amount.

    A comma before one or two digits at the end can only be a decimal one: so spreadsheets write half of the world's prices.
    """
    written = unquoted(cell).strip()
    if _COMMA.fullmatch(written) and decimals_of(currency) == 2:
        written = written.replace(".", "").replace(",", ".")
    if re.fullmatch(r"[+-]?\d{1,15}\.\d+", written):
        spare = len(written.partition(".")[2]) - decimals_of(currency)
        written = (re.sub(f"0{{1,{spare}}}$", "", written) if spare > 0 else written).rstrip(".")
    try:
        money = parse_amount(written, currency)
    except ValueError as error:
        raise WrongCell(field, _unreadable(written, currency)) from error
    if money.amount < 0:
        raise WrongCell(field, say("%(written)s is less than nothing: a price is zero or more", written=written))
    if money.decimal() > _MOST:
        raise WrongCell(
            field,
            say(
                "%(written)s is more than %(most)s %(currency)s: that is no price of ours, look for lost decimals",
                written=written,
                most=counted(_MOST),
                currency=currency,
            ),
        )
    return money


def weight(cell: str, unit: str) -> int:
    """A weight in whole grams, rounded half up. Raises `WrongCell`."""
    written = unquoted(cell).strip()
    if not written:
        return 0
    if not re.fullmatch(r"\d{1,9}(\.\d{1,9})?", written):
        raise WrongCell(
            "weight",
            say("%(written)s is not a weight: write digits and a point, such as 1.25", written=repr(written[:40])),
        )
    grams = int((Decimal(written) * GRAMS[unit]).quantize(Decimal(1), ROUND_HALF_UP))
    if grams > 10_000_000:
        raise WrongCell("weight", say("%(written)s %(unit)s is more than ten tonnes", written=written, unit=unit))
    return grams


def whole_number(field: str, cell: str) -> int | None:
    """A whole number of zero or more, or None for an empty cell. Raises `WrongCell`."""
    written = unquoted(cell).strip()
    if not written:
        return None
    if not re.fullmatch(r"\d{1,9}(\.0+)?", written):
        raise WrongCell(field, say("%(written)s is not a whole number of zero or more", written=repr(written[:40])))
    return int(written.partition(".")[0])


def tax_class(cell: str) -> str:
    """The shop's word for a tax class."""
    slug = slugify(cell)
    return _TAX_CLASSES.get(slug, slug)


def key_values(cell: str) -> list[tuple[str, str]]:
    """`size=XS,color=Black` in its order. A comma inside a value stays: only one before a further name divides."""
    parts = re.split(r",(?=[A-Za-z][\w ]*=)", cell)
    return [(key.strip(), value.strip()) for key, sign, value in (part.partition("=") for part in parts) if sign]


def text_pairs(cell: str) -> list[tuple[str, str]]:
    """Attributes written as a JSON object of texts. Raises `WrongCell`."""
    if not cell.strip():
        return []
    try:
        found = json.loads(unquoted(cell), parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise WrongCell("attributes", say("is not a JSON object of texts (%(error)s)", error=error)) from error
    if not isinstance(found, dict) or any(isinstance(value, dict | list) for value in found.values()):
        raise WrongCell("attributes", say("is not a JSON object of texts"))
    return [(one_line(str(key)), one_line(str(value))) for key, value in found.items() if value is not None]


def content(cell: str) -> Content:
    """How much is in one piece, such as `500 g`, `0.75 l` or `10 pieces`. Raises `WrongCell`."""
    match = _CONTENT.fullmatch(cell.strip())
    unit = _MEASURES.get(match[2].lower()) if match else None
    if match is None or unit is None:
        raise WrongCell(
            "content",
            say("%(cell)s is no content: write it like 500 g, 0.75 l, 5 m or 10 pieces", cell=repr(cell[:40])),
        )
    amount = Decimal(match[1].replace(",", ".")) * unit[1]
    if amount != int(amount) or not 1 <= amount <= _MOST * 1000:
        raise WrongCell(
            "content", say("%(cell)s is not a whole number of %(unit)s", cell=repr(cell[:40]), unit=unit[0])
        )
    return Content.model_validate({"amount": int(amount), "unit": unit[0]})


def moment(field: str, cell: str) -> datetime | None:
    """A moment in UTC, such as 2026-12-01 or 2026-12-01T08:00; with a zone of its own it is brought to UTC."""
    if not cell.strip():
        return None
    try:
        read = datetime.fromisoformat(cell.strip())
    except ValueError:
        raise WrongCell(
            field, say("%(cell)s is no moment: write it like 2026-12-01T08:00", cell=repr(cell[:40]))
        ) from None
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def parts(cell: str) -> tuple[tuple[str, int], ...]:
    """What a set is made of: SKUs divided by `|`, each with how many of it (`MUG*4|TRAY`). Raises `WrongCell`."""
    found: dict[str, int] = {}
    for written in filter(None, (one.strip() for one in cell.split("|"))):
        sku, _, times = written.partition("*")
        number = whole_number("parts", times or "1") or 0
        if not sku.strip() or not 1 <= number <= 1000 or sku.strip() in found:
            raise WrongCell(
                "parts",
                say(
                    "%(written)s is no part: write each SKU once, with how many of it, like MUG*4",
                    written=repr(written[:60]),
                ),
            )
        found[sku.strip()] = number
    return tuple(found.items())
