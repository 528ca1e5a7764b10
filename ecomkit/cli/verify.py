"""`ecomkit verify`: the books, checked against each other."""

from __future__ import annotations

from pathlib import Path

import click

from ecomkit.cli.options import as_json, print_json, shop_folder
from ecomkit.speech import say, say_count

__all__ = ["verify"]


@click.command()
@shop_folder
@as_json
def verify(folder: Path, as_json: bool) -> int:
    """Check that stock, money, orders and the log agree with each other. Exit 1 when they do not."""
    from ecomkit.cli.opening import ready_shop
    from ecomkit.cli.tables import print_table
    from ecomkit.services.verifying import verify as examine

    with ready_shop(folder) as shop:
        findings = examine(shop.core, shop.system())
        rows = [(f.code, f.subject, f.message if isinstance(f.message, str) else shop.say(f.message)) for f in findings]
    if as_json:
        print_json(
            {"sound": not findings, "findings": [one.model_dump() | {"message": str(one.message)} for one in findings]}
        )
    elif findings:
        print_table((say("rule"), say("about"), say("what does not agree")), rows)
        click.echo(say_count("%(number)s finding", "%(number)s findings", len(findings)), err=True)
    else:
        click.echo(say("✓ Stock, money, orders and the log agree."))
    return 1 if findings else 0
