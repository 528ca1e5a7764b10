"""Fields of a checkout are known by token, label and type, and never filled with a card."""

from __future__ import annotations

import pytest

from ecomkit.audit.fill import counted_fields, entries, kind_of
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


def test_choices_that_are_made_stay() -> None:
    page = facts(
        fields=(
            a_field(type="radio", name="way", label="Post"),
            a_field(type="radio", name="way", label="Courier", checked=True),
            a_field(tag="select", type="select-one", label="Country", value="France", options=("France", "España")),
        )
    )
    assert entries(page, "es-ES") == ()


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
