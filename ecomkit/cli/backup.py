"""`ecomkit backup` and `ecomkit restore`: a copy of the database, taken and put back while others read."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import click

from ecomkit.cli.options import shop_folder

__all__ = ["backup", "restore"]


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@shop_folder
@click.option("--force", is_flag=True, help="Write over FILE.")
def backup(file: Path, folder: Path, force: bool) -> None:
    """Copy the shop's SQLite database into FILE, complete and consistent, while the shop runs."""
    from ecomkit.errors import NotFinished, UserError

    if file.exists() and not force:
        raise UserError(f"{file} is there already: name another file, or add --force")
    source = _database(folder)
    if not source.is_file():
        raise UserError(f"{source} is not there yet: run `ecomkit migrate` first")
    part = file.with_name(f"{file.name}.part")
    try:
        _copy(source, part)
        os.replace(part, file)
    except (OSError, sqlite3.Error) as error:
        part.unlink(missing_ok=True)
        raise NotFinished(f"{file} was not written: {error}") from error
    click.echo(f"{file}: {file.stat().st_size:,} bytes")


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
    if not yes and not click.confirm(f"Put {file} in the place of {target}?"):
        raise UserError("nothing was changed")
    kept = target.with_name(f"{target.stem}-before-{datetime.now(UTC):%Y%m%d-%H%M%S}{target.suffix}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_file():
            _copy(target, kept)
        _copy(file, target)
    except (OSError, sqlite3.Error) as error:
        raise NotFinished(
            f"{target} was not restored: {error}. Stop the shop and its worker, then try again"
        ) from error
    click.echo(f"{target} is the copy now." + (f" What was there: {kept}" if kept.is_file() else ""))


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
        raise UserError(f"{file} is no SQLite database: {error}") from error
    if not sound or not ours:
        raise UserError(f"{file} is {'damaged' if not sound else 'no database of a shop'}: nothing was changed")


def _database(folder: Path) -> Path:
    """The file of the shop's database. Raises `UserError` for a server's."""
    from ecomkit.errors import UserError
    from ecomkit.settings import read_settings

    url = read_settings(folder).shop.database
    if not url.startswith("sqlite:///"):
        raise UserError("this shop's database is a server: use its own tools (pg_dump and pg_restore)")
    return folder / url.removeprefix("sqlite:///")
