"""What others saw: the provider's ledger and the mail server, two processes that know nothing of the shop's database."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2

from tests.hard.errand import REFUND, SECRET, address_of

__all__ = ["Witnesses", "witnesses"]

ROOT = Path(__file__).parents[2]


class Witnesses:
    """The demo gateway and the mailbox, each asked over its own API. The shop's file is read as any program could."""

    def __init__(self, gateway: str, smtp: str, mailbox: str, http: httpx2.Client) -> None:
        self.gateway = gateway
        self.smtp = smtp
        self._mailbox = mailbox
        self._http = http
        self._entries: list[tuple[int, str, str, int]] = []

    def of_errand(self, database: Path, number: int, quote: str) -> list[str]:
        """What does not agree about one customer: one order, one charge, one refund, both letters under one name each (I1, I3)."""
        orders = _rows(database, "SELECT id, number, payable FROM orders WHERE quote = ?", quote)
        if len(orders) != 1:
            return [f"customer {number} has {len(orders)} orders"]
        ((key, order, payable),) = orders
        wrong = []
        money = self._money(order)
        if money != (wanted := {"capture": [payable], "refund": [REFUND]}):
            wrong.append(f"for {order} the provider's ledger says {money}, not {wanted}")
        for subject in (f"Order {order} received", f"Order {order} is on its way"):
            letters = [one for one in self._letters(address_of(number)) if one["Subject"] == subject]
            names = {letter["Message-ID"] for letter in letters}
            if len(names) != 1 or _order_of(letters[0]) != key:
                wrong.append(f"customer {number} got {len(letters)} letters {subject!r} under {len(names)} names")
        return wrong

    def of_shop(self, database: Path) -> list[str]:
        """What does not agree in sum: money there and here, and letters about orders that do not exist (I1, I7)."""
        totals = self._asked("/v1/ledger")["totals"].get("EUR", {"captured": 0, "refunded": 0})
        there = totals["captured"] - totals["refunded"]
        here = -sum(
            balance for (balance,) in _rows(database, "SELECT balance FROM account WHERE key = 'cash/card/EUR'")
        )
        wrong = [f"the provider has {there}, the shop's ledger {here}"] if there != here else []
        orders = {key for (key,) in _rows(database, "SELECT id FROM orders")}
        named = {_order_of(letter) for letter in self._letters()}
        return wrong + [f"a letter speaks of order {key}, which there is not" for key in sorted(named - orders)]

    def repeated(self) -> int:
        """How many letters came more than once: a crash after the mail server took one and before that was noted."""
        names = [letter["Message-ID"] for letter in self._letters()]
        return len(names) - len(set(names))

    def _money(self, order: str) -> dict[str, list[int]]:
        """Captures and refunds of one order, which the provider knows by the description that the customer reads."""
        last = self._entries[-1][0] if self._entries else 0
        for entry in self._asked(f"/v1/ledger?after={last}")["entries"]:
            said = self._asked(f"/v1/payments/{entry['payment']}")["description"]
            self._entries.append((entry["seq"], said.split()[-1], entry["kind"], entry["amount"]))
        own = [(kind, amount) for _, number, kind, amount in self._entries if number == order]
        return {kind: [amount for one, amount in own if one == kind] for kind in ("capture", "refund")}

    def _letters(self, to: str | None = None) -> list[dict[str, str]]:
        answer = self._http.get(f"{self._mailbox}/api/messages", params={"to": to} if to else {})
        return [dict(mail["headers"]) for mail in answer.raise_for_status().json()]

    def _asked(self, path: str) -> Any:
        answer = self._http.get(self.gateway + path, headers={"Authorization": f"Bearer {SECRET}"})
        return answer.raise_for_status().json()


def _order_of(letter: dict[str, str]) -> str:
    """The order that a letter is about: its name begins with the order's key."""
    return letter["Message-ID"].strip("<>").partition(".")[0]


def _rows(database: Path, statement: str, *values: str) -> list[Any]:
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        return connection.execute(statement, values).fetchall()
    finally:
        connection.close()


@contextmanager
def witnesses(folder: Path) -> Iterator[Witnesses]:
    """Both processes, for as long as the block lasts; the gateway keeps its ledger in a file of its own."""
    gateway = [sys.executable, "-m", "ecomkit.dev.gateway", "--secret", SECRET, "--ledger", str(folder / "provider.db")]
    mailbox = [sys.executable, "-m", "ecomkit.dev.mailbox"]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) for command in (gateway, mailbox)]
    try:
        said = [process.stdout.readline().split() for process in started if process.stdout is not None]
        with httpx2.Client(timeout=60) as http:
            yield Witnesses(said[0][1], said[1][2].removeprefix("smtp://"), said[1][1], http)
    finally:
        for process in started:
            process.kill()
            process.communicate()
