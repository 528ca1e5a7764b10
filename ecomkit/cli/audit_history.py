"""`ecomkit audit history [FILE]`: where the audits of each shop go, in the terminal and as a page."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

__all__ = ["HISTORY", "history"]

HISTORY = Path("ecomkit-audit-history.jsonl")


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the trend as an HTML page here.")
@click.option("--language", type=click.Choice(["en", "es"]), default="en", show_default=True, help="The language.")
def history(file: Path | None, out: Path | None, language: str) -> None:
    """Show the audits of a history FILE shop by shop; `ecomkit audit URL --history FILE` writes it."""
    from rich.console import Console

    from ecomkit.audit.history import by_shop, change, read_history, trend_page
    from ecomkit.audit.saying import said
    from ecomkit.errors import UserError

    try:
        entries = read_history(file or HISTORY)
        if out:
            out.write_text(trend_page(entries, language), encoding="utf-8")
    except UserError as error:
        click.echo(f"Error: {error}", err=True)
        raise SystemExit(2) from error
    except OSError as error:
        click.echo(f"Error: --out {out}: cannot be written: {error.strerror}", err=True)
        raise SystemExit(3) from error
    screen = Console(highlight=False)
    worded = partial(said, language)
    for shop, found in by_shop(entries).items():
        screen.print(f"{shop}  {change(found, worded)}", markup=False, soft_wrap=True)
        for entry in found:
            failed = ", ".join(entry.failed) or worded("no findings")
            tested, grave = worded(f"{entry.tested} of {entry.asked} tested"), worded(f"{entry.grave} grave")
            screen.print(f"  {entry.started:%Y-%m-%d %H:%M}  {tested}  {grave}  {failed}", markup=False, soft_wrap=True)
    if out:
        screen.print(f"written: {out}", markup=False)
