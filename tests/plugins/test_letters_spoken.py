"""Every letter about an order speaks the language in which it was placed, whichever plugin writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from ecomkit.domain import DispatchOrder, MarkPaid, Money, OrderById, Product, SaveProducts, UnitPrice, Variant, Words
from ecomkit.plugins.law_eu import api as law
from ecomkit.shop import Shop
from ecomkit.testing import Till, make_shop, run_jobs, settings_for, staff
from tests.plugins.downloads.scene import attach, done
from tests.servers import LetterSink, taking_letters

USE = ("b2c", "rates", "transfer", "collection", "order_mails", "law_eu", "downloads", "gift_cards")
ENGLISH = re.compile(
    r"\b(the|your|you|order|paid|with|files?|card|shipping|until|we|have|hello|contract)\b", re.IGNORECASE
)
HERE = re.compile(r"http://127\.0\.0\.1:8000(\S*)")
ADDRESS = re.compile(r"https?://\S+|\S+@\S+")


@dataclass
class Scene:
    shop: Shop
    kept: LetterSink


def _article(sku: str, name: str, said: str, *, ships: bool) -> Product:
    price = UnitPrice(money=Money(amount=2500, currency="EUR"))
    variant = Variant(sku=sku, price=price, ships=ships, stock=9 if ships else None)
    return Product(slug=sku.lower(), name=name, words=(("es", Words(name=said)),), variants=(variant,))


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with taking_letters() as (kept, smtp):
        plugins: dict[str, Any] = {
            "downloads": {"folder": str(tmp_path / "files")},
            "gift_cards": {"sold": {"GIFT-25": "25"}},
        }
        settings = settings_for(tmp_path, mail=smtp, languages=("en", "es"), plugins=plugins)
        shop = make_shop(tmp_path, use=USE, settings=settings, catalogue=False)
        articles = (
            _article("BOOK", "Book", "Libro", ships=True), _article("GUIDE", "Guide", "Guía", ships=False),
            _article("GIFT-25", "Voucher", "Vale", ships=False),
        )  # fmt: skip
        done(shop.run(shop.system(), SaveProducts(products=articles)))
        attach(shop, "GUIDE", "guia.pdf")
        yield Scene(shop, kept)
        shop.close()


def letters_of(scene: Scene, locale: str) -> list[EmailMessage]:
    """All letters of an order's life, from how to pay to what is taken back."""
    shop, guest = scene.shop, Till.for_guest(scene.shop)
    till = replace(guest, ctx=replace(guest.ctx, locale=locale))
    for sku in ("BOOK", "GUIDE", "GIFT-25"):
        done(till.put(sku))
    done(till.fill())
    done(shop.run(till.moment, law.AgreeToSupply(cart=till.cart, agreed=True)))
    placed = done(till.place())
    run_jobs(shop)
    order = shop.ask(shop.system(), OrderById(order=placed))
    done(shop.run(staff(shop)(), MarkPaid(payment=order.payments[-1].id)))
    run_jobs(shop)
    done(shop.run(staff(shop)(), DispatchOrder(order=placed, tracking="TRACK-1")))
    run_jobs(shop)
    proof = replace(till.moment, proofs=till.ctx.proofs | {f"order/{placed}"})
    right = shop.ask(proof, law.WithdrawalOf(order=placed))
    done(shop.run(proof, law.WithdrawFromContract(order=placed, lines=((right.lines[0].key, 1),))))
    run_jobs(shop)
    return scene.kept.letters


def body(letter: EmailMessage, kind: str) -> str:
    found = letter.get_body((kind,))
    assert found is not None
    return str(found.get_content())


def test_an_order_placed_in_spanish_gets_spanish_letters_from_every_plugin(scene: Scene) -> None:
    letters = letters_of(scene, "es-ES")
    subjects = [str(one["Subject"]) for one in letters]
    assert len(letters) == 7, subjects
    for one in letters:
        assert '<html lang="es-ES"' in body(one, "html")
        for said in (str(one["Subject"]), ADDRESS.sub("", body(one, "plain"))):
            assert ENGLISH.findall(said) == [], said
        assert {path.split("/")[1] for path in HERE.findall(body(one, "plain")) if path} == {"es"}


def test_one_placed_in_english_gets_english_ones(scene: Scene) -> None:
    letters = letters_of(scene, "en-GB")
    assert len(letters) == 7
    for one in letters:
        assert '<html lang="en-GB"' in body(one, "html")
        assert ENGLISH.search(body(one, "plain"))
        assert "/es/" not in body(one, "plain")
