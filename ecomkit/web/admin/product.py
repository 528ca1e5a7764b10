"""A product for the staff: what is said of it, when it is shown, what it costs, and where it is found."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from ecomkit.domain import (
    Categories,
    Command,
    MoveProduct,
    Product,
    ProductAsWritten,
    Refused,
    SaveProducts,
    Words,
    is_shown,
    text_in,
    typed_moment,
    written_moment,
)
from ecomkit.domain.catalogue import Scheduled
from ecomkit.errors import NotFound
from ecomkit.hooks import Field, Form, Page, Redirect
from ecomkit.hooks.pages.generic import DetailPage, Section, Table
from ecomkit.hooks.pages.parts import Link, SummaryRow, Tag, Tone
from ecomkit.web.admin.alts import pictures_form, told_pictures
from ecomkit.web.admin.outcomes import say_done
from ecomkit.web.admin.prices import price_field, price_table, read_price
from ecomkit.web.admin.words import timeline
from ecomkit.web.preview import PREVIEW, preview_token
from ecomkit.web.request import WebRequest

__all__ = ["act_on_product", "show_product", "state_of"]

_SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MADE: Final = text_in("product", "Made")
_ACTS: Final = frozenset({"words", "pictures", "schedule", "price", "address"})
Errors = Mapping[str, str]


def show_product(request: WebRequest) -> Page:
    """One product."""
    return _page(request, request.ask(ProductAsWritten(slug=request.path["product"][:120])))


def _page(request: WebRequest, shown: Product, act: str = "", errors: Errors | None = None) -> Page:
    """The page; after a refusal of one of its forms, with what was typed there and what to mend."""
    _ = request.gettext
    errors = errors or {}
    forms = {
        "words": _words_form(request, shown),
        "pictures": pictures_form(request, f"{_base(shown)}/pictures", shown, _seen(shown)),
        "schedule": _schedule_form(request, shown),
        "address": _address_form(request, shown),
    }
    prices = price_table(request, _base(shown), shown)
    if act in forms:
        forms[act] = _again(request, forms[act], errors)
    elif act == "price":
        prices = price_table(request, _base(shown), shown, _refused_price(request, prices, errors))
    model = DetailPage(
        heading=shown.name, tags=(state_of(request, shown),), crumbs=(Link(_("Products and stock"), "/admin/stock"),),
        sections=(
            Section(title=_("What is said of it"), form=forms["words"]),
            *([_pictures(request, shown, forms["pictures"])] if shown.pictures else []),
            Section(title=_("Prices"), table=prices),
            Section(title=_("Changes"), timeline=timeline(request, "product", shown.slug)),
        ),
        aside=(
            Section(
                title=_("See it"), links=_ways(request, shown),
                paragraphs=(_("The preview opens for two days, for whoever has its address."),),
            ),
            Section(title=_("When customers see it"), form=forms["schedule"]),
            Section(title=_("Its address"), form=forms["address"], folded=not forms["address"].refused),
            Section(title=_("In short"), summary=_facts(request, shown)),
        ),
    )  # fmt: skip
    return Page(template="admin/detail.html", model=model, title=shown.name, status=422 if errors else 200)


def _pictures(request: WebRequest, shown: Product, form: Form) -> Section:
    pictures = tuple(request.site.pictures.shown(one, alt=one.alt, tint="stone") for one in shown.pictures)
    return Section(title=request.gettext("Its pictures"), pictures=pictures, form=form)


def state_of(request: WebRequest, shown: Scheduled) -> Tag:
    """Whether customers see a product, in a word."""
    _ = request.gettext
    if is_shown(shown, request.now):
        return Tag(_("Shown"), Tone.OK)
    if not shown.published:
        return Tag(_("Draft"), Tone.WARN)
    waits = shown.publish_at is not None and shown.publish_at > request.now
    return Tag(_("Scheduled"), Tone.INFO) if waits else Tag(_("Withdrawn"), Tone.WARN)


def _ways(request: WebRequest, shown: Product) -> tuple[Link, ...]:
    token = preview_token(request.site.core.facts.secret, shown.slug, request.now.date())
    look = Link(request.gettext("Preview"), f"/p/{shown.slug}?{PREVIEW}={token}")
    return (Link(request.gettext("Its page"), f"/p/{shown.slug}"), look) if is_shown(shown, request.now) else (look,)


def _facts(request: WebRequest, shown: Product) -> tuple[SummaryRow, ...]:
    _ = request.gettext
    moments = ((request.say(_MADE), shown.created_at), (_("Changed"), shown.updated_at))
    names = {one.slug: one.name for one in request.ask(Categories())}
    found = tuple(Link(names.get(slug, slug), f"/c/{slug}") for slug in shown.categories)
    categories = SummaryRow(_("Categories"), links=found)
    dates = (SummaryRow(name, (request.formats.moment(when),)) for name, when in moments if when is not None)
    stock = SummaryRow(_("Stock"), links=(Link(_("Count and correct"), f"/admin/stock?q={shown.variants[0].sku}"),))
    return (*((categories,) if shown.categories else ()), *dates, stock)


def _base(shown: Product) -> str:
    return f"/admin/products/{shown.slug}"


def _seen(shown: Product) -> Field:
    """What was on the page when it was filled in, so that nobody writes over what somebody else has changed since."""
    return Field("seen", "", "hidden", shown.updated_at.isoformat() if shown.updated_at else "")


def _words_form(request: WebRequest, shown: Product) -> Form:
    _ = request.gettext
    others = dict(shown.words)
    fields = [
        Field("name", _("Name"), value=shown.name, maxlength=255),
        Field("description", _("Description"), "textarea", shown.description, required=False, rows=5),
        Field("warnings", _("Warnings"), "textarea", shown.warnings, required=False, rows=2),
    ]
    for language in request.ctx.shop.languages[1:]:
        said, called = others.get(language, Words()), request.formats.language(language)
        fields += [
            Field(f"name.{language}", _("Name (%(language)s)", language=called), value=said.name, required=False, maxlength=255),
            Field(f"description.{language}", _("Description (%(language)s)", language=called), "textarea", said.description,
                  required=False, rows=5),
            Field(f"warnings.{language}", _("Warnings (%(language)s)", language=called), "textarea", said.warnings,
                  required=False, rows=2),
        ]  # fmt: skip
    return Form(f"{_base(shown)}/words", (*fields, _seen(shown)), _("Save"), mark_required=False)


def _schedule_form(request: WebRequest, shown: Product) -> Form:
    _ = request.gettext
    zone = request.ctx.shop.timezone
    hint = _("Such as %(example)s, in the time of %(zone)s", example="2026-12-24 09:00", zone=zone)
    fields = (
        Field("published", _("Customers may see it"), "checkbox", checked=shown.published, required=False),
        Field(
            "publish_at",
            _("From"),
            value=written_moment(shown.publish_at, zone),
            hint=hint,
            required=False,
            maxlength=16,
        ),
        Field("withdraw_at", _("Until"), value=written_moment(shown.withdraw_at, zone), required=False, maxlength=16),
        _seen(shown),
    )
    return Form(f"{_base(shown)}/schedule", fields, _("Save the times"), main=False, mark_required=False)


def _refused_price(request: WebRequest, prices: Table, errors: Errors) -> Form | None:
    typed = _typed_price(request)
    forms = (cell.form for row in prices.rows for cell in row.cells if cell.form is not None)
    return next((_again(request, one, errors) for one in forms if one.fields[-1].name == typed), None)


def _typed_price(request: WebRequest) -> str:
    """The field of the price that was typed."""
    return price_field(request.form.get("sku", ""), request.form.get("currency", ""), request.ctx.shop.currency)


def _address_form(request: WebRequest, shown: Product) -> Form:
    _ = request.gettext
    hint = _("Small letters, digits and hyphens. The old address leads to the new one.")
    field = Field("to", _("Address of the page"), value=shown.slug, hint=hint, maxlength=120)
    return Form(f"{_base(shown)}/address", (field,), _("Move it"), main=False, mark_required=False)


def _again(request: WebRequest, form: Form, errors: Errors) -> Form:
    """A form with what was typed and what to mend: each error beside its field, the rest above."""
    names = {one.name for one in form.fields}
    fields = tuple(
        replace(
            one, value=request.form.get(one.name, "")[:20_000] if one.kind != "checkbox" else one.value,
            checked=one.name in request.form, error=errors.get(one.name, ""),
        )
        for one in form.fields
    )  # fmt: skip
    return replace(form, fields=fields, errors=tuple(words for name, words in errors.items() if name not in names))


def act_on_product(request: WebRequest) -> Page | Redirect:
    """Run one of the commands of the page. What cannot be read or is refused comes back with what was typed."""
    act = request.path["act"]
    if act not in _ACTS:
        raise NotFound("There is no such button.")
    shown = request.ask(ProductAsWritten(slug=request.path["product"][:120]))
    found = _READ[act](request, shown)
    if not isinstance(found, Command):
        return _page(request, shown, act, found)
    outcome = request.run(found)
    if isinstance(outcome, Refused):
        fields = dict.fromkeys(("price", "currency"), _typed_price(request))
        said = {fields.get(one.field or "", one.field or ""): request.say(one.text) for one in outcome.refusals}
        return _page(request, shown, act, said)
    to = found.to if isinstance(found, MoveProduct) else shown.slug
    return say_done(request, found, outcome, f"/admin/products/{to}")


def _stale(request: WebRequest, shown: Product) -> dict[str, str]:
    seen = shown.updated_at.isoformat() if shown.updated_at else ""
    words = request.gettext("Somebody changed this product meanwhile. Open its page again, then write your change.")
    return {} if request.form.get("seen", seen) == seen else {"": words}


def _read_words(request: WebRequest, shown: Product) -> Command[Any] | Errors:
    form = request.form
    name = " ".join(form.get("name", "").split())
    errors = _stale(request, shown)
    if not 1 <= len(name) <= 255:
        errors["name"] = request.gettext("Write a name of 255 letters at most.")
    languages = request.ctx.shop.languages[1:]
    kept, before = {language: said for language, said in shown.words if language not in languages}, dict(shown.words)
    for one in languages:
        said = " ".join(form.get(f"name.{one}", "").split())
        if len(said) > 255:
            errors[f"name.{one}"] = request.gettext("Write a name of 255 letters at most.")
            continue
        known = before.get(one, Words())
        warned = _text(form, f"warnings.{one}", known.warnings)
        words = known.model_copy(
            update={"name": said, "description": _text(form, f"description.{one}"), "warnings": warned}
        )
        kept |= {one: words} if words != Words() else {}
    if errors:
        return errors
    changes = {"name": name, "description": _text(form, "description"), "words": tuple(kept.items())}
    changes["warnings"] = _text(form, "warnings", shown.warnings)
    return SaveProducts(products=(shown.model_copy(update=changes),))


def _text(form: Mapping[str, str], name: str, otherwise: str = "") -> str:
    return form.get(name, otherwise).replace("\r\n", "\n").strip()[:20_000]


def _read_schedule(request: WebRequest, shown: Product) -> Command[Any] | Errors:
    errors = _stale(request, shown)
    moments: dict[str, datetime | None] = {}
    for name in ("publish_at", "withdraw_at"):
        try:
            moments[name] = typed_moment(request.form.get(name, ""), request.ctx.shop.timezone)
        except ValueError:
            errors[name] = request.gettext("Write a day and a time such as 2026-12-24 09:00, or nothing.")
    begins, ends = moments.get("publish_at"), moments.get("withdraw_at")
    if begins is not None and ends is not None and ends <= begins:
        errors["withdraw_at"] = request.gettext("Write a moment after the one from which it is shown.")
    if errors:
        return errors
    changes = {**moments, "published": "published" in request.form}
    return SaveProducts(products=(shown.model_copy(update=changes),))


def _read_address(request: WebRequest, shown: Product) -> Command[Any] | Errors:
    to = request.form.get("to", "").strip()
    if len(to) > 120 or not _SLUG.fullmatch(to):
        return {"to": request.gettext("Write small letters, digits and hyphens, such as loma-mug.")}
    return MoveProduct(slug=shown.slug, to=to)


def _read_pictures(request: WebRequest, shown: Product) -> Command[Any] | Errors:
    return _stale(request, shown) or SaveProducts(products=(told_pictures(request, shown),))


_READ: Final = {
    "words": _read_words,
    "pictures": _read_pictures,
    "schedule": _read_schedule,
    "price": read_price,
    "address": _read_address,
}
