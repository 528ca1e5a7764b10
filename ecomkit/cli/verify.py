"""`ecomkit verify`: the books, checked against each other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ecomkit.cli.options import as_json, print_json, shop_folder

__all__ = ["verify"]


@click.command()
@shop_folder
@as_json
def verify(folder: Path, as_json: bool) -> int:
    """Check that stock, money, orders and the log agree with each other. Exit 1 when they do not."""
    from ecomkit.cli.opening import ready_shop
    from ecomkit.services.verifying import verify as examine

    with ready_shop(folder) as shop:
        findings = tuple(examine(shop))
    if as_json:
        print_json({"findings": [_plain(one) for one in findings]})
    elif not findings:
        click.echo("The books are right.")
    else:
        for one in findings:
            click.echo(f"{one}")
        click.echo(f"{len(findings)} finding{'s' if len(findings) > 1 else ''}", err=True)
    return 1 if findings else 0


def _plain(finding: Any) -> object:
    dump = getattr(finding, "model_dump", None)
    return dump(mode="json") if dump else str(finding)
