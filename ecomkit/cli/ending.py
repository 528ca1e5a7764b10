"""How a command ends: exit codes, and errors as lines that help."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

import click

from ecomkit.speech import marked, say, say_count

__all__ = ["exit_code_of"]

_HINT = marked("This is a mistake in ecomkit or in one of the shop's plugins. `ecomkit doctor` may know more.")


def exit_code_of(work: Callable[[], Any]) -> int:
    """Run a command; tell what went wrong, if anything did, and give the exit code."""
    try:
        result = work()
        sys.stdout.flush()
    except click.exceptions.Exit as error:
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _say(say("interrupted"), 3)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except click.ClickException as error:
        return _misused(error)
    except Exception as error:  # noqa: BLE001 - the last line of defence: everything becomes an exit code
        return _told(error)
    return result if isinstance(result, int) else 0


def _misused(error: click.ClickException) -> int:
    """A group without a command shows its help as it is; everything else is one line."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
        return 2
    return _say(_usage(error), 2)


def _told(error: Exception) -> int:
    from ecomkit.errors import NotFinished, NotFound, PluginError, StartError, UserError

    if isinstance(error, UserError | NotFound):
        return _say(str(error), 2)
    if isinstance(error, NotFinished):
        return _say(str(error), 3)
    if isinstance(error, StartError):
        lines = [
            say_count(
                "the shop cannot start, %(number)s problem was found:",
                "the shop cannot start, %(number)s problems were found:",
                len(error.problems),
            ),
            *(f"  {one}" for one in error.problems),
        ]
        return _say("\n".join(lines), 2)
    if isinstance(error, PluginError):
        return _say(str(error), 1)
    if type(error).__module__ == "sqlalchemy.exc" and hasattr(error, "orig"):
        said = " ".join(str(error.orig).split())[:300].rstrip(".?")
        return _say(
            say("the database does not answer as it should (%(said)s): start it, then `ecomkit migrate`", said=said), 3
        )
    import traceback

    traceback.print_exception(error)
    return _say(say(_HINT), 3)


def _say(message: str, code: int) -> int:
    click.echo(f"Error: {message}", err=True)
    return code


def _usage(error: click.ClickException) -> str:
    """Click's message in one line, with where to read more."""
    said = " ".join(error.format_message().split()).rstrip(".")
    where = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else ""
    text = said[:1].lower() + said[1:]
    return f"{text} ({say('see `%(command)s --help`', command=where)})" if where and "--help" not in text else text
