"""Checkout steps: the one list that page, API and agents follow."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache, partial
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from ecomkit.domain import (
    POSTCODES,
    REGIONS,
    TAXED_BY_REGION,
    WITH_NEIGHBOURHOOD,
    ActorKind,
    Address,
    Checkout,
    ChooseDelivery,
    ChoosePayment,
    ChooseShipping,
    Contact,
    Context,
    EmailAddress,
    Money,
    PaymentPart,
    PaymentPlan,
    Refusal,
    Value,
    is_postcode,
    region_code,
    text,
)
from ecomkit.hooks import Choice, Step
from ecomkit.mistakes import Mistake
from ecomkit.services.core import Core
from ecomkit.services.rows import rows_of
from ecomkit.services.words import Words
from ecomkit.storage import profiles

__all__ = ["ContactInput", "DeliveryInput", "PaymentInput", "ShippingInput", "core_steps", "missing", "steps_for"]


def _tidy(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


_Text = Annotated[str, BeforeValidator(_tidy)]
_Country = Annotated[str, BeforeValidator(_tidy), Field(pattern=r"^[A-Z]{2}$")]


def _printable(value: str) -> str:
    if any(ord(c) < 32 for c in value):
        raise Mistake("write on one line")
    return value


_COUNTRY: Any = Field(
    title="Country", json_schema_extra={"error": "Choose a country", "autocomplete": "country", "kind": "select"}
)
_POSTCODE: Any = Field(
    title="Postcode", min_length=2, max_length=16,
    json_schema_extra={"error": "Enter the postcode, for example 28013", "autocomplete": "postal-code", "width": "short"},
)  # fmt: skip
_REGION: Any = Field(
    title="State or region", default="", max_length=20, validate_default=True,
    json_schema_extra={"error": "Choose the state or region", "autocomplete": "address-level1", "kind": "select"},
)  # fmt: skip


def _public(email: str) -> str:
    if "." not in email.rpartition("@")[2]:
        raise Mistake("Enter your email, for example ana@example.com")
    return email


_Address = Annotated[EmailAddress, BeforeValidator(_tidy), AfterValidator(_public)]
_Line = Annotated[_Text, AfterValidator(_printable)]


def _region(value: str, asked: ValidationInfo, countries: Collection[str]) -> str:
    """The code of a region, where the country is one of those that need it; elsewhere what was written."""
    country = asked.data.get("country", "")
    if country not in countries:
        return value
    code = region_code(country, value)
    if not code:
        raise Mistake("Choose the state or region")
    return code


def _postcode(value: str, asked: ValidationInfo) -> str:
    if not is_postcode(asked.data.get("country", ""), value):
        raise Mistake("Enter the postcode, for example %(example)s", example=POSTCODES[asked.data["country"]])
    return value


class DeliveryInput(Value):
    """Who receives the order and where: eight questions at most, and one more where an address names its neighbourhood."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    email: _Address = Field(
        title="Email", description="For the confirmation and the delivery date",
        json_schema_extra={"error": "Enter your email, for example ana@example.com", "autocomplete": "email", "kind": "email"},
    )  # fmt: skip
    name: _Line = Field(
        title="Full name", min_length=1, max_length=120,
        json_schema_extra={"error": "Enter the name of who receives the order", "autocomplete": "name"},
    )  # fmt: skip
    country: _Country = _COUNTRY
    line1: _Line = Field(
        title="Street and number", min_length=1, max_length=120,
        json_schema_extra={"error": "Enter the street and number", "autocomplete": "address-line1"},
    )  # fmt: skip
    line2: _Line = Field(
        title="Neighbourhood (colonia)", default="", max_length=120, validate_default=True,
        json_schema_extra={"error": "Enter the neighbourhood (colonia)", "autocomplete": "address-level3"},
    )  # fmt: skip
    postcode: Annotated[_Line, AfterValidator(_postcode)] = _POSTCODE
    city: _Line = Field(
        title="City", min_length=1, max_length=120,
        json_schema_extra={"error": "Enter the city", "autocomplete": "address-level2"},
    )  # fmt: skip
    region: _Line = _REGION
    phone: _Line = Field(
        title="Phone", default="", max_length=40, description="Only so the driver can reach you",
        json_schema_extra={"error": "Enter a phone number", "autocomplete": "tel", "kind": "tel"},
    )  # fmt: skip

    @field_validator("line2")
    @classmethod
    def _neighbourhood(cls, value: str, asked: ValidationInfo) -> str:
        if not value and asked.data.get("country") in WITH_NEIGHBOURHOOD:
            raise Mistake("Enter the neighbourhood (colonia)")
        return value

    @field_validator("region")
    @classmethod
    def _known_region(cls, value: str, asked: ValidationInfo) -> str:
        return _region(value, asked, REGIONS)


class ContactInput(Value):
    """Whom an order is for of which nothing is sent: where to write to, and the place whose taxes it has."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    email: _Address = Field(
        title="Email", description="For the confirmation and the way to what you buy",
        json_schema_extra={"error": "Enter your email, for example ana@example.com", "autocomplete": "email", "kind": "email"},
    )  # fmt: skip
    name: _Line = Field(
        title="Full name", min_length=1, max_length=120,
        json_schema_extra={"error": "Enter the name of who buys", "autocomplete": "name"},
    )  # fmt: skip
    country: _Country = _COUNTRY
    postcode: Annotated[_Line, AfterValidator(_postcode)] = _POSTCODE
    region: _Line = _REGION

    @field_validator("region")
    @classmethod
    def _known_region(cls, value: str, asked: ValidationInfo) -> str:
        return _region(value, asked, TAXED_BY_REGION)


class ShippingInput(Value):
    """How the order travels."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    shipping: Annotated[
        str, Field(title="Delivery", max_length=60, json_schema_extra={"error": "Choose a way to deliver"})
    ]


class PaymentInput(Value):
    """How the order is paid: a part by one method (`part`, with `part_amount` in minor units) and the rest by another."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    payment: Annotated[str, Field(title="Payment", max_length=60, json_schema_extra={"error": "Choose a way to pay"})]
    part: Annotated[str, Field(max_length=60)] = ""
    part_amount: Annotated[int, Field(ge=0, le=10**15)] = 0
    currency: Annotated[str, Field(pattern=r"^([A-Z]{3})?$")] = ""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.part and self.part_amount and not self.currency:
            raise Mistake("an amount needs its currency")
        return self


def _deliver(cart: str, given: DeliveryInput) -> ChooseDelivery:
    contact = Contact(email=given.email, name=given.name, phone=given.phone)
    address = Address(
        line1=given.line1, line2=given.line2, postcode=given.postcode, city=given.city, region=given.region,
        country=given.country,
    )  # fmt: skip
    return ChooseDelivery(cart=cart, contact=contact, address=address)


def _reach(cart: str, given: ContactInput) -> ChooseDelivery:
    contact = Contact(email=given.email, name=given.name)
    address = Address(postcode=given.postcode, region=given.region, country=given.country)
    return ChooseDelivery(cart=cart, contact=contact, address=address)


def _ship(cart: str, given: ShippingInput) -> ChooseShipping:
    return ChooseShipping(cart=cart, option=given.shipping)


def _pay(cart: str, given: PaymentInput) -> ChoosePayment:
    rest = PaymentPart(method=given.payment)
    if given.part and given.part != given.payment and given.part_amount:
        money = Money(amount=given.part_amount, currency=given.currency)
        return ChoosePayment(cart=cart, plan=PaymentPlan(parts=(PaymentPart(method=given.part, money=money), rest)))
    return ChoosePayment(cart=cart, plan=PaymentPlan(parts=(rest,)))


def _known(ctx: Context, checkout: Checkout) -> Mapping[str, str]:
    """What is known of the delivery: of this checkout, else the name and address of who is signed in."""
    found = profiles.contact_by(rows_of(ctx), checkout.contact) if checkout.contact else None
    if found is not None:
        contact, address = found
        return contact.model_dump() | address.model_dump()
    place = checkout.destination
    country = {"country": place.country, "region": place.region, "postcode": place.postcode} if place else {}
    person = profiles.person_by(rows_of(ctx), ctx.actor.key) if ctx.actor.kind is ActorKind.PERSON else None
    return {"country": ctx.country} | country | ({"name": person.name, "email": person.email} if person else {})


def _countries(ctx: Context, _checkout: Checkout) -> Mapping[str, Sequence[Choice]]:
    return {"country": _named(tuple(ctx.countries), ctx.locale)}


@lru_cache(maxsize=256)
def _named(countries: tuple[str, ...], locale: str) -> Sequence[Choice]:
    from babel import Locale

    names = Locale.parse(locale.replace("-", "_")).territories
    return tuple(Choice(value=code, label=names.get(code, code)) for code in countries)


def _ways_to_pay(core: Core, ctx: Context, _checkout: Checkout) -> Mapping[str, Sequence[Choice]]:
    """Methods that pay all or the rest, and those that can pay just a part, with what there is on them."""
    words = Words(core.hooks.registry, ctx.locale, core.folder)
    methods = core.offered_methods(ctx)
    rest = {key: method for key, method in methods.items() if not method.divisible} or methods
    whole = [
        Choice(value=key, label=words.say(method.label), note=words.say(method.note) if method.note else "")
        for key, method in rest.items()
    ]
    part = [
        Choice(value=key, label=words.say(methods[key].label), price=words.money(money))
        for key, money in _parts(core, ctx).items()
    ]
    return {"payment": whole, "part": part}


def _parts(core: Core, ctx: Context) -> dict[str, Money]:
    """What this buyer can pay a part with, and how much at most."""
    found = {key: core.available(ctx, method) for key, method in core.offered_methods(ctx).items() if method.divisible}
    return {key: money for key, money in found.items() if money and money.amount > 0 and money.currency == ctx.currency}


def _known_plan(core: Core, ctx: Context, checkout: Checkout) -> Mapping[str, str]:
    """The plan chosen before, within what is there now. Where none was, all that can pay a part is filled in."""
    there = _parts(core, ctx)
    known: dict[str, str] = {}
    wanted: Money | None = None
    if checkout.plan is None:
        part = next(iter(there), "")
    else:
        *parts, rest = checkout.plan.parts
        known["payment"] = rest.method
        part = next((one.method for one in parts if one.method in there), "")
        wanted = next((one.money for one in parts if one.method == part), None)
    if not part:
        return known
    money = there[part] if wanted is None else min(wanted, there[part])
    return known | {"part": part, "part_amount": str(money.amount), "currency": money.currency}


def _needs(field: str, words: str) -> Refusal:
    return Refusal(code="incomplete", text=text(words), rule="steps", field=field)


def core_steps(core: Core) -> tuple[Step, ...]:
    """The steps that every shop has."""
    return (
        Step(
            key="contact", title=text("Your details"), input=ContactInput, command=_reach, choices=_countries, values=_known,
            complete=lambda _, c: None if c.contact else _needs("contact", "Say who buys and where we write to."),
            needed=lambda _, c: not c.ships,
        ),
        Step(
            key="delivery", title=text("Delivery"), input=DeliveryInput, command=_deliver, choices=_countries, values=_known,
            complete=lambda _, c: None if c.contact and c.addressed else _needs("delivery", "Say who receives the order and where."),
            needed=lambda _, c: c.ships,
        ),
        Step(
            key="shipping", title=text("Shipping"), input=ShippingInput, command=_ship,
            values=lambda _, c: {"shipping": c.shipping or ""},
            complete=lambda _, c: None if c.shipping else _needs("shipping", "Choose a way to deliver."),
            needed=lambda _, c: c.ships,
        ),
        Step(
            key="payment", title=text("Payment"), input=PaymentInput, command=_pay,
            choices=partial(_ways_to_pay, core), values=partial(_known_plan, core),
            complete=lambda _, c: None if c.plan else _needs("payment", "Choose a way to pay."),
        ),
    )  # fmt: skip


def steps_for(core: Core, ctx: Context, checkout: Checkout) -> tuple[Step, ...]:
    """The steps of a checkout: core's, those that plugins add behind a neighbour, and those that replace one."""
    added = [step for step in core.plugin_steps if step.offered(ctx)]
    ordered = _with_neighbours(core_steps(core), added)
    lost = [step for step in added if step not in ordered]  # whose neighbour is not there
    asked = (core.hooks.step(ctx, step.key) or step for step in (*ordered, *lost) if step.needed(ctx, checkout))
    return tuple(step for step in asked if step.needed(ctx, checkout))


def _with_neighbours(steps: Sequence[Step], added: Sequence[Step]) -> list[Step]:
    """Each step followed by those that come behind it, in the shop's order."""
    ordered: list[Step] = []
    for step in steps:
        behind = [one for one in added if one.after == step.key]
        ordered += [step, *_with_neighbours(behind, [one for one in added if one not in behind])]
    return ordered


def missing(core: Core, ctx: Context, checkout: Checkout) -> tuple[Refusal, ...]:
    """What is still missing before an order can be placed."""
    said = (step.complete(ctx, checkout) for step in steps_for(core, ctx, checkout))
    return tuple(refusal for refusal in said if refusal is not None)
