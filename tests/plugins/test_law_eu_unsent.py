"""What was withdrawn from before it left: nobody sends it, nobody waits for it, and nobody is asked to send it back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ecomkit.domain import CancelOrder, DispatchOrder, Order, OrderById, OrderState, Outcome, Role, StockLevels, text
from ecomkit.plugins.law_eu.api import CloseWithdrawal
from ecomkit.services.core import STAFF
from ecomkit.shop import Shop
from ecomkit.testing import PASSWORD, Browser, Till, findings, run_jobs, staff
from tests.hooks.scene import done, member, sign_in_as_clerk
from tests.plugins.law_scene import bought, code, delivered, opened, paid, right, with_guide, withdraw, words
from tests.servers import taking_letters

UNSENT = "You withdrew before it left: we do not send it, and there is nothing to send back."
BACK = "Send the goods back within 14 days"
WAIT = "We may wait until the goods are here"


def dispatch(shop: Shop, order: Order) -> Outcome[None]:
    return shop.run(staff(shop)(), DispatchOrder(order=order.id))


def test_what_was_wholly_withdrawn_from_is_not_dispatched(tmp_path: Path) -> None:
    shop, _ = opened(tmp_path)
    order = paid(shop, bought(shop, ("MUG-BONE", 2), ("LAMP", 1)))
    done(withdraw(shop, order, Loma=2))
    key = done(withdraw(shop, order, Faro=1))
    assert code(dispatch(shop, order)) == "withdrawn"
    done(shop.run(staff(shop)(), CloseWithdrawal(statement=key, result="settled", note="refunded")))
    assert code(dispatch(shop, order)) == "withdrawn", "closed is not taken back"
    done(shop.run(shop.system(), CancelOrder(order=order.id)))
    assert findings(shop) == ()
    shop.close()


def test_an_order_is_dispatched_where_a_part_was_withdrawn_from_or_the_withdrawal_refused(tmp_path: Path) -> None:
    shop, _ = opened(tmp_path)
    order = paid(shop, bought(shop, ("MUG-BONE", 2)))
    done(withdraw(shop, order, Loma=1))
    done(dispatch(shop, order))
    other = paid(shop, bought(shop, ("LAMP", 1)))
    key = done(withdraw(shop, other, Faro=1))
    done(shop.run(staff(shop)(), CloseWithdrawal(statement=key, result="refused", note="a mistake")))
    done(dispatch(shop, other))
    shop.close()


def test_of_a_mixed_order_what_is_sent_counts(tmp_path: Path) -> None:
    shop, _ = opened(tmp_path, exclusions={"files": "withdrawable"})
    order = paid(shop, bought(with_guide(shop), ("GUIDE", 1), ("LAMP", 1)))
    done(withdraw(shop, order, Faro=1))
    refused = dispatch(shop, order)
    assert code(refused) == "withdrawn"
    assert "Give the money for it back" in str(refused)
    with Browser(shop) as guest:
        done(withdraw(shop, order, Guide=1))
        guest.get(f"/withdraw/{order.token}")
        assert "There is nothing to send back." in guest.words()
    shop.close()


def test_staff_read_on_the_order_what_was_withdrawn_from(tmp_path: Path) -> None:
    shop, _ = opened(tmp_path)
    order = paid(shop, bought(shop, ("MUG-BONE", 2), ("LAMP", 1)))
    page = f"/admin/orders/{order.id}"
    with Browser(shop) as clerk:
        sign_in_as_clerk(shop, clerk)
        clerk.get(page)
        assert "withdrew" not in clerk.words()
        key = done(withdraw(shop, order, Faro=1))
        clerk.get(page)
        said = clerk.words()
        assert "The customer withdrew on 23 November 2026, 10:00 from: 1 × Faro lamp. Do not send it." in said
        assert "€89.00 has to be back by 7 December 2026." in said
        assert said.index("The customer withdrew") < said.index("Lines")
        assert f'href="/admin/withdrawals/{key}"' in clerk.page
        done(withdraw(shop, order, Loma=2))
        assert clerk.post(f"{page}/dispatch", tracking="") == 422
        assert "The customer withdrew from all of this order: there is nothing to dispatch." in clerk.words()
        done(shop.run(staff(shop)(), CloseWithdrawal(statement=key, result="settled", note="refunded")))
        clerk.get(page)
        assert "from: 1 × Faro lamp. Do not send it." in clerk.words()
        assert "€89.00 has to be back" not in clerk.words()
        assert clerk.post(f"{page}/cancel", reason="withdrawn") == 200
        assert "Do not send it." not in clerk.words()
    shop.close()


def test_staff_read_it_in_their_language_and_see_the_withdrawal_only_if_it_is_their_work(tmp_path: Path) -> None:
    shop, _ = opened(tmp_path)
    order = paid(shop, bought(shop, ("LAMP", 1)))
    done(withdraw(shop, order, Faro=1))
    roles: Any = shop.core.roles
    roles[STAFF, "packer"] = Role(
        key="packer", capacity=STAFF, label=text("Packer"), permissions=frozenset({"staff.orders"})
    )
    done(member(shop, "pat", "shop", STAFF, "packer"))
    with Browser(shop) as packer:
        packer.sign_in("pat@example.com", PASSWORD, page="/admin/sign-in")
        assert "withdrawals to close" not in packer.words()
        packer.post("/admin/language", language="es")
        packer.get(f"/admin/orders/{order.id}")
        assert "El cliente desistió el 23 de noviembre de 2026, 10:00 de: 1 × Faro lamp." in packer.words()
        assert "/admin/withdrawals/" not in packer.page
    shop.close()


def test_who_withdrew_before_it_left_has_nothing_to_send_back(tmp_path: Path) -> None:
    with taking_letters() as (kept, smtp):
        shop, _ = opened(tmp_path, smtp=smtp)
        order = paid(shop, bought(shop, ("MUG-BONE", 1), ("LAMP", 1)))
        done(withdraw(shop, order, Faro=1))
        run_jobs(shop)
        letter = next(one for one in kept.letters if "withdrawal" in one["Subject"])
        done(dispatch(shop, order))
        with Browser(shop) as guest:
            guest.get(f"/withdraw/{order.token}")
            for said in (words(letter), words(letter, "html"), guest.words().partition("Withdraw from more")[0]):
                assert UNSENT in said
                assert "€89.00 by 7 December 2026 at the latest, the way it was paid." in said
                assert BACK not in said
                assert WAIT not in said
        shop.close()


def test_who_withdrew_from_what_had_left_sends_it_back(tmp_path: Path) -> None:
    shop, _ = opened(tmp_path)
    order = bought(shop, ("LAMP", 1))
    delivered(shop, order)
    done(withdraw(shop, order, Faro=1))
    with Browser(shop) as guest:
        guest.get(f"/withdraw/{order.token}")
        assert BACK in guest.words()
        assert WAIT in guest.words()
        assert UNSENT not in guest.words()
        sign_in_as_clerk(shop, guest)
        guest.get(f"/admin/orders/{order.id}")
        assert "1 × Faro lamp. €89.00 has to be back by 7 December 2026." in guest.words()
    shop.close()


@pytest.mark.parametrize("whole", [True, False])
def test_the_customer_s_page_says_that_nothing_will_arrive(tmp_path: Path, *, whole: bool) -> None:
    shop, _ = opened(tmp_path)
    order = paid(shop, bought(shop, ("MUG-BONE", 1), ("LAMP", 1), till=Till.for_guest(shop)))
    done(withdraw(shop, order, Faro=1, **({"Loma": 1} if whole else {})))
    assert len(right(shop, order).statements) == 1
    with Browser(shop) as guest:
        guest.get(f"/orders/{order.token}")
        assert ("nothing will arrive, and the money comes back" in guest.words()) is whole
    shop.close()


def test_who_withdraws_from_all_of_what_nobody_paid_owes_nothing_and_is_owed_nothing(tmp_path: Path) -> None:
    with taking_letters() as (kept, smtp):
        shop, _ = opened(tmp_path, smtp=smtp)
        order = bought(shop, ("MUG-BONE", 1), ("LAMP", 1))
        done(withdraw(shop, order, Loma=1))
        assert shop.ask(shop.system(), OrderById(order=order.id)).state is OrderState.PLACED
        run_jobs(shop)
        partly = kept.letters[-1]
        assert "The order is not paid yet. Once it is, we give back €14.50." in words(partly)
        with Browser(shop) as clerk:
            sign_in_as_clerk(shop, clerk)
            clerk.get(f"/admin/orders/{order.id}")
            assert "It is not paid yet; once it is, €14.50 has to go back." in clerk.words()
        with Browser(shop) as guest:
            guest.get(f"/withdraw/{order.token}")
            left = next(n for n, line in enumerate(right(shop, order).lines) if line.left)
            assert guest.post(f"/withdraw/{order.token}", key="one", **{f"line-{left}": "1"}) == 200
        assert shop.ask(shop.system(), OrderById(order=order.id)).state is OrderState.CANCELLED
        assert {(one.state.value, one.amount.amount) for one in right(shop, order).statements} == {("settled", 0)}
        run_jobs(shop)
        wholly = [one for one in kept.letters if "withdrawal" in one["Subject"]][-1]
        with Browser(shop) as guest:
            guest.get(f"/withdraw/{order.token}")
            for said in (words(wholly), guest.words()):
                assert "Nothing was paid: there is nothing to give back, and nothing to pay." in said
            guest.get(f"/orders/{order.token}")
            assert "Waiting for payment" not in guest.words()
        (level,) = shop.ask(shop.system(), StockLevels(skus=("LAMP",)))
        assert level.reserved == 0
        assert findings(shop) == ()
        shop.close()
