"""What Mexican law asks of the pages of a shop that sells there."""

from __future__ import annotations

from pathlib import Path

from ecomkit.domain import Duties, OrderById
from ecomkit.plugins.law_mx import LawMX
from ecomkit.settings import Identity
from ecomkit.testing import Browser, Till, make_shop, settings_for
from tests.hooks.scene import done
from tests.shops import CONSUMERS


def test_a_shop_that_sells_in_mexico_shows_what_the_act_asks(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, countries=("ES", "MX")).model_copy(
        update={"identity": Identity(phone="+52 55 1111 2222")}
    )
    shop = make_shop(tmp_path, use=(*CONSUMERS, LawMX), settings=settings)
    assert {duty.jurisdiction for duty in shop.ask(shop.system(), Duties())} == {"MX"}
    with Browser(shop) as guest:
        guest.post("/cart/lines", sku="MUG-BONE", quantity="1")
        guest.get("/checkout")
        before = guest.words()[: guest.words().index("Order and pay")]
        assert "nothing binds you before the button" in before
        assert "we confirm the order by email" in before
        assert "What you tell us is confidential" in before
        assert guest.get("/complaints") == 200
        for owed in ("PROFECO", "55 5568 8722", "concilianet.profeco.gob.mx", "+52 55 1111 2222"):
            assert owed in guest.words()
        assert guest.get("/safe-buying") == 200
        for owed in ("127.0.0.1:8000", "Bank transfer", "+52 55 1111 2222"):
            assert owed in guest.words()
    shop.close()


def test_elsewhere_the_pack_says_nothing(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, use=(*CONSUMERS, LawMX))
    assert shop.ask(shop.system(), Duties()) == ()
    order = shop.ask(shop.system(), OrderById(order=done(Till.for_guest(shop).buy("LAMP"))))
    with Browser(shop) as guest:
        guest.post("/cart/lines", sku="MUG-BONE", quantity="1")
        guest.get("/checkout")
        assert "nothing binds you" not in guest.words()
        guest.get("/complaints")
        assert "PROFECO" not in guest.words()
        guest.get(f"/orders/{order.token}")
        assert "For your records" not in guest.words()
    shop.close()


def test_an_order_to_mexico_has_a_record_to_keep(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, country="MX", countries=("MX", "ES"))
    shop = make_shop(tmp_path, use=(*CONSUMERS, LawMX), settings=settings)
    order = shop.ask(shop.system(), OrderById(order=done(Till.for_guest(shop).buy("LAMP"))))
    with Browser(shop) as guest:
        guest.get(f"/orders/{order.token}")
        assert "print it, or keep the email" in guest.words()
    shop.close()
