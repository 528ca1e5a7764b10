"""Which locale a shop writes in."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecomkit.domain import Actor, ActorKind, Channel
from ecomkit.services.words import languages_known, main_locale, translations
from ecomkit.testing import make_shop
from tests.shops import CONSUMERS


@pytest.mark.parametrize(
    ("language", "country", "locale"),
    [
        ("en", "ES", "en-GB"), ("en", "MX", "en-GB"), ("en", "US", "en-US"), ("en", "IE", "en-IE"), ("es", "ES", "es-ES"),
        ("es", "MX", "es-MX"), ("de", "AT", "de-AT"), ("es", "JP", "es"), ("en-US", "ES", "en-US"),
    ],
)  # fmt: skip
def test_pages_are_written_as_the_country_of_the_shop_does(
    tmp_path: Path, language: str, country: str, locale: str
) -> None:
    with_country = make_shop(tmp_path, use=CONSUMERS).core.facts.model_copy(
        update={"languages": (language,), "country": country}
    )
    assert main_locale(with_country) == locale


def test_every_context_is_in_it(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, use=CONSUMERS)
    actor = Actor(kind=ActorKind.GUEST, key="somebody")
    assert shop.context(channel=Channel.WEB, actor=actor).locale == "en-GB"
    assert shop.context(channel=Channel.WEB, actor=actor, locale="de").locale == "de"


def test_mexico_says_some_things_otherwise_and_all_else_as_spain_does(tmp_path: Path) -> None:
    registry = make_shop(tmp_path, use=(*CONSUMERS, "gift_cards")).registry
    spain, mexico, peru = (translations(locale, registry).gettext for locale in ("es-ES", "es-MX", "es-PE"))
    said = {"Cart": ("Cesta", "Carrito"), "Add to cart": ("Añadir a la cesta", "Agregar al carrito")}
    said |= {"Tax number": ("NIF", "RFC"), "Gift card": ("Tarjeta regalo", "Tarjeta de regalo")}
    for words, (there, here) in said.items():
        assert (spain(words), mexico(words), peru(words)) == (there, here, there)
    assert mexico("Checkout") == spain("Checkout") != "Checkout"


def test_somebody_may_read_what_the_shop_or_ecomkit_speaks_and_no_region_of_it(tmp_path: Path) -> None:
    facts = make_shop(tmp_path, use=CONSUMERS).core.facts
    assert languages_known(facts.model_copy(update={"languages": ("fr", "es")})) == ("fr", "es", "en")
