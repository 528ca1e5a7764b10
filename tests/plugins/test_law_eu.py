"""The right of withdrawal in a real shop: by command and on its pages, with real letters."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ecomkit.domain import (
    CancelOrder,
    Category,
    Done,
    Duties,
    MarkPaid,
    Product,
    ProductAsWritten,
    SaveCategories,
    SaveProducts,
)
from ecomkit.hooks.web import SLOTS
from ecomkit.plugins.law_eu.api import (
    CloseWithdrawal,
    Standing,
    Statements,
    WithdrawFromContract,
)
from ecomkit.plugins.law_eu.pages import masked
from ecomkit.plugins.law_eu.period import last_day
from ecomkit.plugins.law_mx import LawMX
from ecomkit.shop import Shop
from ecomkit.testing import (
    PASSWORD,
    Browser,
    Clock,
    Till,
    findings,
    make_shop,
    no_network_while_writing,
    run_jobs,
    settings_for,
    signed_in,
    staff,
)
from ecomkit.web.site import Site
from ecomkit.web.storefront.addresses import storefront_addresses
from tests.hooks.scene import done, sign_in_as_clerk
from tests.plugins.law_scene import USE, bought, code, delivered, opened, paid, right, withdraw, words
from tests.servers import LetterSink, taking_letters


@pytest.fixture
def sink() -> Iterator[tuple[LetterSink, str]]:
    with taking_letters() as taken:
        yield taken


@pytest.mark.parametrize(
    ("arrived", "until"),
    [
        (datetime(2026, 11, 23, 9, tzinfo=UTC), date(2026, 12, 7)),
        (datetime(2026, 11, 27, 9, tzinfo=UTC), date(2026, 12, 11)),
        (datetime(2026, 11, 28, 9, tzinfo=UTC), date(2026, 12, 14)),
        (datetime(2026, 11, 22, 23, 30, tzinfo=UTC), date(2026, 12, 7)),
    ],
)
def test_the_period_is_counted_in_the_shop_s_days_and_ends_on_no_weekend(arrived: datetime, until: date) -> None:
    assert last_day(arrived, 14, "Europe/Madrid") == until


def test_the_right_begins_with_the_order_and_ends_after_the_last_day(tmp_path: Path) -> None:
    shop, clock = opened(tmp_path)
    order = bought(shop, ("LAMP", 1))
    assert (right(shop, order).standing, right(shop, order).until) == (Standing.OPEN, None)
    delivered(shop, order)
    assert right(shop, order).until == date(2026, 12, 7)
    clock.forward(days=14, hours=13)
    assert right(shop, order).standing is Standing.OPEN
    clock.forward(hours=2)
    assert right(shop, order).standing is Standing.OVER
    assert code(withdraw(shop, order, Faro=1)) == "withdrawal_over"
    shop.close()


def test_pieces_are_given_back_once_and_the_last_ones_bring_the_delivery_back(tmp_path: Path) -> None:
    shop, _ = opened(tmp_path)
    order = paid(shop, bought(shop, ("MUG-BONE", 3), ("LAMP", 1)))
    assert str(order.quote.totals.payable) == "132.50 EUR"
    done(withdraw(shop, order, Loma=2))
    assert code(withdraw(shop, order, Loma=2)) == "withdrawal_lines"
    done(withdraw(shop, order, Loma=1, Faro=1))
    assert code(withdraw(shop, order, Loma=1)) == "withdrawal_used"
    assert [str(one.amount) for one in right(shop, order).statements] == ["29.00 EUR", "103.50 EUR"]
    assert findings(shop) == ()
    shop.close()


def test_a_small_order_gets_its_delivery_back_too(tmp_path: Path) -> None:
    shop, _ = opened(tmp_path)
    order = paid(shop, bought(shop, ("MUG-BONE", 1)))
    assert str(order.quote.totals.payable) == "18.45 EUR"
    done(withdraw(shop, order, Loma=1))
    assert [str(one.amount) for one in right(shop, order).statements] == ["18.45 EUR"]
    shop.close()


def test_there_is_no_right_for_companies_cancelled_orders_and_shops_outside(tmp_path: Path) -> None:
    shop, _ = opened(tmp_path / "a", capacities=("somebody_else",))
    assert code(withdraw(shop, bought(shop, ("LAMP", 1)), Faro=1)) == "withdrawal_none"
    shop.close()
    shop, _ = opened(tmp_path / "b")
    order = bought(shop, ("LAMP", 1))
    done(shop.run(shop.system(), CancelOrder(order=order.id)))
    assert code(withdraw(shop, order, Faro=1)) == "withdrawal_none"
    shop.close()
    outside = settings_for(tmp_path / "c", country="US", countries=("US", "ES"))
    shop = make_shop(tmp_path / "c", use=USE, settings=outside)
    abroad = bought(shop, ("LAMP", 1), country="US", region="NY", postcode="10001", shipping="abroad")
    assert right(shop, abroad).standing is Standing.NONE
    assert right(shop, bought(shop, ("LAMP", 1))).standing is Standing.OPEN
    shop.close()


def test_exceptions_stand_by_category(tmp_path: Path) -> None:
    shop, _ = opened(tmp_path, exclusions={"engraved": "made_to_measure", "care": "sealed"})
    categories = tuple(Category(slug=slug, name=slug) for slug in ("engraved", "care"))
    done(shop.run(shop.system(), SaveCategories(categories=categories)))
    mug, lamp = (shop_product(shop, slug) for slug in ("loma-mug", "faro-lamp"))
    moved = (mug.model_copy(update={"categories": ("engraved",)}), lamp.model_copy(update={"categories": ("care",)}))
    done(shop.run(shop.system(), SaveProducts(products=moved)))
    order = bought(shop, ("MUG-BONE", 1), ("LAMP", 1))
    assert code(withdraw(shop, order, Loma=1)) == "withdrawal_excluded"
    (cup, light) = right(shop, order).lines
    assert (cup.excluded, light.excluded) == (True, False)
    assert "seal is unbroken" in str(light.condition)
    done(withdraw(shop, order, Faro=1))
    shop.close()


def shop_product(shop: Shop, slug: str) -> Product:
    return shop.ask(shop.system(), ProductAsWritten(slug=slug))


def test_somebody_else_s_order_cannot_be_withdrawn_from(tmp_path: Path) -> None:
    shop, _ = opened(tmp_path)
    order = bought(shop, ("LAMP", 1))
    stranger = signed_in(shop, "Eva Mora")
    lines = ((order.quote.lines[0].key, 1),)
    assert code(shop.run(stranger.moment, WithdrawFromContract(order=order.id, lines=lines))) == "not_found"
    shop.close()


def test_a_guest_finds_the_order_states_and_gets_a_letter_with_content_day_and_time(
    tmp_path: Path, sink: tuple[LetterSink, str]
) -> None:
    kept, smtp = sink
    shop, _ = opened(tmp_path, smtp=smtp)
    order = paid(shop, bought(shop, ("MUG-BONE", 2), ("LAMP", 1)))
    with Browser(shop) as guest, no_network_while_writing(shop):
        guest.get("/")
        assert "Withdraw from contract here" in guest.words()
        assert guest.get("/withdraw") == 200
        assert guest.post("/withdraw", number=order.number, email="eva@example.com") == 422
        assert "No order has this number and this email" in guest.words()
        assert guest.post("/withdraw", number=order.number.lower(), email="ANA@example.com ") == 200
        assert "Ana Ruiz" in guest.words()
        assert "a•••@example.com" in guest.words()
        assert "Confirm withdrawal" in guest.words()
        ticket = guest.path
        assert guest.post(ticket, key="one", **{"line-0": "0", "line-1": "0"}) == 422
        form = {"key": "two", "line-0": "1", "line-1": "1"}
        assert guest.post(ticket, **form) == 200
        assert guest.post(ticket, **form) == 200
    (made,) = right(shop, order).statements
    assert [quantity for _, quantity in made.lines] == [1, 1]
    run_jobs(shop)
    (letter,) = (one for one in kept.letters if "withdrawal" in one["Subject"])
    assert letter["To"] == "ana@example.com"
    for kind in ("plain", "html"):
        said = words(letter, kind)
        assert "23 November 2026, 10:00:00" in said
        assert "I, Ana Ruiz, withdraw from the contract of order" in said
        assert "1 × Faro lamp" in said
        assert "€103.50 by 7 December 2026" in said
    assert right(shop, order).statements[0].acknowledged_at is not None
    run_jobs(shop)
    assert [one["Subject"].split()[:2] for one in kept.letters] == [["Your", "contract:"], ["We", "have"]]
    shop.close()


def test_a_ticket_opens_the_statement_for_a_day_and_nothing_else(tmp_path: Path) -> None:
    shop, clock = opened(tmp_path)
    order = bought(shop, ("LAMP", 1))
    with Browser(shop) as guest:
        guest.post("/withdraw", number=order.number, email="ana@example.com")
        ticket = guest.path
        assert order.token not in guest.page
        forged = ticket[:-1] + ("0" if ticket[-1] != "0" else "1")
        assert guest.get(forged) == 404
        clock.forward(days=2)
        assert guest.get(ticket) == 404
        assert guest.get(f"/withdraw/{order.token}") == 200
        assert guest.get("/withdraw/nothing") == 404
        assert guest.get("/withdraw/a.b.c") == 404
    shop.close()


def test_the_order_s_page_leads_there_and_who_is_signed_in_needs_no_number(tmp_path: Path) -> None:
    shop, _ = opened(tmp_path)
    ana = signed_in(shop)
    order = bought(shop, ("LAMP", 1), till=ana)
    with Browser(shop) as browser:
        browser.get(f"/orders/{order.token}")
        assert f'href="/withdraw/{order.token}"' in browser.page
        browser.sign_in("ana@example.com", PASSWORD)
        browser.get("/withdraw")
        assert f'href="/withdraw/{order.token}"' in browser.page
        browser.post(f"/withdraw/{order.token}", key="k", **{"line-0": "1"})
        browser.get(f"/orders/{order.token}")
        assert "See your statement" in browser.words()
    shop.close()


def test_a_confirmed_contract_comes_by_letter_with_terms_rights_and_form(
    tmp_path: Path, sink: tuple[LetterSink, str]
) -> None:
    kept, smtp = sink
    shop, _ = opened(tmp_path, smtp=smtp)
    order = bought(shop, ("MUG-BONE", 1))
    done(shop.run(staff(shop)(), MarkPaid(payment=order.payments[0].id)))
    run_jobs(shop)
    (letter,) = kept.letters
    for kind in ("plain", "html"):
        said = words(letter, kind)
        for owed in (
            order.number, "1 × Loma mug", "Shipping: €3.95", "Tax, included: ", "Total with all taxes and costs: €18.45",
            "Goes to",
            "within 14 days, without giving a reason",
            "I hereby withdraw from my contract", "for 3 years after delivery", "/withdraw", "A complaint: write to",
        ):  # fmt: skip
            assert owed in said.replace("</th><td>", ": "), owed
        goes_to = said.replace("<br>", ", ").partition("Goes to")[2][:60]
        assert "Ana Ruiz, Calle Mayor 1" in goes_to
    shop.close()


def test_the_checkout_says_what_the_law_wants_said_before_the_button(tmp_path: Path) -> None:
    shop, _ = opened(tmp_path)
    with Browser(shop) as guest:
        guest.post("/cart/lines", sku="MUG-BONE", quantity="1")
        guest.get("/checkout")
        said = guest.words()
    before = said[: said.index("Order and pay")]
    for owed in (
        "We deliver to",
        "Spain",
        "You can pay by",
        "Bank transfer",
        "You may withdraw within 14 days",
        "guarantee of conformity: 3 years",
    ):
        assert owed in before, owed
    shop.close()


def test_staff_see_statements_and_close_them(tmp_path: Path) -> None:
    shop, _ = opened(tmp_path)
    order = paid(shop, bought(shop, ("LAMP", 1)))
    key = done(withdraw(shop, order, Faro=1))
    with Browser(shop) as browser:
        sign_in_as_clerk(shop, browser)
        assert "1 withdrawals to close" in browser.words()
        browser.get("/admin/x/withdrawals")
        assert f'<a href="/admin/orders/{order.id}">{order.number}</a>' in browser.page
        assert "1 × Faro lamp" in browser.words()
        assert key not in browser.words()
        its_page = f"/admin/withdrawals/{key}"
        assert f'<a href="{its_page}">Close it</a>' in browser.page
        assert browser.get(its_page) == 200
        assert f'href="/admin/orders/{order.id}">{order.number}</a>' in browser.page
        assert "1 × Faro lamp" in browser.words()
        assert browser.post(its_page, result="settled", note="") == 422
        assert browser.post(its_page, result="settled", note="refunded 89.00") == 200
        assert "The withdrawal is closed." in browser.words()
        assert f'<a href="{its_page}">See it</a>' in browser.page
        browser.get(its_page)
        assert "refunded 89.00" in browser.words()
        assert "<textarea" not in browser.page
        assert 'name="note"' not in browser.page
        assert browser.post(its_page, result="refused", note="again") == 422
        assert browser.get("/admin/withdrawals/nothing") == 404
        browser.get("/admin")
        assert "0 withdrawals to close" in browser.words()
    clerk = staff(shop)
    assert (
        code(shop.run(clerk(), CloseWithdrawal(statement=key, result="refused", note="again"))) == "unknown_withdrawal"
    )
    assert [str(one.state) for one in shop.ask(clerk(), Statements())] == ["settled"]
    shop.close()


def test_what_staff_refuse_can_be_stated_again(tmp_path: Path) -> None:
    shop, _ = opened(tmp_path)
    order = paid(shop, bought(shop, ("LAMP", 1)))
    key = done(withdraw(shop, order, Faro=1))
    done(shop.run(staff(shop)(), CloseWithdrawal(statement=key, result="refused", note="a mistake")))
    done(withdraw(shop, order, Faro=1))
    shop.close()


@pytest.mark.parametrize("path", ["/withdrawal", "/accessibility", "/complaints", "/safe-buying"])
def test_the_pages_are_there_and_linked_from_each_page(tmp_path: Path, path: str) -> None:
    shop, _ = opened(tmp_path)
    with Browser(shop) as guest:
        guest.get("/")
        assert f'href="{path}"' in guest.page
        assert guest.get(path) == 200
        assert "ec.europa.eu/consumers/odr" not in guest.page
    shop.close()


def test_every_place_of_a_duty_is_a_slot_a_page_or_a_letter_that_there_is(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, use=(*USE, LawMX), settings=settings_for(tmp_path, countries=("ES", "MX")))
    pages = {route.name for answer in shop.hooks.routes() for route in answer.values}
    pages |= {address.name for address in storefront_addresses(Site(shop))}
    folder = Path(__file__).parents[2] / "ecomkit" / "plugins"
    letters = {f"{path.parent.name}/{path.stem}" for path in folder.glob("law_*/templates/*/*.txt")}
    known = {"slot": SLOTS, "page": pages, "letter": letters}
    duties = shop.ask(shop.system(), Duties())
    assert {duty.jurisdiction for duty in duties} == {"EU", "ES", "MX"}
    wrong = [
        (duty.key, place)
        for duty in duties
        for place in duty.places
        if place.partition(":")[2] not in known[place.partition(":")[0]]
    ]
    assert wrong == []
    shop.close()


def test_an_email_is_shown_so_that_its_owner_knows_it() -> None:
    assert masked("ana@example.com") == "a•••@example.com"


def test_pages_and_letters_speak_spanish_to_who_reads_spanish(tmp_path: Path, sink: tuple[LetterSink, str]) -> None:
    kept, smtp = sink
    settings = settings_for(tmp_path, mail=smtp, languages=("en", "es"))
    shop = make_shop(tmp_path, use=USE, clock=Clock(), settings=settings)
    plain = Till.for_guest(shop)
    order = bought(shop, ("LAMP", 1), till=replace(plain, ctx=replace(plain.ctx, locale="es-ES")))
    with Browser(shop) as guest:
        guest.get(f"/es/withdraw/{order.token}")
        assert "Confirmar desistimiento" in guest.words()
        guest.post(f"/es/withdraw/{order.token}", key="k", **{"line-0": "1"})
        assert "Desististe el 23 de noviembre de 2026, 10:00" in guest.words()
        for path, words_there in (
            ("/es/withdrawal", "Formulario de desistimiento"), ("/es/accessibility", "Accesibilidad"),
            ("/es/complaints", "Reclamaciones"), ("/es/safe-buying", "Compra segura"),
        ):  # fmt: skip
            assert guest.get(path) == 200
            assert words_there in guest.words()
    run_jobs(shop)
    (letter,) = kept.letters
    assert letter["Subject"] == f"Hemos recibido tu desistimiento del pedido {order.number}"
    assert f"/es/withdraw/{order.token}" in words(letter)
    assert "Yo, Ana Ruiz, desisto del contrato" in words(letter)
    shop.close()


def test_of_two_statements_at_once_about_the_same_piece_one_is_kept(tmp_path: Path) -> None:
    shop, _ = opened(tmp_path)
    order = bought(shop, ("LAMP", 1))
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(lambda _: withdraw(shop, order, Faro=1), range(4)))
    assert sum(isinstance(one, Done) for one in outcomes) == 1
    assert len(right(shop, order).statements) == 1
    shop.close()
