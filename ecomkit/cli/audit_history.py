"""`ecomkit audit history [FILE]`: where a shop's audits go, in the terminal and as a page."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["HISTORY", "history"]

HISTORY = Path("ecomkit-audit-history.jsonl")


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the trend as an HTML page here.")
def history(file: Path | None, out: Path | None) -> None:
    """Show the audits of a history FILE, which `ecomkit audit URL --history FILE` writes."""
    from rich.console import Console

    from ecomkit.audit.history import read_history, trend_page
    from ecomkit.errors import UserError

    try:
        entries = read_history(file or HISTORY)
        if out:
            out.write_text(trend_page(entries), encoding="utf-8")
    except UserError as error:
        click.echo(f"Error: {error}", err=True)
        raise SystemExit(2) from error
    except OSError as error:
        click.echo(f"Error: --out {out}: cannot be written: {error.strerror}", err=True)
        raise SystemExit(3) from error
    screen = Console(highlight=False)
    for entry in entries:
        failed = ", ".join(entry.failed) or "no findings"
        told = f"{entry.started:%Y-%m-%d %H:%M}  {entry.tested} of {entry.asked} tested  {entry.grave} grave  {failed}"
        screen.print(told, markup=False)
    if out:
        screen.print(f"written: {out}", markup=False)
