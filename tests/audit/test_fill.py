"""Fields of a checkout are known by token, label and type, and never filled with a card."""

from __future__ import annotations

import re

import pytest

from ecomkit.audit.fill import counted_fields, entries, kind_of, order_line, person
from tests.audit.samples import a_field, facts


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ({"autocomplete": "shipping postal-code"}, "postcode"),
        ({"label": "Correo electrónico"}, "email"),
        ({"label": "Código postal"}, "postcode"),
        ({"label": "Nombre y apellidos"}, "last_name"),
        ({"label": "Apellidos"}, "last_name"),
        ({"name": "first_name"}, "first_name"),
        ({"label": "Full name"}, "full_name"),
        ({"label": "Street and number"}, "address"),
        ({"label": "Teléfono móvil"}, "phone"),
        ({"label": "Town"}, "city"),
        ({"label": "Colonia"}, "neighbourhood"),
        ({"autocomplete": "shipping address-level3", "label": "Barrio"}, "neighbourhood"),
        ({"type": "email", "label": "?"}, "email"),
        ({"label": "Favourite colour"}, ""),
    ],
)
def test_a_field_is_known(given: dict[str, object], kind: str) -> None:
    assert kind_of(a_field(**given)) == kind


def test_a_guest_fills_the_form_and_leaves_cards_passwords_and_extras_alone() -> None:
    page = facts(
        fields=(
            a_field(type="search", name="q", form=1),
            a_field(autocomplete="email"),
            a_field(autocomplete="cc-number", required=True),
            a_field(type="password", label="Password"),
            a_field(label="Company"),
            a_field(type="checkbox", label="Newsletter"),
            a_field(type="checkbox", label="Terms", required=True),
            a_field(type="radio", name="way", label="Post"),
            a_field(type="radio", name="way", label="Courier"),
            a_field(tag="select", type="select-one", label="Country", options=("Choose", "France", "España")),
            a_field(autocomplete="postal-code"),
        )
    )
    done = {entry.index: (entry.act, entry.value) for entry in entries(page, "es-ES")}
    assert done == {
        1: ("type", "ecomkit-audit@example.com"),
        6: ("check", ""),
        7: ("check", ""),
        9: ("choose", "España"),
        10: ("type", "28013"),
    }


def test_a_guest_in_mexico_names_colonia_and_state() -> None:
    page = facts(
        fields=(
            a_field(
                tag="select", type="select-one", label="País", options=("México", "Estados Unidos"), value="México"
            ),
            a_field(autocomplete="address-level3", label="Colonia", required=True),
            a_field(autocomplete="address-level2", label="Ciudad", required=True),
            a_field(
                tag="select",
                type="select-one",
                autocomplete="address-level1",
                label="Estado",
                options=("Elige", "Chihuahua", "Ciudad de México"),
            ),
        )
    )
    done = {entry.index: entry.value for entry in entries(page, "es-MX")}
    assert done == {1: "Juárez", 2: "Ciudad de México", 3: "Ciudad de México"}


def test_choices_that_are_made_stay() -> None:
    page = facts(
        fields=(
            a_field(type="radio", name="way", label="Post"),
            a_field(type="radio", name="way", label="Courier", checked=True),
            a_field(tag="select", type="select-one", label="Colour", value="Red", options=("Blue", "Red")),
            a_field(tag="select", type="select-one", label="Country", value="Spain", options=("France", "Spain")),
        )
    )
    assert entries(page, "es-ES") == ()


def _written(country: str, options: tuple[str, ...]) -> dict[str, str]:
    """What a guest of a shop in English writes, by label, where the form asks for a country."""
    page = facts(
        fields=(
            a_field(tag="select", type="select-one", label="Country", value=country, options=options),
            a_field(label="Phone", type="tel"),
            a_field(label="Postcode"),
        )
    )
    return {page.fields[entry.index].label: entry.value for entry in entries(page, "en")}


def test_the_guest_lives_in_the_country_that_the_form_has_chosen() -> None:
    assert _written("United Kingdom", ("France", "United Kingdom")) == {"Phone": "02079460000", "Postcode": "SW1A 1AA"}


def test_a_country_in_which_the_guest_does_not_live_is_changed_for_one_in_which_it_does() -> None:
    written = _written("France", ("France", "Mexico", "Spain"))
    assert written == {"Country": "Spain", "Phone": "600000000", "Postcode": "28013"}


def test_where_no_country_is_the_guests_the_shops_own_stays() -> None:
    assert "Country" not in _written("France", ("France", "Belgium"))


def test_the_second_and_third_line_of_an_address_are_no_street() -> None:
    page = facts(
        fields=(a_field(label="Second line of address"), a_field(label="Address line 3"), a_field(name="line4"))
    )
    assert entries(page, "en") == ()


def test_a_search_that_asks_in_what_to_search_is_not_the_form_of_the_checkout() -> None:
    search = (a_field(name="q"), a_field(tag="select", type="select-one", name="type", options=("All", "Books")))
    assert [f.name for f in counted_fields(facts(fields=(*search, a_field(name="mail", label="E-mail", form=1))))] == [
        "mail"
    ]


def test_an_order_form_lists_things_with_a_number_each() -> None:
    cart = {"action": "https://shop.example/cart/add", "method": "post", "visible": True}
    shown = facts(
        forms=(cart,), fields=(a_field(type="number", label="Quantity"), a_field(type="number", label="Day pass"))
    )
    assert order_line(shown) == 1
    assert order_line(facts(forms=(cart,), fields=(a_field(type="number", label="Day pass", value="1"),))) is None
    elsewhere = {"action": "https://shop.example/survey", "method": "post", "visible": True}
    assert order_line(facts(forms=(elsewhere,), fields=(a_field(type="number", label="Your age"),))) is None


def test_only_inputs_and_selects_of_the_form_are_counted() -> None:
    page = facts(
        fields=(
            a_field(type="search", name="q", form=1),
            a_field(label="Newsletter", name="newsletter_mail", form=2),
            a_field(autocomplete="email"),
            a_field(autocomplete="name"),
            a_field(tag="select", type="select-one", label="Country"),
            a_field(type="radio", label="Post"),
            a_field(type="checkbox", label="Gift"),
            a_field(autocomplete="tel", visible=False),
        )
    )
    assert len(counted_fields(page)) == 3


def test_a_list_by_script_is_opened_before_anything_is_written() -> None:
    where = a_field(tag="button", type="list", label="Country", value="France", form=0)
    street = a_field(label="Street", form=0)
    (opened,) = entries(facts(fields=(street, where)), "en")
    assert (opened.index, opened.act) == (1, "open")
    assert re.fullmatch(opened.value, "spain")
    assert [entry.act for entry in entries(facts(fields=(street, where)), "en", lists=False)] == ["type"]
    chosen = where.model_copy(update={"value": "Spain"})
    (written,) = entries(facts(fields=(street, chosen)), "en")
    assert (written.index, written.value) == (0, person("es-ES")["address"])
