"""Two at the last download: one gets it. Without the guard both do, which shows that they do race."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import bindparam, update

from ecomkit.domain import Context, Refused
from ecomkit.plugins.downloads import api, commands
from ecomkit.plugins.downloads.tables import grant
from ecomkit.sdk import Utc
from ecomkit.shop import Shop
from ecomkit.testing import Till, findings
from tests.plugins.downloads.scene import bought, brought, file_shop, paid

AT_ONCE = 4


def race(folder: Path, database: str, ctx: Context, one: api.Download) -> list[str]:
    """Take the same download at the same moment, each in a thread with a shop of its own."""
    start = threading.Barrier(AT_ONCE)
    said: list[str] = []

    def attempt() -> None:
        own = file_shop(folder, database=database, fresh=False, times=1)
        start.wait()
        outcome = own.run(ctx, api.TakeDownload(order=one.order, download=one.key))
        said.append(outcome.refusals[0].code if isinstance(outcome, Refused) else "done")
        own.close()

    threads = [threading.Thread(target=attempt) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(said)


def scene(folder: Path, database: str) -> tuple[Shop, Till, api.Download]:
    shop = file_shop(folder, database=database, times=1)
    till = Till.for_guest(shop)
    (one,) = brought(shop, paid(shop, bought(till, "GUIDE")))
    return shop, till, one


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> str:
    return "" if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


def test_of_several_at_the_last_download_one_gets_it(tmp_path: Path, database: str) -> None:
    shop, till, one = scene(tmp_path, database)
    assert race(tmp_path, database, till.moment, one) == ["done", *["over"] * (AT_ONCE - 1)]
    assert findings(shop) == ()
    shop.close()


def test_without_the_guard_all_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shop, till, one = scene(tmp_path, "")
    bare = update(grant).where(grant.c.id == bindparam("of"), grant.c.order == bindparam("whose"))
    asked = bindparam("now", type_=Utc).is_not(None)
    monkeypatch.setattr(commands, "_TAKE", bare.where(asked).values(most=grant.c.taken + 1, taken=grant.c.taken + 1))
    assert race(tmp_path, "", till.moment, one) == ["done"] * AT_ONCE
    shop.close()
