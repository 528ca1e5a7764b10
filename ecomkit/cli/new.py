"""`ecomkit new`: eight questions, and a shop."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ecomkit.cli.options import as_json, pairs, print_json
from ecomkit.cli.stopping import stoppable
from ecomkit.speech import say, say_count

if TYPE_CHECKING:
    from ecomkit.generator.new import Made, Order
    from ecomkit.generator.questions import Question, Surroundings

__all__ = ["new"]


@click.command()
@click.argument("target", metavar="FOLDER")
@click.option("--yes", is_flag=True, help="Ask nothing: take the defaults for what is not given.")
@click.option("--set", "given", metavar="NAME=VALUE", multiple=True, help="Answer one question; lists with commas.")
@click.option(
    "--answers", "file", metavar="FILE", type=click.Path(path_type=Path), help="Answers in TOML, YAML or JSON."
)
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
@click.option("--no-install", is_flag=True, help="Make no environment: the shop runs in this one.")
@click.option("--force", is_flag=True, help="Write into a folder that is not empty; its data and secrets stay.")
@as_json
def new(
    target: str, yes: bool, given: tuple[str, ...], file: Path | None, dry_run: bool, no_install: bool, force: bool,
    as_json: bool,
) -> int:  # fmt: skip
    """Make a new shop in FOLDER.

    The questions: shop_name, models, languages, country, currency, database, catalogue, theme. Each has a default.

    Exit 0 when all is done, 2 for a wrong answer (nothing is written), 3 when something has to be repeated.
    """
    from ecomkit.generator.answers import collect, read_answers_file
    from ecomkit.generator.manifests import installed_manifests
    from ecomkit.generator.new import Order, make_shop, planned_files
    from ecomkit.generator.questions import QUESTIONS, Surroundings
    from ecomkit.generator.target import read_target
    from ecomkit.generator.vendoring import find_pin

    place = read_target(target, force=force)
    answers = {**(read_answers_file(file) if file else {}), **pairs(given)}
    around = Surroundings(place.title, installed_manifests())
    asking = not yes and any(question.key not in answers for question in QUESTIONS)
    if asking and not (sys.stdin.isatty() and sys.stdout.isatty()):
        from ecomkit.errors import UserError

        raise UserError(
            say("there is no terminal to ask questions on: add --yes, or answer them with --set or --answers")
        )
    chosen = collect(answers, around, (lambda question, default: _ask(question, default, around)) if asking else None)
    order = Order(place, chosen, find_pin(), around.plugins, install=not no_install)
    if dry_run:
        _show_plan(order, planned_files(order), as_json)
        return 0
    made = _make(order, make_shop, quiet=as_json)
    _show(order, made, as_json)
    return 0 if made.complete else 3


def _make(order: Order, make_shop: Any, *, quiet: bool) -> Made:
    """Make it; a polite end by a signal is an end by Ctrl-C, which leaves nothing behind."""
    from ecomkit.cli.progress import Progress

    with stoppable(), Progress(quiet=quiet) as progress:
        made: Made = make_shop(order, progress.tell)
    return made


def _ask(question: Question, default: Any, around: Surroundings) -> object:
    """Put one question, again until the answer can be used."""
    from ecomkit.errors import UserError

    shown = ",".join(default) if isinstance(default, tuple) else default
    choices = question.choices(around)
    if len(choices) == 1 and not question.many:
        return default
    hint = f" ({', '.join(choices)})" if choices else ""

    def checked(text: str) -> str:
        try:
            question.check(text, {}, around)
        except UserError as error:
            raise click.BadParameter(str(error)) from error
        return text

    return click.prompt(f"{say(question.asks)}{hint}", default=shown, value_proc=checked, err=True)


def _show_plan(order: Order, files: tuple[str, ...], as_json: bool) -> None:
    if as_json:
        print_json({"target": str(order.target.folder), "answers": order.answers.plain(), "files": files, "steps": []})
        return
    click.echo(
        say_count(
            "%(number)s file would be written to %(folder)s:",
            "%(number)s files would be written to %(folder)s:", len(files), folder=order.target.folder,
        )
    )  # fmt: skip
    for name in files:
        click.echo(f"  {name}")
    for key, value in order.answers.plain().items():
        click.echo(f"{key} = {', '.join(value) if isinstance(value, list) else value}")


def _show(order: Order, made: Made, as_json: bool) -> None:
    folder = order.target.folder
    shown = folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder
    run = "" if not order.install else ".venv/bin/" if sys.platform != "win32" else ".venv\\Scripts\\"
    installed = any(step.id == "install" and step.state == "done" for step in made.steps)
    command = f"{run if installed else ''}ecomkit"
    following = [f"cd {shown}", f"{command} dev", f"{command} staff add you@example.com", f"{command} doctor"]
    if as_json:
        plain = [step.plain() for step in made.steps]
        print_json({
            "target": str(folder), "answers": order.answers.plain(), "files": made.files, "steps": plain, "next": following,
            "complete": made.complete,
        })  # fmt: skip
        return
    _what_next(order, made, following)


def _what_next(order: Order, made: Made, following: list[str]) -> None:
    from rich.text import Text

    from ecomkit.cli.tables import console

    why = (
        "",
        say("everything at once: shop, worker, payments, mail"),
        say("somebody for the back office"),
        say("is all well?"),
    )
    out, name = console(), order.answers.shop_name
    again = [step for step in made.steps if step.state == "failed"]
    if again:
        dry = any(step.id == "migrate" for step in again)
        how = say("%(name)s is written.", name=name) if dry else say("%(name)s is written and runs.", name=name)
        out.print(Text(f"\n{how} {say('To repeat, in its folder:')}", style="bold"))
        for step in again:
            out.print(Text(f"  {step.repeat}"), soft_wrap=True)
    else:
        out.print(Text(f"\n{say('%(name)s is ready.', name=name)}", style="bold"))
    out.print(Text(f"\n{say('What next:')}"))
    width = max(len(line) for line in following) + 3
    for line, reason in zip(following, why, strict=True):
        out.print(Text(f"  {line:<{width}}", style="cyan") + Text(reason, style="dim"), soft_wrap=True)
