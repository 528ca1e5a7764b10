"""Files of articles: granted once, counted, for a time, taken back and renewed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ecomkit.domain import (
    CancelOrder,
    DispatchOrder,
    Money,
    OrderById,
    Outcome,
    Product,
    RefundOrder,
    Refused,
    SaveProducts,
    UnitPrice,
    Variant,
)
from ecomkit.errors import NotFound
from ecomkit.plugins.downloads import api
from ecomkit.plugins.downloads.demo import pdf_of
from ecomkit.plugins.downloads.keeping import Vault
from ecomkit.services.seeding import seed
from ecomkit.shop import Shop
from ecomkit.testing import Clock, Till, findings, parked_jobs, run_jobs, staff
from tests.plugins.downloads.scene import CONTENT, attach, bought, brought, done, file_shop, paid, take
from tests.servers import taking_letters


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def shop(tmp_path: Path, clock: Clock, request: pytest.FixtureRequest) -> Iterator[Shop]:
    own = {} if request.param == "sqlite" else {"database": request.getfixturevalue("postgres_url")}
    opened = file_shop(tmp_path, clock=clock, times=2, days=30, **own)
    yield opened
    assert findings(opened) == ()
    opened.close()


def code(outcome: Outcome[Any]) -> str:
    assert isinstance(outcome, Refused), outcome
    return outcome.refusals[0].code


def test_a_paid_order_brings_its_files_once(shop: Shop, clock: Clock) -> None:
    till = Till.for_guest(shop)
    order = bought(till, "GUIDE", quantity=3)
    run_jobs(shop)
    assert brought(shop, order) == (), "it is not paid"
    order = paid(shop, order)
    (one,) = brought(shop, order)
    assert (one.name, one.media_type, one.size, one.left) == ("guide.pdf", "application/pdf", len(CONTENT), 6)
    assert one.until is not None
    assert (one.until - clock.now).days == 30
    assert done(shop.run(shop.system(), api.GrantDownloads(order=order.id))) == 0
    assert brought(shop, order) == (one,)


def test_what_costs_nothing_and_what_lies_beside_a_parcel_bring_theirs_too(shop: Shop) -> None:
    free = bought(Till.for_guest(shop), "GIFT")
    run_jobs(shop)
    assert [one.name for one in brought(shop, free)] == ["gift.pdf"]
    mixed = paid(shop, bought(Till.for_guest(shop), "GUIDE", "BOOK"))
    assert [one.name for one in brought(shop, mixed)] == ["guide.pdf"]
    assert mixed.fulfilment == "to_prepare"
    done(shop.run(staff(shop)(), DispatchOrder(order=mixed.id)))
    assert all(one.live for one in brought(shop, mixed))


def test_downloads_are_counted_and_end(shop: Shop, clock: Clock) -> None:
    till = Till.for_guest(shop)
    order = paid(shop, bought(till, "GUIDE"))
    (one,) = brought(shop, order)
    for left in (1, 0):
        done(take(till, one))
        assert brought(shop, order)[0].left == left
    assert code(take(till, one)) == "over"
    assert not brought(shop, order)[0].live
    assert done(shop.run(staff(shop)(), api.RenewDownloads(order=order.number))) == 1
    assert (brought(shop, order)[0].left, brought(shop, order)[0].live) == (2, True)
    clock.forward(days=31)
    assert not brought(shop, order)[0].live
    refused = take(till, one)
    assert isinstance(refused, Refused)
    assert "time" in str(refused.text.msgid)


def test_nobody_else_takes_or_sees_them(shop: Shop) -> None:
    till, other = Till.for_guest(shop), Till.for_guest(shop)
    (one,) = brought(shop, paid(shop, bought(till, "GUIDE")))
    assert code(take(other, one)) == "not_found"
    with pytest.raises(NotFound):
        shop.ask(other.moment, api.DownloadsOf(order=one.order))
    theirs = bought(other, "GIFT")
    run_jobs(shop)
    stolen = api.TakeDownload(order=theirs.id, download=one.key)
    assert code(shop.run(other.moment, stolen)) == "over", "a download of another order"
    assert brought(shop, theirs)[0].left == 2


def test_a_refund_of_all_takes_them_back_and_one_of_a_part_does_not(shop: Shop) -> None:
    till = Till.for_guest(shop)
    order = paid(shop, bought(till, "GUIDE"))
    part = RefundOrder(order=order.id, money=Money(amount=400, currency="EUR"), reason="goodwill", key="refund-a")
    done(shop.run(staff(shop)(), part))
    run_jobs(shop)
    assert brought(shop, order)[0].live
    rest = RefundOrder(order=order.id, money=Money(amount=500, currency="EUR"), reason="withdrawn", key="refund-b")
    done(shop.run(staff(shop)(), rest))
    run_jobs(shop)
    (one,) = brought(shop, order)
    assert (one.revoked, one.live) == (True, False)
    assert code(take(till, one)) == "over"
    assert parked_jobs(shop) == ()


def test_a_cancelled_order_brings_nothing_and_grants_nothing_later(shop: Shop) -> None:
    order = paid(shop, bought(Till.for_guest(shop), "GUIDE", "BOOK"))
    done(shop.run(staff(shop)(), CancelOrder(order=order.id)))
    run_jobs(shop)
    assert not any(one.live for one in brought(shop, order))
    assert done(shop.run(shop.system(), api.GrantDownloads(order=order.id))) == 0
    assert shop.ask(shop.system(), OrderById(order=order.id)).state == "cancelled"


def test_staff_take_them_back_by_hand_and_others_do_not(shop: Shop) -> None:
    till = Till.for_guest(shop)
    order = paid(shop, bought(till, "GUIDE"))
    back = api.RevokeDownloads(order=order.number, reason="withdrawn in time")
    for ctx in (till.moment, staff(shop, "staff.orders")()):
        assert isinstance(shop.run(ctx, back), Refused)
    assert done(shop.run(staff(shop)(), back)) == 1
    assert done(shop.run(staff(shop)(), back)) == 0
    assert code(shop.run(staff(shop)(), back.model_copy(update={"order": "S-9999"}))) == "not_found"


def test_a_replaced_file_is_the_new_one_for_all_and_an_added_one_comes_with_a_renewal(shop: Shop) -> None:
    order = paid(shop, bought(Till.for_guest(shop), "GUIDE"))
    attach(shop, "GUIDE", "guide.pdf", b"second edition")
    assert [(one.name, one.size) for one in brought(shop, order)] == [("guide.pdf", 14)]
    key = attach(shop, "GUIDE", "guide.epub", b"the same to read")
    assert len(brought(shop, order)) == 1
    assert done(shop.run(staff(shop)(), api.RenewDownloads(order=order.number))) == 2
    assert [one.name for one in brought(shop, order)] == ["guide.pdf", "guide.epub"]
    done(shop.run(staff(shop)(), api.RemoveFile(file=key)))
    assert [one.name for one in brought(shop, order)] == ["guide.pdf"]
    assert code(shop.run(staff(shop)(), api.RemoveFile(file=key))) == "not_found"


def test_files_come_from_the_folder_for_new_ones_alone(shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("not for sale")
    for named in ("../secret.txt", "../../secret.txt", str(tmp_path / "secret.txt"), "nothing.pdf", "."):
        assert code(shop.run(staff(shop)(), api.AttachFile(sku="GUIDE", file=named))) == "no_file"
    (tmp_path / "files" / "incoming" / "empty.pdf").touch()
    assert code(shop.run(staff(shop)(), api.AttachFile(sku="GUIDE", file="empty.pdf"))) == "empty_file"
    (tmp_path / "files" / "incoming" / "good.pdf").write_bytes(CONTENT)
    assert code(shop.run(staff(shop)(), api.AttachFile(sku="NONE", file="good.pdf"))) == "unknown_sku"
    assert code(shop.run(staff(shop)(), api.AttachFile(sku="BOOK", file="good.pdf"))) == "sent"
    assert isinstance(shop.run(Till.for_guest(shop).moment, api.AttachFile(sku="GUIDE", file="good.pdf")), Refused)


def test_a_lost_file_is_found_by_verify(tmp_path: Path) -> None:
    shop = file_shop(tmp_path)
    kept = list((tmp_path / "files" / "kept").glob("*/*"))
    assert len(kept) == 1, "two articles with one content"
    kept[0].write_bytes(b"half")
    assert {(one.code, one.subject) for one in findings(shop)} == {
        ("downloads.file", "GIFT/gift.pdf"), ("downloads.file", "GUIDE/guide.pdf"),
    }  # fmt: skip
    shop.close()


def test_what_nobody_names_goes_after_a_day(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    (tmp_path / "book.pdf").write_bytes(CONTENT)
    kept = vault.keep(tmp_path / "book.pdf")
    with (tmp_path / "book.pdf").open("rb") as source:
        upload = vault.receive(source)
    assert vault.tidy(()) == 0, "somebody may be at it just now"
    for one in (vault.path(kept.digest), upload):
        os.utime(one, (0, 0))
    assert vault.tidy({kept.digest}) == 1
    assert vault.path(kept.digest).read_bytes() == CONTENT
    assert vault.tidy(()) == 1


def test_the_letter_leads_to_the_files(tmp_path: Path) -> None:
    with taking_letters() as (kept, smtp):
        shop = file_shop(tmp_path, mail=smtp)
        order = paid(shop, bought(Till.for_guest(shop), "GUIDE"))
        paid_nothing = bought(Till.for_guest(shop), "MUG-BONE")
        run_jobs(shop)
    (letter,) = kept.letters
    body = letter.get_body(("plain",))
    assert body is not None
    said = str(body.get_content())
    assert f"/orders/{order.token}#downloads" in said
    assert "guide.pdf (10.2 kB): 5 downloads left, until 23 November 2027" in said
    assert brought(shop, paid_nothing) == ()
    shop.close()


def test_the_demonstrations_files_are_whole_documents(tmp_path: Path) -> None:
    page = pdf_of(("Heading", "A (b) \\ c", "Año"))
    assert page.startswith(b"%PDF-1.4")
    assert page.endswith(b"%%EOF\n")
    start = int(page.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    assert page[start : start + 4] == b"xref"
    assert b"A \\(b\\) \\\\ c" in page


def test_the_demonstration_attaches_its_files_once(tmp_path: Path) -> None:
    shop = file_shop(tmp_path)
    price = UnitPrice(money=Money(amount=700, currency="EUR"))
    guide = Product(slug="sobremesa", name="Guide", variants=(Variant(sku="SOBREMESA-EN", price=price, ships=False),))
    done(shop.run(shop.system(), SaveProducts(products=(guide,))))
    seed(shop.core)
    seed(shop.core)
    order = paid(shop, bought(Till.for_guest(shop), "SOBREMESA-EN"))
    assert [one.name for one in brought(shop, order)] == ["setting-the-table.pdf"]
    assert findings(shop) == ()
    shop.close()
