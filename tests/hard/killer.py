"""Kills a scenario at chosen points, in forks of one small process, and says what was left behind.

`python -m tests.hard.killer FOLDER SCENARIO STEP FIRST [broken] [double]` prints one JSON object.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event

from ecomkit.domain import Orders
from ecomkit.shop import Shop
from ecomkit.testing import FaultPoints, findings
from tests.hard.folders import verified_outside, write_settings
from tests.hard.models import MODELS
from tests.hard.scenarios import SCENARIOS, Scenario, staff

__all__ = ["ALL", "in_fork"]

ALL = SCENARIOS | MODELS


def in_fork(work: Callable[[], None]) -> int:
    """Run something in a child; gives its exit code, or minus the signal that killed it."""
    child = os.fork()
    if child == 0:
        code = 0
        try:
            work()
        except BaseException:  # noqa: BLE001 - the child ends here, whatever it was
            traceback.print_exc()
            code = 1
        os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def act(folder: Path, scenario: Scenario, kill_at: int, *, broken: bool, crashed: bool = False) -> None:
    """The act, which dies at a point; without one, it says how many there are. The broken variant commits each statement.

    After a crash, the books are read first: they are right at once, not only when somebody tries again.
    """
    shop = scenario.open(folder)
    noted = (folder / "noted").read_text()
    if crashed:
        (folder / "wrong").write_text(json.dumps(_books(shop)))
    if broken:
        _commit_each_statement(shop.database.engine)
    points = FaultPoints(kill_at).attach(shop.database.engine)
    scenario.act(shop, noted)
    (folder / "points").write_text(str(points.passed))
    shop.close()


def _commit_each_statement(engine: Engine) -> None:
    @event.listens_for(engine, "after_cursor_execute")
    def _commit(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            raw: Any = connection.connection.dbapi_connection
            raw.execute("COMMIT").close()
            raw.execute("BEGIN IMMEDIATE").close()


def _books(shop: Shop) -> list[str]:
    return [f"{one.code} {one.subject}: {one.message}" for one in findings(shop)]


def judge(folder: Path, scenario: Scenario) -> None:
    """The act was repeated: the books are right, and what it is for is there, once."""
    shop = scenario.open(folder)
    wrong = _books(shop)
    found = len(shop.ask(staff(shop), Orders()))
    if found != scenario.orders:
        wrong.append(f"{found} orders instead of {scenario.orders}")
    wrong += scenario.wrong(shop, (folder / "noted").read_text())
    write_settings(shop)
    (folder / "wrong").write_text(json.dumps(wrong))
    shop.close()


def prepare(folder: Path, scenario: Scenario) -> None:
    """The shop before the act."""
    shop = scenario.open(folder)
    (folder / "noted").write_text(scenario.prepare(shop))
    shop.close()


def main(base: Path, name: str, step: int, first: int, *, broken: bool, double: bool) -> dict[str, object]:
    """Kill at every `step`-th point from `first`, repeat, judge; the last of the shops is looked at from outside, too.

    A broken variant is killed until it is caught.
    """
    scenario, pristine = ALL[name], base / "pristine"
    pristine.mkdir(parents=True)
    prepare(pristine, scenario)
    points = _rehearse(base, pristine, scenario)
    killed, twice, wrong = 0, 0, []
    for point in range(first, points + 1, step):
        folder = base / f"at-{point}"
        shutil.copytree(pristine, folder)
        again = 1 + point * 7 % points if double else 0
        deaths, found = _crash(folder, scenario, point, again, broken=broken)
        killed, twice = killed + (deaths > 0), twice + (deaths > 1)
        if point + step > points:
            found += verified_outside(folder)
        wrong += [f"killed at point {point} of {points}: {what}" for what in found]
        shutil.rmtree(folder)
        if broken and wrong:
            break
    return {"scenario": name, "points": points, "killed": killed, "twice": twice, "wrong": wrong}


def _rehearse(base: Path, pristine: Path, scenario: Scenario) -> int:
    """All of it once in this process, which the forks then find warm; gives how many points the act has."""
    folder = base / "rehearsed"
    shutil.copytree(pristine, folder)
    act(folder, scenario, 0, broken=False)
    judge(folder, scenario)
    assert _wrong(folder) == []
    return int((folder / "points").read_text())


def _crash(folder: Path, scenario: Scenario, point: int, again: int, *, broken: bool) -> tuple[int, list[str]]:
    """One crash, perhaps another in its recovery, then the repeat; gives how often it died, and what is wrong."""
    deaths, wrong = 0, []
    for tries, kill_at in enumerate((point, again, 0) if again else (point, 0)):
        ended = in_fork(lambda n=tries, at=kill_at: act(folder, scenario, at, broken=broken, crashed=n > 0))  # type: ignore[misc]
        deaths += ended == -signal.SIGKILL
        wrong += _wrong(folder) if tries else []
        wrong += ["the act ended with an error"] if ended > 0 else []
    ended = in_fork(lambda: judge(folder, scenario))
    return deaths, wrong + (["the shop cannot be judged"] if ended else _wrong(folder))


def _wrong(folder: Path) -> list[str]:
    found: list[str] = json.loads((folder / "wrong").read_text())
    return found


if __name__ == "__main__":
    where, which, every, start, *flags = sys.argv[1:]
    result = main(Path(where), which, int(every), int(start), broken="broken" in flags, double="double" in flags)
    print(json.dumps(result))
