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

from ecomkit.domain import Orders
from ecomkit.services.verifying import verify
from ecomkit.testing import FaultPoints
from tests.hard.scenarios import SCENARIOS, Scenario, open_prepared, staff


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
    return -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def act(folder: Path, scenario: Scenario, kill_at: int, *, broken: bool) -> None:
    """The act, which dies at a point. The broken variant commits each statement by itself."""
    shop = open_prepared(folder)
    noted = (folder / "noted").read_text()
    if broken:
        _commit_each_statement(shop.database.engine)
    FaultPoints(kill_at).attach(shop.database.engine)
    scenario.act(shop, noted)


def _commit_each_statement(engine: object) -> None:
    from sqlalchemy import event

    @event.listens_for(engine, "after_cursor_execute")
    def _commit(connection: object, cursor: object, statement: str, *_: object) -> None:
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            cursor.execute("COMMIT")  # type: ignore[attr-defined]
            cursor.execute("BEGIN IMMEDIATE")  # type: ignore[attr-defined]


def judge(folder: Path, scenario: Scenario) -> None:
    """After the crash and the repeat: the books are right, and there is one order."""
    shop = open_prepared(folder)
    wrong = [f"{one.code} {one.subject}: {one.message}" for one in verify(shop.core, shop.system())]
    found = len(shop.ask(staff(shop), Orders()))
    if found != scenario.orders:
        wrong.append(f"{found} orders instead of {scenario.orders}")
    (folder / "wrong").write_text(json.dumps(wrong))


def prepare(folder: Path, scenario: Scenario) -> None:
    """The shop before the act."""
    shop = open_prepared(folder)
    (folder / "noted").write_text(scenario.prepare(shop))
    shop.close()


def main(base: Path, name: str, step: int, first: int, *, broken: bool, double: bool) -> dict[str, object]:
    """Kill at every `step`-th point from `first`, repeat, judge. Ends with the first point that is never reached."""
    scenario, pristine = SCENARIOS[name], base / "pristine"
    pristine.mkdir(parents=True)
    assert in_fork(lambda: prepare(pristine, scenario)) == 0
    point, killed, wrong = first, 0, []
    while True:
        folder = base / f"at-{point}"
        shutil.copytree(pristine, folder)
        ended = _crash(folder, scenario, point, broken=broken, double=double)
        killed += ended
        wrong += [f"killed at point {point}: {what}" for what in json.loads((folder / "wrong").read_text())]
        shutil.rmtree(folder)
        if not ended:
            break
        point += step
    return {"scenario": name, "killed": killed, "last": point, "wrong": wrong}


def _crash(folder: Path, scenario: Scenario, point: int, *, broken: bool, double: bool) -> bool:
    """One crash, perhaps another in its recovery, then the repeat and the judgement; false where the point is past the end."""
    killed = in_fork(lambda: act(folder, scenario, point, broken=broken)) == -signal.SIGKILL
    if killed:
        if double:
            in_fork(lambda: act(folder, scenario, max(1, point - 3), broken=broken))
        in_fork(lambda: act(folder, scenario, 0, broken=False))
    in_fork(lambda: judge(folder, scenario))
    return killed


if __name__ == "__main__":
    where, which, every, start, *flags = sys.argv[1:]
    result = main(Path(where), which, int(every), int(start), broken="broken" in flags, double="double" in flags)
    print(json.dumps(result))
