"""`ecomkit backup` and `ecomkit restore`: a copy of the database, taken and put back while others read."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import click

from ecomkit.cli.options import confirmed, shop_folder
from ecomkit.speech import counted, say

__all__ = ["backup", "restore"]


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@shop_folder
@click.option("--force", is_flag=True, help="Write over FILE.")
def backup(file: Path, folder: Path, force: bool) -> None:
    """Copy the shop's SQLite database into FILE, complete and consistent, while the shop runs."""
    from ecomkit.errors import NotFinished, UserError

    if file.exists() and not force:
        raise UserError(say("%(file)s is there already: name another file, or add --force", file=file))
    source = _database(folder)
    if not source.is_file():
        raise UserError(say("%(source)s is not there yet: run `ecomkit migrate` first", source=source))
    part = file.with_name(f"{file.name}.part")
    try:
        _copy(source, part)
        os.replace(part, file)
    except (OSError, sqlite3.Error) as error:
        part.unlink(missing_ok=True)
        raise NotFinished(say("%(file)s was not written: %(error)s", file=file, error=error)) from error
    click.echo(say("%(file)s: %(size)s bytes", file=file, size=counted(file.stat().st_size)))


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@shop_folder
@click.option("--yes", is_flag=True, help="Do not ask.")
def restore(file: Path, folder: Path, yes: bool) -> None:
    """Put the copy in FILE in the place of the shop's database. Stop the shop before.

    What was there is kept beside it, with the time in its name.
    """
    from ecomkit.errors import NotFinished, UserError

    target = _database(folder)
    _refuse_broken(file)
    if not yes and not confirmed(say("Put %(file)s in the place of %(target)s?", file=file, target=target)):
        raise UserError(say("nothing was changed"))
    kept = target.with_name(f"{target.stem}-before-{datetime.now(UTC):%Y%m%d-%H%M%S}{target.suffix}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_file():
            _copy(target, kept)
        _copy(file, target)
    except (OSError, sqlite3.Error) as error:
        raise NotFinished(
            say(
                "%(target)s was not restored: %(error)s. Stop the shop and its worker, then try again",
                target=target,
                error=error,
            )
        ) from error
    click.echo(
        say("%(target)s is the copy now.", target=target)
        + (say(" What was there: %(kept)s", kept=kept) if kept.is_file() else "")
    )


def _copy(source: Path, target: Path) -> None:
    """SQLite's own copy: it waits for writers, and another process never sees half of it."""
    with closing(sqlite3.connect(source, timeout=10)) as here, closing(sqlite3.connect(target, timeout=10)) as there:
        here.backup(there)


def _refuse_broken(file: Path) -> None:
    from ecomkit.errors import UserError

    try:
        with closing(sqlite3.connect(f"file:{file.resolve().as_posix()}?mode=ro", uri=True)) as connection:
            sound = connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            ours = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'migration'").fetchone()
    except sqlite3.Error as error:
        raise UserError(say("%(file)s is no SQLite database: %(error)s", file=file, error=error)) from error
    if not sound or not ours:
        cause = say("%(file)s is no database of a shop", file=file) if sound else say("%(file)s is damaged", file=file)
        raise UserError(f"{cause}: {say('nothing was changed')}")


def _database(folder: Path) -> Path:
    """The file of the shop's database. Raises `UserError` for a server's."""
    from ecomkit.errors import UserError
    from ecomkit.settings import read_settings

    url = read_settings(folder).shop.database
    if not url.startswith("sqlite:///"):
        raise UserError(say("this shop's database is a server: use its own tools (pg_dump and pg_restore)"))
    return folder / url.removeprefix("sqlite:///")
