"""What a guest writes into a checkout: how fields are known and which value each gets. Never a card number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from ecomkit.audit.facts import Facts, FormField
from ecomkit.audit.lexicon import fold, matches, patterns, words_file
from ecomkit.audit.values import Value

__all__ = [
    "Entry",
    "counted_fields",
    "entries",
    "frame_forms",
    "is_aside",
    "kind_of",
    "main_form",
    "order_line",
    "password_forms",
    "person",
]

_TEXTUAL = {"text", "email", "tel", "number", "search", "url", ""}
_CLICKED = {"radio", "checkbox"}


class _Kind(Value):
    kind: str
    tokens: tuple[str, ...]
    names: tuple[str, ...]


class Entry(Value):
    """One thing to do in a form: `index` is the field's place among the page's fields; `act` is type, choose, open or check.

    What is opened gets the option that fits the pattern `value`, else its first one.
    """

    index: int
    act: str
    value: str = ""


@cache
def _kinds() -> tuple[_Kind, ...]:
    listed = words_file("fields.toml")["kind"]
    return tuple(_Kind.model_validate(kind) for kind in listed) if isinstance(listed, list) else ()


def kind_of(field: FormField) -> str:
    """What a field asks for (email, first_name, postcode …); empty where that is unknown.

    The autocomplete token decides, then the words of label, name and id, then the input's type.
    """
    tokens = field.autocomplete.split()
    for kind in _kinds():
        if any(token in kind.tokens for token in tokens):
            return kind.kind
    words = fold(
        " ".join((field.label, field.name.replace("_", " "), field.name, field.id.replace("_", " "), field.placeholder))
    )
    for kind in _kinds():
        if any(re.search(pattern, words) for pattern in kind.names):
            return kind.kind
    return {"email": "email", "tel": "phone"}.get(field.type, "")


@cache
def _people() -> dict[str, dict[str, str]]:
    found = words_file("fields.toml")["person"]
    return found if isinstance(found, dict) else {}


def person(locale: str) -> Mapping[str, str]:
    """The guest's particulars for a locale such as es-MX; by language where the country is unknown."""
    language, _, country = locale.replace("_", "-").partition("-")
    default = {"es": "ES"}.get(language.casefold(), "US")
    return _people().get(country.upper()) or _people()[default]


def _person_for(facts: Facts, form: int | None, locale: str) -> Mapping[str, str]:
    """The guest's particulars where the form asks for a country: of the one it has chosen, else of one that it offers.

    An address, a postcode and a telephone number of another country than the form's would be refused.
    """
    usual = person(locale)
    asked = [f for f in facts.fields if f.form == form and f.visible and _is_list(f) and kind_of(f) == "country"]
    if not asked:
        return usual
    guests = [usual, *(someone for someone in _people().values() if someone != usual)]
    chosen = next((guest for guest in guests if _lives_in(guest, asked[0].value)), None)
    return chosen or next((g for g in guests if any(_lives_in(g, option) for option in asked[0].options)), usual)


def _is_list(field: FormField) -> bool:
    return field.tag == "select" or field.type == "list"


def _lives_in(guest: Mapping[str, str], country: str) -> bool:
    return bool(re.fullmatch(guest["country_names"], fold(country)))


def order_line(facts: Facts) -> int | None:
    """The place of the first field of an order form: a page that lists things, each with a number to fill in.

    Tickets, meals and spare parts are sold so. None where the page has no such form.
    """
    for index, field in enumerate(facts.fields):
        counts = (
            field.visible and field.type == "number" and field.value in {"", "0"} and 0 <= field.form < len(facts.forms)
        )
        named = len(field.label) > 2 and field.named_by in {"label", "aria"} and not matches("quantity", field.label)
        if counts and named and _adds(facts.forms[field.form].action):
            return index
    return None


def _adds(action: str) -> bool:
    return any(pattern.search(fold(re.sub(r"^\w+://[^/]+", "", action))) for pattern in patterns("add", "action"))


def password_forms(facts: Facts) -> frozenset[int]:
    """The forms that ask for a password."""
    return frozenset(field.form for field in facts.fields if field.type == "password" and field.visible)


def is_aside(field: FormField) -> bool:
    """Whether the field belongs to the page's frame (search, newsletter) rather than to what the page is for."""
    searches = field.type == "search" or any(p.search(fold(field.name)) for p in patterns("search_field", "name")[:1])
    return searches or bool(
        re.search(
            r"newsletter|boletin|coupon|cupon|promo|gift|descuento|discount",
            fold(f"{field.name} {field.id} {field.label}"),
        )
    )


def main_form(facts: Facts) -> int | None:
    """The form with the most fields that a checkout is about; -1 for fields outside any form, None for no fields."""
    counts: dict[int, int] = {}
    aside = {form for form in password_forms(facts) if not _asks_address(facts, form)} | frame_forms(facts)
    for field in facts.fields:
        if field.visible and not is_aside(field) and field.form not in aside:
            counts[field.form] = counts.get(field.form, 0) + 1
    return max(counts, key=lambda form: counts[form]) if counts else None


def frame_forms(facts: Facts) -> set[int]:
    """Forms of the page's frame: they hold a search or a newsletter, and ask for nothing else that is known."""
    framed = {field.form for field in facts.fields if field.visible and field.form >= 0 and is_aside(field)}
    asking = {f.form for f in facts.fields if f.visible and not is_aside(f) and kind_of(f)}
    return framed - asking


def _asks_address(facts: Facts, form: int) -> bool:
    kinds = {kind_of(field) for field in facts.fields if field.form == form and field.visible}
    return bool(kinds & {"address", "postcode", "city", "last_name", "full_name"})


def counted_fields(facts: Facts) -> tuple[FormField, ...]:
    """The text inputs and selects that a guest sees in the checkout's form; radio groups and checkboxes stand apart."""
    form = main_form(facts)
    return tuple(
        field
        for field in facts.fields
        if field.visible and field.form == form and field.type not in _CLICKED and not is_aside(field)
    )


def entries(facts: Facts, locale: str, *, lists: bool = True) -> tuple[Entry, ...]:
    """What to do in the page's main form: empty fields are written, unanswered choices get their first answer.

    Lists that a script makes come alone and first, unless `lists` is false: what they then show decides who the guest is.
    """
    form = main_form(facts)
    particulars = _person_for(facts, form, locale)
    answered = {field.name for field in facts.fields if field.type == "radio" and field.checked}
    done = []
    for index, field in enumerate(facts.fields):
        if not field.visible or field.form != form or is_aside(field) or field.autocomplete.startswith("cc-"):
            continue
        if field.type in _CLICKED:
            entry = _click(index, field, answered)
        elif field.tag == "select":
            option = _option(field, particulars)
            entry = Entry(index=index, act="choose", value=option) if option else None
        elif field.type == "list":
            entry = _scripted(index, field, particulars) if lists else None
        else:
            entry = _text(index, field, particulars)
        if entry:
            done.append(entry)
    opened = tuple(entry for entry in done if entry.act == "open")
    return opened or tuple(done)


def _click(index: int, field: FormField, answered: set[str]) -> Entry | None:
    """Tick required boxes and the first of each unanswered radio group; `answered` grows with each group."""
    wanted = field.name not in answered if field.type == "radio" else field.required
    if field.checked or not wanted:
        return None
    answered.add(field.name)
    return Entry(index=index, act="check")


def _text(index: int, field: FormField, particulars: Mapping[str, str]) -> Entry | None:
    """Write an empty field that is known or required. Passwords, and what only firms have, stay empty."""
    kind = kind_of(field)
    unwanted = kind in {"address2", "company", "tax_id"} and not field.required
    if field.value or unwanted or field.type not in _TEXTUAL | {"textarea"} or not (kind or field.required):
        return None
    return Entry(index=index, act="type", value=particulars.get(kind, "1" if field.type == "number" else "Prueba"))


def _scripted(index: int, field: FormField, particulars: Mapping[str, str]) -> Entry | None:
    """Open a list that a script makes, unless it shows an answer that will do.

    Which countries it offers shows only then, so any known one will do where the guest's own is not among them.
    """
    kind = kind_of(field)
    if kind == "country":
        wanted = "|".join(f"({guest['country_names']})" for guest in _people().values())
        return None if re.fullmatch(wanted, fold(field.value)) else Entry(index=index, act="open", value=wanted)
    if field.value and not matches("placeholder_option", field.value):
        return None
    return Entry(index=index, act="open", value=re.escape(fold(particulars.get(kind, ""))))


def _option(field: FormField, particulars: Mapping[str, str]) -> str:
    """The option to choose in a select; empty where the present one will do."""
    usable = [option for option in field.options if not matches("placeholder_option", option)]
    home = next((o for o in usable if _lives_in(particulars, o)), "") if kind_of(field) == "country" else ""
    if home:
        return "" if _lives_in(particulars, field.value) else home
    if field.value and not matches("placeholder_option", field.value):
        return ""
    wanted = fold(particulars.get(kind_of(field), ""))
    return next((option for option in usable if wanted and fold(option) == wanted), usable[0] if usable else "")
