"""The gallery: every component of the pages in its states, for whoever makes a theme. Only the development server has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from ecomkit.hooks import Page
from ecomkit.hooks.forms import Field, Form, Option
from ecomkit.hooks.pages.generic import Cell, Column, Row, Table
from ecomkit.hooks.pages.parts import (
    Action,
    Empty,
    Entry,
    Link,
    Notice,
    Pager,
    Picture,
    Price,
    Reason,
    StatusStep,
    StepState,
    SummaryRow,
    Tag,
    Task,
    Tone,
    Total,
)
from ecomkit.web.models.catalogue import Card, FilterChip, FilterGroup, FilterOption, FilterPanel, Sort
from ecomkit.web.models.checkout import CartLine, Choice, ChoiceGroup
from ecomkit.web.models.product import Axis, AxisOption
from ecomkit.web.request import WebRequest

__all__ = ["PATH", "GalleryPage", "Shown", "gallery", "parts"]

PATH = "/_gallery"
_LONG = "Trío stool in solid ash wood with a round seat, three legs and a very long name indeed"
_WORD = "Donaudampfschifffahrtsgesellschaftskapitänsmütze"


@dataclass(frozen=True, slots=True)
class Shown:
    """A component: its name, the file and macro that draw it, what to know of it, and its `states`."""

    key: str
    title: str
    file: str
    states: tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GalleryPage:
    """All of them on one page."""

    template: ClassVar[str] = "gallery.html"

    heading: str
    lead: str
    parts: tuple[Shown, ...]


def gallery(request: WebRequest) -> Page:  # noqa: ARG001 - a view takes the request
    """The page. Its words are samples: they are in English for every reader."""
    lead = "Every component in its states. Overwrite a file of the same name in theme/templates, or set tokens in theme/static/theme.css."
    model = GalleryPage(heading="Components", lead=lead, parts=parts())
    return Page(template=model.template, model=model, title=model.heading)


def parts() -> tuple[Shown, ...]:
    """The components with their states, from the smallest up."""
    tones = tuple(Tag(f"Tone {tone.value}", tone) for tone in Tone)
    return (
        Shown("tag", "Tag", "components/tag.html", tones),
        Shown("action", "Buttons", "components/action.html", _buttons()),
        Shown("notice", "Notice", "components/notice.html", _notices()),
        Shown("field", "Fields", "components/field.html", (_form(),)),
        Shown("choices", "Radio cards", "components/choices.html", _choices()),
        Shown("price", "Price", "components/price.html", _prices()),
        Shown("axis", "Variants", "components/product.html", _axes()),
        Shown("cards", "Product card", "components/card.html", (_cards(),)),
        Shown("filters", "Facets", "components/filters.html", (_filters(),)),
        Shown("sort", "Sort", "components/pager.html", (_sort(),)),
        Shown("pager", "Pager", "components/pager.html", _pagers()),
        Shown("lines", "Lines", "components/lines.html", (_lines(),)),
        Shown("totals", "Totals", "components/lines.html", (_totals(),)),
        Shown("summary", "Summary", "components/lists.html", (_summary(),)),
        Shown("steps", "Steps", "components/lists.html", _steps()),
        Shown("tasks", "Tasks", "components/lists.html", (_tasks(),)),
        Shown("timeline", "Timeline", "components/lists.html", (_timeline(),)),
        Shown("reasons", "Reasons", "components/lists.html", (_reasons(),)),
        Shown("table", "Table", "components/table.html", _tables()),
        Shown("empty", "Nothing there", "components/empty.html", _empties()),
    )


def _buttons() -> tuple[Action, ...]:
    return (
        Action("Go to checkout · €42.75", PATH, main=True), Action("Cancel the order", PATH),
        Action("Withdraw from this contract about all of the goods that were delivered", PATH),
    )  # fmt: skip


def _notices() -> tuple[Notice, ...]:
    undo = Action("Undo", PATH, (("op", "put"),))
    words = "Loma mug is in the cart."
    told = tuple(Notice(f"{words} ({tone.value})", tone) for tone in Tone)
    return (*told, Notice(words, Tone.OK, links=(Link("View cart", PATH),), undo=undo), Notice(_WORD, Tone.INFO))


def _form() -> Form:
    options = (Option("es", "Spain"), Option("mx", "Mexico", chosen=True))
    fields = (
        Field("name", "Full name", autocomplete="name", value="Ana Ruiz"),
        Field("email", "Email", "email", value="ana@", hint="We write about this order.", error="Write an email such as ana@example.com.",
              autocomplete="email", inputmode="email"),
        Field("phone", "Phone", "tel", required=False, hint="Only so the driver can reach you", width="medium"),
        Field("postcode", "Postcode", width="short", maxlength=10),
        Field("country", "Country", "select", options=options),
        Field("fit", "Size", "radio", options=(Option("s", "Small", chosen=True), Option("l", "Large", "fits two"))),
        Field("again", "Choose one", "radio", options=(Option("a", "One"), Option("b", "Two")), error="Choose one of them."),
        Field("terms", "I have read the terms", "checkbox", checked=True),
        Field("receipt", "Receipt", "file", required=False),
        Field("day", "Day", "date", required=False),
        Field("words", "What happened", "textarea", required=False, value=f"{_WORD} arrived late."),
    )  # fmt: skip
    more = (("op", "save", "Save for later"),)
    return Form(PATH, fields, "Send", errors=("This was sent twice; the second one counts.",), buttons=more)


def _choices() -> tuple[ChoiceGroup, ...]:
    ways = (
        Choice(value="parcel", label="Parcel", detail="Thu, 26 Nov – Fri, 27 Nov", price="€3.95", checked=True),
        Choice(value="express", label="Express, signed for", detail="Wed, 25 Nov", price="€9.95",
               fields=(Field("slot", "Between", value="9 and 12"),)),
        Choice(value="counter", label=_LONG, detail="Ready to collect from Wed, 25 Nov", price="free", collects=True),
    )  # fmt: skip
    parts = (
        Choice(value="wallet", label="Allowance", detail="€120.00 left", checked=True),
        Choice(value="payroll", label="From the pay of November"),
    )
    return (
        ChoiceGroup(name="shipping", legend="How it travels", choices=ways),
        ChoiceGroup(
            name="pay", legend="What else pays", choices=parts, multiple=True, error="Choose a way for the rest."
        ),
    )


def _prices() -> tuple[Price, ...]:
    return (
        Price("€14.90", "tax included"), Price("€14.90", was="€18.50", cut="−19%", lowest="Lowest price of the 30 days before: €18.50"),
        Price("€3.56", unit="€14.24 per kg"), Price("€12,990.00", "plus tax", reason="Your price: framework agreement, −5%"),
        Price("from €0.95"),
    )  # fmt: skip


def _axes() -> tuple[Axis, ...]:
    colours = (
        AxisOption(label="Bone", value="bone", href=f"{PATH}#bone", chosen=True, swatch="#e8e2d4"),
        AxisOption(label="Brick", value="brick", href=f"{PATH}#brick", swatch="#c2553c"),
        AxisOption(label="Cobalt", value="cobalt", href=f"{PATH}#cobalt", swatch="#2b4a8b", available=False),
    )
    sizes = (
        AxisOption(label="M", value="m", chosen=True), AxisOption(label="L", value="l", note="€16.90"),
        AxisOption(label="XL", value="xl", available=False),
    )  # fmt: skip
    return (
        Axis(label="Colour", name="colour", options=colours),
        Axis(label="Size", name="size", options=sizes, error="Choose a size."),
    )


def _card(name: str, price: Price, tint: str, *, tag: Tag | None = None, rating: str = "") -> Card:
    slug = name.split(maxsplit=1)[0].lower()
    return Card(name=name, slug=slug, href=PATH, picture=Picture(name, tint=tint), price=price, tag=tag, rating=rating)


def _cards() -> tuple[Card, ...]:
    return (
        _card("Loma mug", Price("€14.90"), "mint", rating="4.7 of 5 · 12 reviews"),
        _card("Faro lamp", Price("€49.00", was="€58.00", cut="−16%"), "sand", tag=Tag("Few left", Tone.INFO)),
        _card(_LONG, Price("from €12,990.00"), "lilac", tag=Tag("New", Tone.OK)),
        _card(
            _WORD,
            Price("€0.95", unit="€3.80 per kg"),
            "sky",
            tag=Tag("Sold out", Tone.WARN),
            rating="1.0 of 5 · 1 review",
        ),
    )


def _filters() -> FilterPanel:
    colours = (
        FilterOption("colour", "bone", "Bone", "12", checked=True),
        FilterOption("colour", "ink", _WORD, "1,204"),
    )
    none = (FilterOption("made", "here", "Made here", "0"),)
    chips = (FilterChip("Colour: Bone", PATH, "24 products"), FilterChip(_LONG, PATH, "1 product"))
    groups = (FilterGroup("Colour", colours), FilterGroup("Origin", none))
    return FilterPanel(action=PATH, groups=groups, submit="Show 12 products", chips=chips, clear=PATH)


def _sort() -> Sort:
    words = ("Recommended", "Price, lowest first", "Price, highest first", "Newest", "Name")
    return Sort(PATH, tuple(Option(word.lower(), word, chosen=word == "Recommended") for word in words))


def _pagers() -> tuple[Pager, ...]:
    return (
        Pager("1 to 24 of 60 shown", following=f"{PATH}?after=24", more="Show 24 more", keyed=True),
        Pager("25 to 48 of 60 shown", f"{PATH}?", f"{PATH}?after=48", keyed=True), Pager("49 to 60 of 60 shown", f"{PATH}?", keyed=True),
    )  # fmt: skip


def _lines() -> tuple[CartLine, ...]:
    why = (Reason("Framework agreement", "−€3.60", "contracts", "price · contract · LOMA-MUG"),)
    return (
        CartLine(key="a", name="Loma mug", quantity="2", each="€14.90", total="€29.80", options="Bone · 35 cl",
                 picture=Picture("", tint="mint"), href=PATH),
        CartLine(key="b", name=_LONG, quantity="99", each="€12,990.00", total="€1,286,010.00", note="Arrives by Tue, 1 Dec", why=why),
    )  # fmt: skip


def _totals() -> tuple[Total, ...]:
    return (
        Total("Goods", "€1,286,039.80"), Total("Framework agreement, −5%", "−€64,301.99"), Total("Parcel", "free"),
        Total("VAT 21%", "€212,048.07", "included"), Total("Total", "€1,221,737.81", strong=True),
    )  # fmt: skip


def _summary() -> tuple[SummaryRow, ...]:
    address = ("Ana Ruiz", "Calle Mayor 1, 3.º B", "28013 Madrid", "Spain")
    return (
        SummaryRow("Delivered to", address, change=Link("Change", PATH)),
        SummaryRow("State", tag=Tag("In preparation", Tone.INFO)),
        SummaryRow("Phone", links=(Link("+34 910 000 000", "tel:+34910000000"),)),
    )  # fmt: skip


def _steps() -> tuple[tuple[StatusStep, ...], ...]:
    done, later = StepState.DONE, StepState.LATER
    return tuple(
        (
            StatusStep("Placed", done, "23 Nov 2026, 10:00"), StatusStep("Payment", done), StatusStep("On its way", here, said),
            StatusStep("Delivered", later),
        )
        for here, said in ((StepState.CURRENT, "1Z 999 AA1 01 2345 6784"), (StepState.PROBLEM, "The driver did not find the door."))
    )  # fmt: skip


def _tasks() -> tuple[Task, ...]:
    return (
        Task("Write the offer", Tag("Done"), PATH), Task("Upload the documents", Tag("Not begun", Tone.INFO), PATH, "PDF, up to 20 MB"),
        Task("Seal and send", Tag("Not possible yet")), Task("Prices", Tag("There is a problem", Tone.BAD), PATH),
    )  # fmt: skip


def _timeline() -> tuple[Entry, ...]:
    return (
        Entry("24 Nov 2026, 09:12", "Dispatched", "1Z 999 AA1 01 2345 6784", "Clara Clerk", "2026-11-24T09:12"),
        Entry("23 Nov 2026, 10:00", "Placed", stamp="2026-11-23T10:00"),
    )


def _reasons() -> tuple[Reason, ...]:
    return (
        Reason("List price", "€14.90", "catalogue", "price · list · LOMA-MUG"),
        Reason("Summer sale", "−€1.49", "promotions", "adjust · sale · LOMA-MUG · not used"),
    )


def _tables() -> tuple[Table, ...]:
    columns = (Column("Order"), Column("Customer"), Column("State"), Column("Total", numeric=True))
    rows = tuple(
        Row(
            (Cell(text=f"S-{number}", href=PATH), Cell(text=name, note="Madrid"), Cell(tag=Tag(state, tone)), Cell(text=amount)),
            marked=number == 1002,
        )
        for number, name, state, tone, amount in (
            (1001, "Ana Ruiz", "In preparation", Tone.INFO, "€29.80"), (1002, _WORD, "On its way", Tone.OK, "€1,286,039.80"),
        )
    )  # fmt: skip
    nothing = Empty("No orders yet", "They appear here as soon as one is placed.", (Link("To the shop", "/"),))
    return (
        Table(caption="Orders that scroll", columns=columns, rows=rows),
        Table(caption="Orders that stack on a phone", columns=columns, rows=rows, stacked=True),
        Table(caption="No rows", columns=columns, empty=nothing),
    )


def _empties() -> tuple[Empty, ...]:
    return (
        Empty("Your cart is empty", "What you put into it stays for 90 days.", (Link("Look around", "/"),)),
        Empty(_WORD),
    )
