"""Letters about orders, taken by a real SMTP server."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import select

from ecomkit.domain import DispatchOrder, Done, MarkPaid, OrderById
from ecomkit.shop import Shop
from ecomkit.storage.tables import job
from ecomkit.testing import Till, make_shop, settings_for, staff
from tests.servers import LetterSink, taking_letters

USE = ("b2c", "rates", "transfer", "collection", "order_mails")


@pytest.fixture
def sink() -> Iterator[tuple[LetterSink, str]]:
    with taking_letters() as taken:
        yield taken


def opened(folder: Path, smtp: str) -> Shop:
    return make_shop(folder, use=USE, settings=settings_for(folder, mail=smtp))


def work(shop: Shop) -> None:
    while shop.worker.run_ready():
        pass


def words(letter: EmailMessage, kind: str) -> str:
    body = letter.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def test_a_customer_is_told_how_to_pay_that_it_arrived_and_that_it_left(
    tmp_path: Path, sink: tuple[LetterSink, str]
) -> None:
    kept, smtp = sink
    shop = opened(tmp_path, smtp)
    placed = Till.for_guest(shop).buy("LAMP")
    assert isinstance(placed, Done)
    order = shop.ask(shop.system(), OrderById(order=placed.result))
    work(shop)
    shop.run(staff(shop)(), MarkPaid(payment=order.payments[0].id))
    work(shop)
    shop.run(staff(shop)(), DispatchOrder(order=order.id, tracking="TRACK-1"))
    work(shop)
    subjects = [str(letter["Subject"]) for letter in kept.letters]
    assert subjects == [
        f"Order {order.number}: how to pay",
        f"Order {order.number} received",
        f"Order {order.number} is on its way",
    ]
    for letter in kept.letters:
        for kind in ("plain", "html"):
            said = words(letter, kind)
            assert all(part in said for part in (order.number, "Faro lamp", f"/orders/{order.token}", "Ana Ruiz"))
    assert "TRACK-1" in words(kept.letters[2], "plain")
    shop.close()


def test_who_pays_by_transfer_can_copy_account_amount_and_reference_from_the_letter(
    tmp_path: Path, sink: tuple[LetterSink, str]
) -> None:
    kept, smtp = sink
    shop = opened(tmp_path, smtp)
    guest = Till.for_guest(shop)
    placed = replace(guest, ctx=replace(guest.ctx, locale="es-ES")).buy("LAMP")
    assert isinstance(placed, Done)
    order = shop.ask(shop.system(), OrderById(order=placed.result))
    work(shop)
    (letter,) = kept.letters
    told = shop.core.methods["transfer"].details[1].value
    plain, html = words(letter, "plain"), words(letter, "html")
    for row in ("Beneficiario: ", f"IBAN: {told}", "Importe: 89,00", f"Concepto: {order.number}"):
        assert row in plain
    assert f"<td>{told}</td>" in html
    assert f"<td>{order.number}</td>" in html
    assert "En la página del pedido dice" not in plain, "it is said here"
    shop.close()


def test_a_way_to_pay_that_is_gone_leaves_the_way_to_the_order_s_page(
    tmp_path: Path, sink: tuple[LetterSink, str]
) -> None:
    kept, smtp = sink
    shop = opened(tmp_path, smtp)
    assert isinstance(Till.for_guest(shop).buy("LAMP"), Done)
    shop.close()
    without = make_shop(
        tmp_path,
        use=("b2c", "rates", "collection", "order_mails"),
        settings=settings_for(tmp_path, mail=smtp),
        catalogue=False,
    )
    work(without)
    (letter,) = kept.letters
    assert "How to pay is said on the order's page." in " ".join(words(letter, "plain").split())
    without.close()


def test_who_collects_is_told_when_it_is_ready_and_what_is_still_to_pay(
    tmp_path: Path, sink: tuple[LetterSink, str]
) -> None:
    kept, smtp = sink
    shop = opened(tmp_path, smtp)
    placed = Till.for_guest(shop).buy("MUG-BONE", payment="collection", shipping="collect")
    assert isinstance(placed, Done)
    work(shop)
    shop.run(staff(shop)(), DispatchOrder(order=placed.result, tracking=""))
    work(shop)
    received, ready = kept.letters
    said = words(received, "plain")
    assert "It is ready to collect by" in said
    assert "to be paid as agreed" in said
    assert "Tax, included" in said
    assert "collection €" not in said
    assert str(ready["Subject"]).endswith("is ready to collect")
    assert "It waits for you at the counter." in words(ready, "html")
    shop.close()


def test_names_from_outside_are_words_in_a_letter_and_never_headers(
    tmp_path: Path, sink: tuple[LetterSink, str]
) -> None:
    kept, smtp = sink
    shop = opened(tmp_path, smtp)
    till = Till.for_guest(shop)
    till.put("MUG-BONE")
    till.fill(payment="collection", shipping="collect", name="<script>alert(1)</script> {{ 7007 * 7007 }}")
    assert isinstance(till.place(), Done)
    work(shop)
    (letter,) = kept.letters
    assert "<script>" not in words(letter, "html")
    assert "{{ 7007 * 7007 }}" in words(letter, "html")
    refused = till.fill(email="a@example.com\nBcc: b@example.com")
    assert not isinstance(refused, Done)
    shop.close()


def test_a_server_that_is_down_leaves_the_letter_waiting(tmp_path: Path) -> None:
    shop = opened(tmp_path, "127.0.0.1:1")
    assert isinstance(Till.for_guest(shop).buy("MUG-BONE", payment="collection", shipping="collect"), Done)
    work(shop)
    with shop.database.read() as rows:
        waiting = rows.first(select(job).where(job.c.name == "on_order_confirmed"))
    assert waiting is not None
    assert (waiting.state, waiting.attempts) == ("waiting", 1)
    assert "ConnectionRefused" in waiting.error or "Connection refused" in waiting.error
    shop.close()


def test_letters_that_wait_together_go_over_one_line(tmp_path: Path, sink: tuple[LetterSink, str]) -> None:
    kept, smtp = sink
    shop = opened(tmp_path, smtp)
    for _ in range(3):
        assert isinstance(Till.for_guest(shop).buy("MUG-BONE", payment="collection", shipping="collect"), Done)
    work(shop)
    assert len(kept.lines) == 3
    assert len(set(kept.lines)) == 1
    shop.core.post.hang_up()
    assert isinstance(Till.for_guest(shop).buy("MUG-BONE", payment="collection", shipping="collect"), Done)
    work(shop)
    assert len(set(kept.lines)) == 2
    shop.close()


def test_a_line_that_broke_meanwhile_is_made_again(tmp_path: Path, sink: tuple[LetterSink, str]) -> None:
    kept, smtp = sink
    shop = opened(tmp_path, smtp)
    for _ in range(2):
        assert isinstance(Till.for_guest(shop).buy("MUG-BONE", payment="collection", shipping="collect"), Done)
        work(shop)
        line = shop.core.post._line
        assert line is not None
        assert line.sock is not None
        line.sock.shutdown(socket.SHUT_RDWR)
    assert len(kept.letters) == 2
    shop.close()


def test_letters_are_in_the_language_in_which_the_order_was_placed(
    tmp_path: Path, sink: tuple[LetterSink, str]
) -> None:
    kept, smtp = sink
    settings = settings_for(tmp_path, mail=smtp, languages=("en", "es"))
    shop = make_shop(tmp_path, use=USE, settings=settings)
    guest = Till.for_guest(shop)
    placed = replace(guest, ctx=replace(guest.ctx, locale="es-ES")).buy("LAMP")
    assert isinstance(placed, Done)
    order = shop.ask(shop.system(), OrderById(order=placed.result))
    work(shop)
    letter = kept.letters[0]
    assert str(letter["Subject"]) == f"Pedido {order.number}: cómo pagarlo"
    for kind in ("plain", "html"):
        said = words(letter, kind)
        assert f"/es/orders/{order.token}" in said
        assert "89,00\N{NO-BREAK SPACE}€" in said
        assert "Hola, Ana Ruiz:" in said
    shop.close()


def test_a_job_waits_only_where_there_may_be_a_letter(tmp_path: Path, sink: tuple[LetterSink, str]) -> None:
    """A listener says which events it wants: what money is waited for by hand leads to one job, what is paid on the spot to none."""
    shop = make_shop(tmp_path, use=(*USE, "demo_payments", "gift_cards"), settings=settings_for(tmp_path, mail=sink[1]))
    named = select(job.c.plugin, job.c.name).order_by(job.c.plugin, job.c.name)

    def left() -> list[tuple[str, str]]:
        with shop.database.read() as rows:
            return [(row.plugin, row.name) for row in rows.all(named) if row.name.startswith("on_")]

    assert isinstance(Till.for_guest(shop).buy("LAMP"), Done)
    assert left() == [("order_mails", "on_payment_started")]
    assert isinstance(Till.for_guest(shop).buy("LAMP", payment="card"), Done)
    assert left() == [("order_mails", "on_payment_started")]
    shop.close()
