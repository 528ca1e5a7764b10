"""Kills a shop at its calls to a real payment gateway and a real mail server, and asks them afterwards.

`python -m tests.hard.outside FOLDER KINDS STEP FIRST MOST [double] [broken=NAME]` prints one JSON object. One shop lives through all
crashes: each is in another customer's errand, which is then repeated. KINDS are fault points with commas between them; of
those, every STEP-th from FIRST is chosen, at MOST so many; `double` dies at each pair of them.
"""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path

from ecomkit.shop import Shop
from ecomkit.testing import FaultPoints, findings
from tests.hard.errand import BROKEN, open_outside, prepare, run_errand
from tests.hard.folders import verified_outside, write_settings
from tests.hard.killer import in_fork
from tests.hard.witnesses import Witnesses, witnesses

__all__ = ["Street"]

BETWEEN, AGAIN = 20, 3
"""Minutes between two customers, and between two tries of one: a killed worker's claim on a job is over by then."""
LOOK, FIRST = 25, 2
"""At each 25th crash, beginning with the first, the killed shop is looked at from outside before anybody tries again."""


class Street:
    """One shop with many customers, one after the other."""

    def __init__(self, folder: Path, seen: Witnesses, kinds: tuple[str, ...], broken: str) -> None:
        self.folder = folder
        self.database = folder / "shop.db"
        self._seen = seen
        self._kinds = kinds
        self._broken = broken

    def open_up(self) -> list[str]:
        """The first customer, in this process, which the forks then find warm; the second in a fork, to count fault points."""
        shop = open_outside(self.folder, self._seen.gateway, self._seen.smtp)
        write_settings(shop)
        run_errand(shop, 0, prepare(shop, 0))
        shop.close()
        quote = self._quoted(1)
        assert in_fork(lambda: self._walk(1, quote, 0, 0)) == 0
        wrong = self._seen.of_errand(self.database, 1, quote)
        assert wrong == [] or self._broken, wrong
        points: list[str] = json.loads((self.folder / "points").read_text())
        return points

    def crash(self, number: int, *kills: int) -> tuple[int, list[str]]:
        """A customer whose shop is killed at these points, one after the other; gives how often it died, and what is wrong."""
        quote, deaths, wrong = self._quoted(number), 0, []
        for attempt, kill_at in enumerate(kills):
            ended = in_fork(lambda n=attempt, at=kill_at: self._walk(number, quote, n, at))  # type: ignore[misc]
            deaths += ended == -signal.SIGKILL
        if number % LOOK == FIRST:
            wrong += verified_outside(self.folder)
        if in_fork(lambda: self._walk(number, quote, len(kills), 0)):
            wrong.append("the repeat ended with an error")
        wrong += json.loads((self.folder / "wrong").read_text())
        return deaths, wrong + self._seen.of_errand(self.database, number, quote)

    def _quoted(self, number: int) -> str:
        """A customer in front of the button."""

        def ready() -> None:
            shop = self._opened(number, 0)
            (self.folder / "quote").write_text(prepare(shop, number))

        assert in_fork(ready) == 0
        return (self.folder / "quote").read_text()

    def _opened(self, number: int, attempt: int) -> Shop:
        minutes = number * BETWEEN + attempt * AGAIN
        return open_outside(self.folder, self._seen.gateway, self._seen.smtp, minutes=minutes)

    def _walk(self, number: int, quote: str, attempt: int, kill_at: int) -> None:
        """The errand, which dies at a point; without one, the books are read before and after it."""
        shop = self._opened(number, attempt)
        if self._broken:
            BROKEN[self._broken](shop)
        before = [] if kill_at else findings(shop)
        points = FaultPoints(kill_at, kinds=self._kinds).attach(shop.database.engine).attach_calls()
        run_errand(shop, number, quote)
        (self.folder / "points").write_text(json.dumps(points.seen))
        wrong = [f"{one.code} {one.subject}: {one.message}" for one in (*before, *findings(shop))]
        (self.folder / "wrong").write_text(json.dumps(wrong))


def main(folder: Path, kinds: str, step: int, first: int, most: int, *, double: bool, broken: str) -> dict[str, object]:
    """Kill at every `step`-th point from `first`, repeat, ask the witnesses; in the end look at all of it from outside."""
    folder.mkdir(parents=True, exist_ok=True)
    with witnesses(folder) as seen:
        street = Street(folder, seen, tuple(kinds.split(",")), broken)
        points = street.open_up()
        chosen = range(first, len(points) + 1, step)[:most]
        plans = [(one, two) for one in chosen for two in chosen] if double else [(one,) for one in chosen]
        killed, twice, wrong = 0, 0, []
        for number, plan in enumerate(plans, FIRST):
            deaths, found = street.crash(number, *plan)
            killed, twice = killed + (deaths > 0), twice + (deaths > 1)
            wrong += [f"killed at {plan} of {len(points)}: {what}" for what in found]
        wrong += seen.of_shop(street.database) + verified_outside(folder)
        kept = {"points": points, "killed": killed, "twice": twice, "repeated": seen.repeated(), "wrong": wrong}
    return {"kinds": kinds, **kept}


if __name__ == "__main__":
    where, which, every, start, many, *flags = sys.argv[1:]
    named = next((flag.removeprefix("broken=") for flag in flags if flag.startswith("broken=")), "")
    result = main(Path(where), which, int(every), int(start), int(many), double="double" in flags, broken=named)
    print(json.dumps(result))
