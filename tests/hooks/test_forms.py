"""Forms: built from a model, read back into it, and errors that say what to do."""

from __future__ import annotations

from typing import ClassVar, Literal

import pytest
from pydantic import BaseModel, field_validator, model_validator
from pydantic import Field as PydanticField

from ecomkit.domain import Sku, Text, text
from ecomkit.hooks.forms import Field, Form, form_for, read_form
from ecomkit.mistakes import Mistake

ASK_POSTCODE = "Enter your postcode, for example 28013"


class Delivery(BaseModel):
    """An address form with one field of each kind."""

    postcode: str = PydanticField(
        title="Postcode",
        description="Five digits",
        min_length=5,
        json_schema_extra={
            "error": ASK_POSTCODE,
            "autocomplete": "postal-code",
            "inputmode": "numeric",
            "width": "short",
        },
    )
    country: Literal["ES", "US"] = PydanticField(
        "ES", json_schema_extra={"options": {"ES": "Spain", "US": "United States"}}
    )
    floor: str | None = None
    parcels: int = 1
    gift: bool = False
    secret: str = PydanticField("", json_schema_extra={"kind": "password"})

    @field_validator("floor")
    @classmethod
    def known_floor(cls, value: str | None) -> str | None:
        """No lift goes there."""
        if value == "99":
            raise ValueError("Enter a floor up to 20")
        return value

    @model_validator(mode="after")
    def few_gifts(self) -> Delivery:
        """A rule about two answers at once."""
        if self.gift and self.parcels > 3:
            raise ValueError("Wrap three parcels at most")
        return self


class Counted(BaseModel):
    """Asks for an article as commands do."""

    sku: Sku


def fields(form: Form | BaseModel) -> dict[str, Field]:
    assert isinstance(form, Form)
    return {field.name: field for field in form.fields}


def test_a_form_takes_its_words_and_tokens_from_the_model() -> None:
    shown = fields(form_for(Delivery, {"postcode": "28013", "country": "US", "gift": True}))
    assert shown["postcode"] == Field(
        "postcode",
        "Postcode",
        value="28013",
        hint="Five digits",
        autocomplete="postal-code",
        inputmode="numeric",
        width="short",
    )
    assert [(option.label, option.chosen) for option in shown["country"].options] == [
        ("Spain", False),
        ("United States", True),
    ]
    kinds = {name: field.kind for name, field in shown.items() if field.kind != "text"}
    assert kinds == {"country": "select", "parcels": "number-text", "gift": "checkbox", "secret": "password"}
    assert shown["gift"].checked
    assert shown["parcels"].value == "1"
    assert [field.name for field in shown.values() if field.required] == ["postcode"]


def test_a_good_answer_becomes_the_model() -> None:
    read = read_form(Delivery, {"postcode": " 28013 ", "floor": "", "parcels": "2", "gift": "on", "stranger": "x"})
    assert read == Delivery(postcode="28013", parcels=2, gift=True)


@pytest.mark.parametrize("typed", ["", "   ", "28"])
def test_a_missing_or_short_answer_is_asked_for_in_the_models_words(typed: str) -> None:
    form = read_form(Delivery, {"postcode": typed}, action="/checkout")
    assert isinstance(form, Form)
    assert form.refused
    assert form.action == "/checkout"
    assert [(problem.anchor, problem.words) for problem in form.problems] == [("f-postcode", ASK_POSTCODE)]


def test_everything_typed_is_kept_but_a_password() -> None:
    form = read_form(
        Delivery,
        {"postcode": "<b>", "floor": "99", "parcels": "two", "gift": "on", "secret": "s3cret", "country": "FR"},
    )
    kept = fields(form)
    assert [kept[name].value for name in ("postcode", "floor", "parcels", "secret")] == ["<b>", "99", "two", ""]
    assert kept["gift"].checked
    assert kept["floor"].error == "Enter a floor up to 20"
    assert kept["parcels"].error == "Fill in “Parcels” and send the form again"
    assert kept["country"].error == "Choose an answer for “Country”"


def test_a_rule_about_two_answers_stands_above_the_form() -> None:
    form = read_form(Delivery, {"postcode": "28013", "gift": "on", "parcels": "4"})
    assert isinstance(form, Form)
    assert form.errors == ("Wrap three parcels at most",)


def test_words_are_translated_where_the_form_is_built() -> None:
    words = {"Postcode": "Código postal", ASK_POSTCODE: "Escribe tu código postal", "Send": "Enviar", "Spain": "España"}
    form = read_form(Delivery, {}, words=lambda text: words.get(text, text))
    assert fields(form)["postcode"].label == "Código postal"
    assert fields(form)["postcode"].error == "Escribe tu código postal"
    assert fields(form)["country"].options[0].label == "España"
    assert isinstance(form, Form)
    assert form.submit_label == "Enviar"


def test_an_id_is_safe_for_any_name() -> None:
    assert Field('quantity.1"><', "Quantity").anchor == "f-quantity-1-"


class Guests(BaseModel):
    seats: int

    @field_validator("seats")
    @classmethod
    def _room(cls, seats: int) -> int:
        if seats > 2:
            left = 4 - seats
            raise Mistake(
                "%(number)s seat is left in %(room)s",
                many="%(number)s seats are left in %(room)s",
                number=left,
                room="A",
            )
        return seats


@pytest.mark.parametrize(("asked", "said"), [("3", "1 seat is left in A"), ("4", "0 seats are left in A")])
def test_a_mistake_with_a_number_and_values_is_said_at_its_field(asked: str, said: str) -> None:
    form = read_form(Guests, {"seats": asked})
    assert isinstance(form, Form)
    assert [field.error for field in form.fields] == [said]


class Sale(BaseModel):
    """A long form, in parts."""

    parts: ClassVar[dict[Text, tuple[str, ...]]] = {text("When"): ("begins", "ends"), text("For whom"): ("who",)}

    name: str
    begins: str = ""
    ends: str = ""
    who: str = ""


def test_a_long_form_comes_in_parts_with_titles_in_the_readers_language() -> None:
    form = form_for(Sale, words=lambda words: {"When": "Cuándo", "For whom": "Para quién"}.get(words, words))
    told = [(title, [one.name for one in fields]) for title, fields in form.parts]
    assert told == [("", ["name"]), ("Cuándo", ["begins", "ends"]), ("Para quién", ["who"])]


def test_a_sku_is_asked_for_by_that_word_in_every_command() -> None:
    assert fields(form_for(Counted))["sku"].label == "SKU"
