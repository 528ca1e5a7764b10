"""`ecomkit sandbox`: an ordinary generated shop that runs for testing, against witnesses of the tester's own."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ecomkit.cli.processes import Child

__all__ = ["sandbox"]


@click.command()
@click.option("--models", metavar="NAMES", help="Business models, with commas; all installed ones when left out.")
@click.option("--db", "database", metavar="URL", help="Database; a SQLite file of its own when left out.")
@click.option("--workers", type=click.IntRange(1, 16), default=1, show_default=True, help="Web processes on one port.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The shop's port; a free one when left out.")
@click.option("--payments", metavar="URL", help="A payment provider that speaks the demo gateway's protocol.")
@click.option("--payments-secret", metavar="TEXT", help="The secret shared with it.")
@click.option("--smtp", metavar="HOST:PORT", help="Where letters go; a mailbox of its own when left out.")
@click.option("--folder", type=click.Path(path_type=Path), help="Where the shop is made; a new folder when left out.")
def sandbox(
    models: str | None, database: str | None, workers: int, port: int, payments: str | None, payments_secret: str | None,
    smtp: str | None, folder: Path | None,
) -> None:  # fmt: skip
    """Make a shop, run it, print one JSON object, and run until stopped.

    The object has base URL, process ids, one principal for each role with credentials, and secrets. The shop is an ordinary
    one: no test mode, no special branch.
    """
    from ecomkit.cli.dev import stoppable

    with stoppable(), ExitStack() as stack:
        home = folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ecomkit-sandbox-"))) / "shop"
        _generate(home, models)
        secret = payments_secret or secrets.token_urlsafe(24)
        environ: dict[str, str] = {"GATEWAY_SECRET": secret}
        if database:
            environ["ECOMKIT_DATABASE"] = database
        try:
            said = _start(stack, home, environ, workers=workers, port=port, payments=payments, smtp=smtp)
            click.echo(json.dumps(said | {"secrets": {"payments": secret}, "folder": str(home)}))
            sys.stdout.flush()
            while True:
                time.sleep(0.5)
        except KeyboardInterrupt:
            pass


def _generate(home: Path, models: str | None) -> None:
    from ecomkit.errors import UserError
    from ecomkit.generator.manifests import installed_manifests

    chosen = models or ",".join(one.name for one in installed_manifests() if one.kind == "model")
    command = [
        sys.executable,
        "-m",
        "ecomkit.cli",
        "new",
        str(home),
        "--yes",
        "--no-install",
        "--set",
        f"models={chosen}",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 2:
        raise UserError(done.stderr.strip().removeprefix("Error: "))


def _start(
    stack: ExitStack,
    home: Path,
    environ: dict[str, str],
    *,
    workers: int,
    port: int,
    payments: str | None,
    smtp: str | None,
) -> dict[str, Any]:
    """Start what was not given, then the shop; gives what is printed."""
    from ecomkit.cli.processes import answers, free_port

    own = free_port("127.0.0.1", port or None)
    url = f"http://127.0.0.1:{own}"
    (home / "var").mkdir(exist_ok=True)
    said: dict[str, Any] = {"url": url, "admin": f"{url}/admin", "pids": {}}

    def child(name: str, *command: str) -> Child:
        started = stack.enter_context(_running(name, command, home, environ))
        said["pids"][name] = started.pid
        return started

    if payments is None:
        gateway = child(
            "gateway",
            "ecomkit.dev.gateway",
            "--secret",
            environ["GATEWAY_SECRET"],
            "--ledger",
            str(home / "var" / "gateway.db"),
        )
        gateway.wait_for(lambda: gateway.said("gateway ") is not None)
        payments = (gateway.said("gateway ") or "").removeprefix("gateway ")
    if smtp is None:
        mailbox = child("mailbox", "ecomkit.dev.mailbox")
        mailbox.wait_for(lambda: mailbox.said("mailbox ") is not None)
        _, said["mailbox"], address = (mailbox.said("mailbox ") or "").split()
        smtp = address.removeprefix("smtp://")
    environ |= {"ECOMKIT_URL": url, "ECOMKIT_SMTP": smtp, "GATEWAY_URL": payments}
    said |= {"payments": payments, "smtp": smtp, "principals": _plant(home, environ)}
    for number in range(workers):
        child(f"web-{number + 1}", "ecomkit.cli", "serve", "--port", str(own), "--shared")
    worker = child("worker", "ecomkit.cli", "worker")
    worker.wait_for(lambda: answers(f"{url}/healthz") and worker.said("worker ready") is not None)
    return said


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
    """Migrate, fill, and make somebody for the back office too."""
    import os

    def cli(*words: str) -> str:
        command = [sys.executable, "-m", "ecomkit.cli", *words]
        done = subprocess.run(
            command, cwd=home, env={**os.environ, **environ}, capture_output=True, text=True, check=False
        )
        if done.returncode not in (0, 1):
            click.echo(done.stderr.strip(), err=True)
        return done.stdout

    people: list[dict[str, str]] = json.loads(cli("migrate", "--seed", "--json"))["people"]
    staff = json.loads(cli("staff", "add", "staff@example.com", "--name", "Staff", "--generate", "--json"))
    return [*people, {"role": "staff", "email": "staff@example.com", "password": staff["password"], "page": "/admin"}]
