"""`ecomkit update`: the shop's files brought up to this version of ecomkit."""

from __future__ import annotations

from pathlib import Path

import click

from ecomkit.cli.options import as_json, print_json, shop_folder
from ecomkit.speech import say, say_count

__all__ = ["update"]


@click.command()
@shop_folder
@as_json
def update(folder: Path, as_json: bool) -> int:
    """Bring the shop's files up to this version of ecomkit, keeping your edits.

    What you changed and what the new version changed are merged by git. Exit 1 when both changed the same lines: the files
    are shown, and `git merge --abort` takes the update back.
    """
    from dataclasses import asdict

    from ecomkit.generator.manifests import installed_manifests
    from ecomkit.generator.update import update_shop
    from ecomkit.generator.vendoring import find_pin

    done = update_shop(folder.resolve(), find_pin(), installed_manifests())
    if as_json:
        print_json(asdict(done))
    elif not done.changed:
        click.echo(say("The shop's files are up to date."))
    elif done.conflicts:
        click.echo(
            say(
                "ecomkit %(before)s → %(after)s: you and the new version changed the same lines in",
                before=done.before,
                after=done.after,
            )
        )
        for name in done.conflicts:
            click.echo(f"  {name}")
        click.echo(say("Mend them, then: git add --all && git commit. Or take it all back: git merge --abort"))
    else:
        click.echo(
            say_count(
                "ecomkit %(before)s → %(after)s: %(number)s file changed, yours kept and committed.",
                "ecomkit %(before)s → %(after)s: %(number)s files changed, yours kept and committed.",
                len(done.changed),
                before=done.before,
                after=done.after,
            )
        )
        click.echo(say("Now install again (see README.md), then: ecomkit migrate"))
    return 1 if done.conflicts else 0
