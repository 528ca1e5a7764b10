"""Generated shops that run, and people with browsers to walk through them."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from playwright.sync_api import Browser, BrowserContext, Page

__all__ = ["PATIENCE", "Running", "Visitor", "running_shop", "visitors"]

CLI = (sys.executable, "-m", "ecomkit.cli")
PATIENCE = 20_000
"""Milliseconds after which a page counts as broken."""

ERRAND = '''
"""A job that is given up at its first failure, and works once its reason is gone."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from ecomkit.sdk import Job, JobContext, Plugin, hookimpl

BROKEN = Path("var/broken")


def carry(ctx: JobContext, payload: dict[str, str]) -> None:
    """Fail as long as the file is there."""
    if BROKEN.exists():
        raise OSError("the courier is away")


class Errand(Plugin):
    """Runs an errand once a day."""

    name = "errand"
    hook_api = 1
    title = "Errand"

    @hookimpl
    def register_jobs(self) -> Sequence[Job]:
        """The errand."""
        return [Job(name="carry", work=carry, every=timedelta(days=1), attempts=1)]
'''


@dataclass(frozen=True)
class Running:
    """A generated shop that runs with everything it needs: where it answers, and who may sign in."""

    folder: Path
    url: str
    mailbox: str
    people: tuple[dict[str, str], ...]

    def cli(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command in the shop's folder."""
        return subprocess.run([*CLI, *words], cwd=self.folder, capture_output=True, text=True, check=False)

    def empty_carts(self) -> None:
        """Take out what journeys before left: the people of a demonstration are few, and their carts last."""
        with closing(sqlite3.connect(self.folder / "var" / "shop.db", timeout=PATIENCE / 1000)) as base, base:
            base.execute("DELETE FROM cart_line")

    def person(self, email: str) -> dict[str, str]:
        """How a demonstration person signs in."""
        return next(one for one in self.people if one["email"] == email)

    def passphrase(self, email: str) -> str:
        """What an opener of the demonstration agency types."""
        roles = (one["role"] for one in self.people if one["email"] == email)
        return next(role for role in roles if "passphrase" in role).rpartition(": ")[2]

    def mails(self, address: str, subject: str, seconds: float = 30) -> list[dict[str, Any]]:
        """Letters that arrived with these words in the subject; waits for the first."""
        end = time.monotonic() + seconds
        asked = f"{self.mailbox}/api/messages?{urllib.parse.urlencode({'to': address})}"
        while True:
            with urllib.request.urlopen(asked) as answer:
                found = [mail for mail in json.loads(answer.read()) if subject in mail["subject"]]
            if found or time.monotonic() > end:
                return found
            time.sleep(0.2)


@contextmanager
def running_shop(
    folder: Path,
    answers: dict[str, str],
    *,
    errand: bool = False,
    goods: str = "",
    change: Callable[[Path], None] | None = None,
) -> Iterator[Running]:
    """Generate a shop and run it in this environment until the end of the block; `change` is done to its folder before."""
    given = [word for name, value in answers.items() for word in ("--set", f"{name}={value}")]
    made = subprocess.run(
        [*CLI, "new", str(folder), "--yes", "--no-install", *given], capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stdout + made.stderr
    if errand:
        _add_errand(folder)
    if goods:
        _import(folder, goods)
    if change:
        change(folder)
    command = [*CLI, "dev", "--json", "--no-reload", "--port", "0"]
    with (folder.parent / f"{folder.name}.log").open("w") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=log, text=True)
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            assert line, (folder.parent / f"{folder.name}.log").read_text()
            said = json.loads(line)
            yield Running(folder, said["url"], said["mailbox"], tuple(said["people"]))
        finally:
            process.terminate()
            process.wait(90)


def _import(folder: Path, goods: str) -> None:
    (folder / "goods.csv").write_text(goods)
    columns = ("sku=Artikel", "category=Kind", "stock=On hand")
    mapping = [word for column in columns for word in ("--mapping", column)]
    done = subprocess.run(
        [*CLI, "catalogue", "import", "goods.csv", *mapping], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _add_errand(folder: Path) -> None:
    settings = folder / "shop.toml"
    (folder / "plugins" / "errand.py").write_text(ERRAND)
    before = settings.read_text()
    settings.write_text(before.replace('"local:hello",', '"local:errand",\n    "local:hello",', 1))
    assert settings.read_text() != before
    (folder / "var").mkdir(exist_ok=True)
    (folder / "var" / "broken").touch()


Visitor: TypeAlias = Callable[..., Page]
"""Opens the page of somebody new, with a browser of their own: `visitor(desk=True, scripts=False)`."""


@contextmanager
def visitors(browser: Browser, shop: Running) -> Iterator[Visitor]:
    """New people in a shop, on whose pages no script may fail."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def come(*, desk: bool = False, scripts: bool = True) -> Page:
        context = browser.new_context(
            base_url=shop.url,
            viewport={"width": 1280, "height": 800} if desk else {"width": 390, "height": 844},
            locale="en-GB",
            java_script_enabled=scripts,
        )
        contexts.append(context)
        opened = context.new_page()
        opened.set_default_timeout(PATIENCE)
        opened.on("pageerror", lambda error: errors.append(str(error)))
        return opened

    yield come
    for context in contexts:
        context.close()
    assert errors == []
