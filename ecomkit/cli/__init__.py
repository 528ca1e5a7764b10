"""The command line, in the language of its surroundings. Nothing but click is imported until a command runs."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import NoReturn

from ecomkit.cli.lazy import Entry, LazyGroup

__all__ = ["COMMANDS", "command_line", "main"]

COMMANDS = (
    Entry("new", "ecomkit.cli.new:new", "Make a new shop in a folder."),
    Entry("dev", "ecomkit.cli.dev:dev", "Run everything for development: shop, worker, gateway, mailbox."),
    Entry("serve", "ecomkit.cli.serve:serve", "Serve the shop's pages."),
    Entry("worker", "ecomkit.cli.serve:worker", "Run the shop's jobs."),
    Entry("migrate", "ecomkit.cli.migrate:migrate", "Bring the database up to date."),
    Entry("doctor", "ecomkit.cli.doctor:doctor", "Say what is wrong with the shop, and how to mend it."),
    Entry("staff", "ecomkit.cli.staff:staff", "Add the people who work in the shop."),
    Entry("catalogue", "ecomkit.cli.catalogue:catalogue", "Import, export and check the catalogue."),
    Entry("plugins", "ecomkit.cli.plugins:plugins", "List, show and check plugins and hooks."),
    Entry("add", "ecomkit.cli.add:add", "Add a part of your own to the shop."),
    Entry("run", "ecomkit.cli.run:run", "Run a command of the shop as its owner."),
    Entry("explain", "ecomkit.cli.explain:explain", "Say who decided a price or an order."),
    Entry("duties", "ecomkit.cli.duties:duties", "List what the law asks of the shop, and where it is met."),
    Entry("verify", "ecomkit.cli.verify:verify", "Check the books: stock, money, orders and the log."),
    Entry("audit", "ecomkit.cli.audit:audit", "Check any shop in a real browser."),
    Entry("backup", "ecomkit.cli.backup:backup", "Copy the database into a file, while the shop runs."),
    Entry("restore", "ecomkit.cli.backup:restore", "Put a copy of the database back."),
    Entry("sandbox", "ecomkit.cli.sandbox:sandbox", "Run a shop for testing it against outside witnesses."),
    Entry("update", "ecomkit.cli.update:update", "Bring the shop's files up to this version, keeping your edits."),
)
"""Every command with where it is and what it does, so that `--help` loads none of them."""

command_line = LazyGroup(
    "ecomkit", COMMANDS, help="Make shops, run them, and check them: for consumers, companies, employees and agencies."
)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code.

    0 fine, 1 findings or failures, 2 bad input with nothing written, 3 could not finish.
    """
    from ecomkit.cli.ending import exit_code_of
    from ecomkit.speech import speak

    speak(sys.argv[1:] if arguments is None else arguments)

    sys.exit(exit_code_of(lambda: command_line.main(arguments, prog_name="ecomkit", standalone_mode=False)))
