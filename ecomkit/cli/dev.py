"""`ecomkit dev`: everything that a shop needs, in one command."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ecomkit.cli.options import as_json, shop_folder
from ecomkit.cli.stopping import stoppable
from ecomkit.speech import say

if TYPE_CHECKING:
    from ecomkit.cli.processes import Child

__all__ = ["dev", "stoppable"]

_LOOK_EVERY = 0.5


@click.command()
@shop_folder
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), help="The shop's port; 8000 or a free one when left out.")
@click.option("--gateway-port", type=click.IntRange(0, 65535), help="The demo gateway's; a free one when left out.")
@click.option("--mail-port", type=click.IntRange(0, 65535), help="The mailbox's page; a free one when left out.")
@click.option("--no-people", is_flag=True, help="Do not add people to try the shop with.")
@click.option("--no-reload", is_flag=True, help="Do not start again when files change.")
@as_json
def dev(
    folder: Path, host: str, port: int | None, gateway_port: int | None, mail_port: int | None, no_people: bool,
    no_reload: bool, as_json: bool,
) -> None:  # fmt: skip
    """Run the shop for development: pages, worker, demo payment gateway and mailbox.

    Starts again when the shop's settings, plugins, pages or theme change. Ctrl-C stops all of it.
    """
    from ecomkit.errors import UserError

    if not (folder / "shop.toml").is_file():
        raise UserError(
            say(
                "%(path)s is not there: run this in a shop's folder, or make one with `ecomkit new`",
                path=folder / "shop.toml",
            )
        )
    secret = secrets.token_urlsafe(24)
    with stoppable(), _Processes(folder, host, secret, quiet=as_json) as running:
        try:
            running.start(port=port, gateway_port=gateway_port, mail_port=mail_port, people=not no_people)
            running.announce(as_json)
            while True:
                running.look(reload=not no_reload)
                time.sleep(_LOOK_EVERY)
        except KeyboardInterrupt:
            click.echo(f"\n{say('stopped')}", err=True)


class _Processes:
    """The shop's processes, what they are called, and where they answer."""

    def __init__(self, folder: Path, host: str, secret: str, *, quiet: bool) -> None:
        self._folder = folder.resolve()
        self._host = host
        self._secret = secret
        self._quiet = quiet
        self._ready = False
        self._children: dict[str, Child] = {}
        self._seen: dict[Path, tuple[int, int]] = {}
        self._people: list[dict[str, str]] = []
        self.addresses: dict[str, str] = {}
        self.unplanted = ""

    def __enter__(self) -> _Processes:
        return self

    def __exit__(self, *_: object) -> None:
        self._ready = False
        for child in reversed(self._children.values()):
            child.stop()

    def start(self, *, port: int | None, gateway_port: int | None, mail_port: int | None, people: bool) -> None:
        """Start the four, in an order in which each finds the others."""
        from ecomkit.cli.processes import answers, free_port, snapshot

        own = free_port(self._host, port, preferred=8000)
        environ = self._outside(own, gateway_port, mail_port)
        known = self._remembered() if people else []
        planting = self._planting(environ) if people and not known else None
        if planting and self._is_new():
            self._people = self._planted(planting)
            planting = None
        web = self._spawn("web", environ, "ecomkit.cli", "serve", "--host", self._host, "--port", str(own), "--dev")
        worker = self._spawn("worker", environ, "ecomkit.cli", "worker")
        web.wait_for(lambda: answers(f"{self.addresses['url']}/healthz"))
        for child, word in (
            (worker, "worker ready"),
            (self._children["gateway"], "gateway "),
            (self._children["mailbox"], "mailbox "),
        ):
            child.wait_for(partial(_has_said, child, word))
        self._people = self._planted(planting) if planting else self._people or known
        self._seen = snapshot(self._folder)
        self._ready = True

    def _outside(self, port: int, gateway_port: int | None, mail_port: int | None) -> dict[str, str]:
        """Start gateway and mailbox; gives what the shop has to know of them. Nobody waits: all start at the same time."""
        from ecomkit.cli.processes import free_port

        near = "127.0.0.1"
        gateway, page, smtp = (str(free_port(near, wanted)) for wanted in (gateway_port, mail_port, None))
        (self._folder / "var").mkdir(exist_ok=True)
        ledger = str(self._folder / "var" / "gateway.db")
        known = {"GATEWAY_SECRET": self._secret}
        self._spawn("gateway", known, "ecomkit.dev.gateway", "--port", gateway, "--ledger", ledger)
        self._spawn("mailbox", {}, "ecomkit.dev.mailbox", "--http-port", page, "--smtp-port", smtp)
        url = f"http://{near if self._host in ('0.0.0.0', '::') else self._host}:{port}"
        self.addresses = {
            "url": url, "admin": f"{url}/admin", "mailbox": f"http://{near}:{page}", "smtp": f"{near}:{smtp}",
            "gateway": f"http://{near}:{gateway}",
        }  # fmt: skip
        return {
            "ECOMKIT_URL": url, "ECOMKIT_SMTP": self.addresses["smtp"], "GATEWAY_URL": self.addresses["gateway"],
            "GATEWAY_SECRET": self._secret,
        }  # fmt: skip

    def look(self, *, reload: bool) -> None:
        """Say who ended by itself; start pages and worker again when the shop's files changed."""
        from ecomkit.cli.processes import snapshot

        for child in self._children.values():
            if (code := child.ended()) is not None:
                why = "".join(f"\n  {line}" for line in child.lines[-30:]) if self._quiet else ""
                click.echo(
                    say("%(name)s ended by itself with code %(code)s%(why)s", name=child.name, code=code, why=why),
                    err=True,
                )
        seen = snapshot(self._folder) if reload else self._seen
        if seen != self._seen:
            changed = sorted(path.relative_to(self._folder).as_posix() for path, _ in seen.items() ^ self._seen.items())
            click.echo(say("changed: %(files)s; starting again", files=", ".join(dict.fromkeys(changed))), err=True)
            self._seen = seen
            for name in ("worker", "web"):
                self._children[name].stop()
            for name in ("web", "worker"):
                self._children[name].start()

    def announce(self, as_json: bool) -> None:
        """Print where everything is, who may sign in, and what could not be planted."""
        if self.unplanted:
            mend = say("mend it, then `ecomkit migrate --seed`")
            click.echo(
                say(
                    "catalogue and people are not complete (%(mend)s):\n%(unplanted)s",
                    mend=mend,
                    unplanted=self.unplanted,
                ),
                err=True,
            )
        if as_json:
            pids = {name: child.pid for name, child in self._children.items()}
            told = {**self.addresses, "pids": pids, "people": self._people}
            click.echo(json.dumps(told | ({"unplanted": self.unplanted} if self.unplanted else {})))
            sys.stdout.flush()
            return
        _announce(self.addresses, self._people)

    def _spawn(self, name: str, environ: Mapping[str, str], *command: str) -> Child:
        from ecomkit.cli.processes import Child

        child = Child(name, command, folder=self._folder, environ=environ, show=self._show)
        self._children[name] = child
        child.start()
        return child

    def _show(self, line: str) -> None:
        """Lines of children, once the addresses are printed: before that they are told only when something fails."""
        if self._ready and not self._quiet:
            click.echo(line, err=True)

    def _is_new(self) -> bool:
        """Whether the database has to be made first. A server's may be: it is waited for."""
        return not any((self._folder / "var").glob("shop.db"))

    def _planting(self, environ: Mapping[str, str]) -> subprocess.Popen[str]:
        """Plant in a process of its own, so that this one stays small."""
        command = [sys.executable, "-m", "ecomkit.cli", "migrate", "--seed", "--json"]
        return subprocess.Popen(
            command, cwd=self._folder, env={**os.environ, **environ}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def _planted(self, planting: subprocess.Popen[str]) -> list[dict[str, str]]:
        """Who may sign in. What went wrong is kept for the announcement: the shop runs without it."""
        said, wrong = planting.communicate()
        if planting.returncode:
            self.unplanted = wrong.strip() or say("it ended with code %(code)s", code=planting.returncode)
        elif wrong.strip() and not self._quiet:
            click.echo(wrong.strip(), err=True)
        try:
            people: list[dict[str, str]] = json.loads(said)["people"]
        except (ValueError, KeyError):
            return []
        if self.unplanted:
            return people
        opened = os.open(self._notes, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(opened, "w", encoding="utf-8") as file:
            json.dump({"of": self._digest(), "people": people}, file)
        return people

    @property
    def _notes(self) -> Path:
        """Who may sign in, kept so that a second start need not plant again to know it."""
        return self._folder / "var" / "people.json"

    def _remembered(self) -> list[dict[str, str]]:
        """The people of the last start, where settings, secrets and plugins are those of then and the database is there."""
        try:
            kept = json.loads(self._notes.read_text("utf-8"))
            people: list[dict[str, str]] = kept["people"] if kept["of"] == self._digest() and not self._is_new() else []
        except (OSError, ValueError, KeyError, TypeError):
            return []
        return people

    def _digest(self) -> str:
        files = [self._folder / "shop.toml", self._folder / ".env", *sorted((self._folder / "plugins").rglob("*.py"))]
        return hashlib.sha256(b"\0".join(path.read_bytes() for path in files if path.is_file())).hexdigest()


def _has_said(child: Child, word: str) -> bool:
    return child.said(word) is not None


def _announce(addresses: Mapping[str, str], people: list[dict[str, Any]]) -> None:
    from rich.text import Text

    from ecomkit.cli.tables import console, print_table

    named = (
        (say("Shop"), "url"), (say("Back office"), "admin"), (say("Mail"), "mailbox"), (say("Payments"), "gateway")
    )  # fmt: skip
    console().print()
    for label, key in named:
        console().print(Text(f"  {label:<12}", style="bold") + Text(addresses[key]), soft_wrap=True)
    if people:
        console().print()
        rows = [(f"  {one['role']}", one["email"], one["password"], one["page"]) for one in people]
        print_table((f"  {say('sign in as')}", say("e-mail"), say("password"), say("begin at")), rows)
    console().print(Text(f"\n  {say('Ctrl-C stops all of it.')}\n", style="dim"))
    sys.stdout.flush()
