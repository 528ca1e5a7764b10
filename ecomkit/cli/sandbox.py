"""`ecomkit sandbox`: an ordinary generated shop that runs for testing, against witnesses of the tester's own."""

from __future__ import annotations

import base64
import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ecomkit.cli.processes import Child

__all__ = ["sandbox"]

_NEAR = "127.0.0.1"
_WEBHOOKS = """
[plugins.webhooks.endpoints.sandbox]
url = "env:WEBHOOKS_URL"
secret = "env:WEBHOOKS_SECRET"
allow_private = true
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wishes:
    """What the tester brings along; what is left out the sandbox starts itself."""

    models: str | None
    database: str | None
    workers: int
    port: int
    payments: str | None
    payments_secret: str | None
    smtp: str | None
    webhooks: str | None
    webhooks_secret: str | None
    folder: Path | None


@click.command()
@click.option("--models", metavar="NAMES", help="Business models, with commas; all installed ones when left out.")
@click.option("--db", "database", metavar="URL", help="Database; a SQLite file of its own when left out.")
@click.option("--workers", type=click.IntRange(1, 16), default=1, show_default=True, help="Web processes on one port.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The shop's port; a free one when left out.")
@click.option("--payments", metavar="URL", help="A payment provider that speaks the demo gateway's protocol.")
@click.option("--payments-secret", metavar="TEXT", help="The secret shared with it; a new one when left out.")
@click.option("--smtp", metavar="HOST:PORT", help="Where letters go; a mailbox of its own when left out.")
@click.option("--webhooks", metavar="URL", help="Where every event goes; nowhere when left out.")
@click.option("--webhooks-secret", metavar="whsec_…", help="The secret shared with it; a new one when left out.")
@click.option("--folder", type=click.Path(path_type=Path), help="Where the shop is made; a new folder when left out.")
def sandbox(**given: Any) -> None:
    """Make a shop, run it, print one JSON object, and run until stopped.

    The object has base URL, process ids, one principal for each role with credentials, and secrets. The shop is an ordinary
    one: no test mode, no special branch.
    """
    from ecomkit.cli.dev import stoppable

    wishes = _Wishes(**given)
    with stoppable(), ExitStack() as stack:
        temporary = stack.enter_context(tempfile.TemporaryDirectory(prefix="ecomkit-sandbox-"))
        home = (wishes.folder or Path(temporary, "shop")).resolve()
        _generate(home, wishes.models)
        known = {"payments": wishes.payments_secret or secrets.token_urlsafe(24)}
        if wishes.webhooks:
            known["webhooks"] = wishes.webhooks_secret or _new_secret()
            _tell_everything(home, wishes.webhooks, known["webhooks"])
        try:
            said = _start(stack, home, wishes, known["payments"])
            click.echo(json.dumps(said | {"secrets": known, "folder": str(home)}))
            sys.stdout.flush()
            while True:
                time.sleep(0.5)
        except KeyboardInterrupt:
            pass


def _generate(home: Path, models: str | None) -> None:
    from ecomkit.errors import UserError
    from ecomkit.generator.manifests import installed_manifests

    chosen = models or ",".join(one.name for one in installed_manifests() if one.kind == "model")
    done = _cli(Path.cwd(), {}, "new", str(home), "--yes", "--no-install", "--set", f"models={chosen}")
    if done.returncode == 2:
        raise UserError(done.stderr.strip().removeprefix("Error: "))


def _new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def _tell_everything(home: Path, url: str, secret: str) -> None:
    """Enable the plugin as the shop's owner would: a line in the list, a section, and the secret beside the others."""
    from ecomkit.generator.local_plugin import enabled

    settings = home / "shop.toml"
    settings.write_text(enabled(settings, "webhooks") + _WEBHOOKS, "utf-8")
    with (home / ".env").open("a", encoding="utf-8") as file:
        file.write(f"WEBHOOKS_URL={url}\nWEBHOOKS_SECRET={secret}\n")


def _start(stack: ExitStack, home: Path, wishes: _Wishes, secret: str) -> dict[str, Any]:
    """Start what was not given, then the shop; gives what is printed."""
    from ecomkit.cli.processes import answers, free_port

    own = free_port(_NEAR, wishes.port or None)
    url = f"http://{_NEAR}:{own}"
    (home / "var").mkdir(exist_ok=True)
    environ = {"GATEWAY_SECRET": secret, "ECOMKIT_URL": url}
    if wishes.database:
        environ["ECOMKIT_DATABASE"] = wishes.database
    said: dict[str, Any] = {"url": url, "admin": f"{url}/admin", "pids": {}}

    def child(name: str, *command: str) -> Child:
        started = stack.enter_context(_running(name, command, home, environ))
        said["pids"][name] = started.pid
        return started

    ledger = str(home / "var" / "gateway.db")
    gateway = None if wishes.payments else child("gateway", "ecomkit.dev.gateway", "--ledger", ledger)
    mailbox = None if wishes.smtp else child("mailbox", "ecomkit.dev.mailbox")
    said["payments"] = _said(gateway, "gateway ")[-1] if gateway else wishes.payments
    if mailbox:
        _, said["mailbox"], address = _said(mailbox, "mailbox ")
    said["smtp"] = address.removeprefix("smtp://") if mailbox else wishes.smtp
    if wishes.webhooks:
        said["webhooks"] = wishes.webhooks
    environ |= {"ECOMKIT_SMTP": said["smtp"], "GATEWAY_URL": said["payments"]}
    said["principals"] = _plant(home, environ)
    for number in range(wishes.workers):
        child(f"web-{number + 1}", "ecomkit.cli", "serve", "--port", str(own), "--shared")
    worker = child("worker", "ecomkit.cli", "worker")
    worker.wait_for(lambda: answers(f"{url}/healthz") and worker.said("worker ready") is not None)
    return said


def _said(child: Child, start: str) -> list[str]:
    """The words of the line in which a process says where it answers, as soon as it does."""
    child.wait_for(lambda: child.said(start) is not None)
    return (child.said(start) or "").split()


@contextmanager
def _running(name: str, command: tuple[str, ...], home: Path, environ: Mapping[str, str]) -> Iterator[Child]:
    from ecomkit.cli.processes import Child

    child = Child(name, command, folder=home, environ=environ, show=lambda line: click.echo(line, err=True))
    child.start()
    try:
        yield child
    finally:
        child.stop()


def _plant(home: Path, environ: Mapping[str, str]) -> list[dict[str, str]]:
    """Migrate and fill; gives who may sign in."""
    from ecomkit.errors import NotFinished, UserError

    done = _cli(home, environ, "migrate", "--seed", "--json")
    if done.returncode not in (0, 1):
        raise (UserError if done.returncode == 2 else NotFinished)(done.stderr.strip().removeprefix("Error: "))
    people: list[dict[str, str]] = json.loads(done.stdout)["people"]
    return people


def _cli(folder: Path, environ: Mapping[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ecomkit.cli", *words]
    return subprocess.run(
        command, cwd=folder, env={**os.environ, **environ}, capture_output=True, text=True, check=False
    )
