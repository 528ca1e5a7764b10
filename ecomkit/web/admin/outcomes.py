"""Outcomes of staff commands, in words for the next page."""

from __future__ import annotations

from typing import Any

from ecomkit.domain import Command, Held, Refused, text
from ecomkit.hooks import Redirect
from ecomkit.web.cookies import Flash
from ecomkit.web.request import WebRequest

__all__ = ["run_and_return"]


def run_and_return(request: WebRequest, command: Command[Any], to: str) -> Redirect:
    """Run a command and go back to a page that says how it ended."""
    outcome = request.run(command)
    if isinstance(outcome, Refused):
        request.flash = Flash(text=outcome.text, tone="bad")
    elif isinstance(outcome, Held):
        request.flash = Flash(text=text("%(number)s waits for approval.", number=outcome.number), tone="info")
    else:
        request.flash = Flash(text=text("Done: %(what)s", what=type(command).title()))
    return Redirect(to=to)
