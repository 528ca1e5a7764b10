"""Outcomes of staff commands, in words for the next page."""

from __future__ import annotations

from typing import Any

from ecomkit.domain import Command, Held, Outcome, Refused, hook_name, text
from ecomkit.hooks import Redirect
from ecomkit.web.admin.words import title_of
from ecomkit.web.cookies import Flash
from ecomkit.web.request import WebRequest

__all__ = ["run_and_return", "say_done"]


def run_and_return(request: WebRequest, command: Command[Any], to: str) -> Redirect:
    """Run a command and go back to a page that says how it ended."""
    return say_done(request, command, request.run(command), to)


def say_done(request: WebRequest, command: Command[Any], outcome: Outcome[Any], to: str) -> Redirect:
    """Go to a page that says how a command ended."""
    if isinstance(outcome, Refused):
        request.flash = Flash(text=outcome.text, tone="bad")
    elif isinstance(outcome, Held):
        request.flash = Flash(text=text("%(number)s waits for approval.", number=outcome.number), tone="info")
    else:
        request.flash = Flash(text=text("Done: %(what)s", what=title_of(request, hook_name(type(command)))))
    return Redirect(to=to)
