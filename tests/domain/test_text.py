"""Texts travel as messages and are said where they are read, by number and by context."""

from __future__ import annotations

from gettext import GNUTranslations, NullTranslations
from io import BytesIO

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from ecomkit.domain import Money, Text, text, text_count, text_in, text_of
from ecomkit.mistakes import Mistake


class Formats:
    def money(self, value: Money) -> str:
        return f"{value.amount / 100:.2f} €".replace(".", ",")


def spanish() -> GNUTranslations:
    catalogue = Catalog(locale="es")
    catalogue.add("%(name)s is in the cart.", "%(name)s está en la cesta.")
    catalogue.add(("%(number)s day left", "%(number)s days left"), ("queda %(number)s día", "quedan %(number)s días"))
    catalogue.add("Ended", "Terminado")
    catalogue.add("Ended", "Terminadas", context="tenders")
    file = BytesIO()
    write_mo(file, catalogue)
    file.seek(0)
    return GNUTranslations(file)


DAYS = ("%(number)s day left", "%(number)s days left")


@pytest.mark.parametrize(
    ("said", "english", "in_spanish"),
    [
        (text("%(name)s is in the cart.", name="Loma"), "Loma is in the cart.", "Loma está en la cesta."),
        (
            text("%(name)s is in the cart.", name="Vela, S. L."),
            "Vela, S. L. is in the cart.",
            "Vela, S. L. está en la cesta.",
        ),
        (text("Until %(when)s.", when="10:26 a.m."), "Until 10:26 a.m.", "Until 10:26 a.m."),
        (text("Until %(when)s.", when="10:26"), "Until 10:26.", "Until 10:26."),
        (text("%(name)s.toml of %(name)s.", name="a."), "a..toml of a.", "a..toml of a."),
        (text("%(sum)s left", sum=Money(amount=1450, currency="EUR")), "14,50 € left", "14,50 € left"),
        (text_count(*DAYS, 1), "1 day left", "queda 1 día"),
        (text_count(*DAYS, 2), "2 days left", "quedan 2 días"),
        (text_count(*DAYS, 0), "0 days left", "quedan 0 días"),
        (text("Ended"), "Ended", "Terminado"),
        (text_in("tenders", "Ended"), "Ended", "Terminadas"),
        (text_in("elsewhere", "Ended"), "Ended", "Ended"),
        (text_of(Mistake(DAYS[0], many=DAYS[1], number=1)), "1 day left", "queda 1 día"),
        (text_of(Mistake("%(name)s is in the cart.", name="Arco")), "Arco is in the cart.", "Arco está en la cesta."),
    ],
)
def test_it_is_said_in_the_words_of_its_reader(said: Text, english: str, in_spanish: str) -> None:
    assert said.render(NullTranslations(), Formats()) == english
    assert said.render(spanish(), Formats()) == in_spanish
    assert Text.model_validate_json(said.model_dump_json()) == said


def test_without_a_reader_it_is_english() -> None:
    assert [str(text_count(*DAYS, number)) for number in (1, 2)] == ["1 day left", "2 days left"]
    assert str(text_in("tenders", "Ended")) == "Ended"
