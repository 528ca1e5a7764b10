"""Two tabs cannot spend the same euro, and no month is granted twice; each race fails when its guard is taken out."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import BindParameter, bindparam, event, update

from ecomkit.domain import Done, Order, Outcome, PaymentPlan, PayOrder, Refused, new_id
from ecomkit.plugins.b2e import api, wallets
from ecomkit.services.verifying import verify
from ecomkit.shop import Shop
from ecomkit.storage import ledger
from ecomkit.storage.tables import account
from tests.plugins.employees import EMPLOYER, Job, at_work, employed, employer_shop, plan

Opens = Callable[..., Shop]
Act = Callable[[Job], Any]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def opens(tmp_path: Path, request: pytest.FixtureRequest) -> Opens:
    """Opens the same shop again, with connections of its own."""
    database = "" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    return lambda *, catalogue=False: employer_shop(tmp_path, database=database, catalogue=catalogue)


@pytest.fixture
def shop(opens: Opens) -> Iterator[Shop]:
    opened = opens(catalogue=True)
    yield opened
    opened.close()


def unguarded(shop: Shop, patched: Callable[[object, str, object], None]) -> None:
    """Take the ledger's guard out: the statement's condition, and the table's own constraint."""
    more: BindParameter[int] = bindparam("n")
    bare = update(account).where(account.c.key == bindparam("of")).values(reserved=account.c.reserved + more)
    patched(ledger, "_RESERVE", bare)
    shop.database.engine.dispose()
    event.listen(
        shop.database.engine,
        "connect",
        lambda connection, _: connection.execute("PRAGMA ignore_check_constraints=ON").close(),
    )


def at_once(opens: Opens, person: str, acts: Sequence[Act], prepare: Callable[[Shop], None]) -> list[Outcome[Any]]:
    """Do these acts at the same moment, each in a thread with a shop and connections of its own."""
    start = threading.Barrier(len(acts))
    found: dict[int, Outcome[Any]] = {}

    def tab(place: int, act: Act) -> None:
        own = opens()
        prepare(own)
        job = at_work(own, person)
        start.wait()
        found[place] = act(job)
        own.close()

    threads = [threading.Thread(target=tab, args=one) for one in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [found[place] for place in sorted(found)]


def unpaid(ana: Job, orders: int) -> list[Order]:
    """Orders of 20.00 that wait for a transfer."""
    return [ana.bought(1, plan("transfer")) for _ in range(orders)]


def pays(order: Order, paid: PaymentPlan) -> Act:
    command = PayOrder(order=order.id, plan=paid, key=new_id())
    return lambda job: job.shop.run(job.till.moment, command)


def outcomes(found: Sequence[Outcome[Any]]) -> tuple[int, set[str]]:
    """How many were done, and why the others were not."""
    refused = {one.refusals[0].code for one in found if isinstance(one, Refused)}
    return sum(isinstance(one, Done) for one in found), refused


def test_tabs_at_once_spend_each_euro_once(opens: Opens, shop: Shop) -> None:
    ana = employed(shop)
    found = at_once(opens, ana.person, [pays(one, plan("wallet")) for one in unpaid(ana, 5)], lambda _: None)
    assert outcomes(found) == (3, {"too_little"})
    assert ana.account("2026-11") == (0, 0)
    assert verify(shop.core, shop.system()) == ()


def test_tabs_at_once_pay_half_by_allowance_and_half_by_payroll(opens: Opens, shop: Shop) -> None:
    ana = employed(shop)
    acts = [pays(one, plan("payroll", wallet=1500)) for one in unpaid(ana, 5)]
    assert outcomes(at_once(opens, ana.person, acts, lambda _: None)) == (4, {"too_little"})
    lines = shop.ask(shop.system(), api.Deductions(employer=EMPLOYER, month="2026-11"))
    assert [line.due.amount for line in lines] == [4 * 500]
    assert verify(shop.core, shop.system()) == ()


def test_without_the_ledgers_guard_tabs_spend_what_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opens(*, catalogue: bool = False) -> Shop:
        return employer_shop(tmp_path, catalogue=catalogue)

    shop = opens(catalogue=True)
    ana = employed(shop)
    acts = [pays(one, plan("wallet")) for one in unpaid(ana, 5)]
    found = at_once(opens, ana.person, acts, lambda own: unguarded(own, monkeypatch.setattr))
    assert outcomes(found) == (5, set())
    assert ana.account("2026-11") == (-4000, 0)
    assert "I5.floor" in {one.code for one in verify(shop.core, shop.system())}
    shop.close()


def _tab(folder: str, person: str, command: PayOrder, start: Any, guarded: bool, answers: Any) -> None:
    """One tab as a process of its own."""
    shop = employer_shop(Path(folder), catalogue=False)
    if not guarded:
        unguarded(shop, setattr)
    start.wait()
    outcome = shop.run(at_work(shop, person).till.moment, command)
    answers.put(outcome.refusals[0].code if isinstance(outcome, Refused) else "done")
    shop.close()


@pytest.mark.parametrize("guarded", [True, False])
def test_processes_at_once_spend_each_euro_once(tmp_path: Path, guarded: bool) -> None:
    """With the guard one of two; without it both, which is how the test is known to be able to fail."""
    shop = employer_shop(tmp_path)
    ana = employed(shop)
    commands = [PayOrder(order=ana.bought(2, plan("transfer")).id, plan=plan("wallet"), key=new_id()) for _ in range(2)]
    spawn = multiprocessing.get_context("spawn")
    start, answers = spawn.Barrier(2), spawn.Queue()
    tabs = [
        spawn.Process(target=_tab, args=(str(tmp_path), ana.person, one, start, guarded, answers)) for one in commands
    ]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    said = sorted(answers.get(timeout=5) for _ in commands)
    assert said == (["done", "too_little"] if guarded else ["done", "done"])
    assert ana.account("2026-11") == ((2000, 0) if guarded else (-2000, 0))
    shop.close()


def _opens_wallet(job: Job) -> Outcome[None]:
    return job.shop.run(job.shop.system("b2e"), api.OpenWallet(employer=EMPLOYER, person=job.person))


def test_a_month_is_granted_once_whoever_comes_first(opens: Opens, shop: Shop) -> None:
    ana = employed(shop)
    found = at_once(opens, ana.person, [_opens_wallet] * 6, lambda _: None)
    assert outcomes(found) == (6, set())
    assert ana.account("2026-11") == (6000, 0)
    assert verify(shop.core, shop.system()) == ()


def test_without_the_grants_key_a_month_is_granted_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def opens(*, catalogue: bool = False) -> Shop:
        return employer_shop(tmp_path, catalogue=catalogue)

    shop = opens(catalogue=True)
    ana = employed(shop)
    grants = wallets._grant
    monkeypatch.setattr(wallets, "_grant", lambda ctx, worker, _key, *rest: grants(ctx, worker, new_id(), *rest))
    at_once(opens, ana.person, [_opens_wallet] * 3, lambda _: None)
    assert ana.account("2026-11") == (18_000, 0)
    shop.close()
