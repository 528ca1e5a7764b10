"""`ecomkit audit URL`: checks a shop in a real browser. Exit 0 fine, 1 findings, 2 bad input, 3 could not test."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NoReturn, TypeAlias, TypedDict, Unpack

import click

from ecomkit.cli.audit_history import history

if TYPE_CHECKING:
    from rich.console import Console

    from ecomkit.audit.options import Options
    from ecomkit.audit.recipe import Recipe
    from ecomkit.audit.report import Report

__all__ = ["audit"]

_RECIPE = "ecomkit-audit.toml"
_Plan: TypeAlias = "tuple[tuple[Path | None, str], ...]"
"""Each file to write, None for standard output, and its format."""


class _Asked(TypedDict):
    """What the command line says, by the names of its options."""

    url: str | None
    out: tuple[Path, ...]
    wanted: str | None
    json_file: str | None
    baseline: Path | None
    budget: Path | None
    history_file: Path | None
    screenshots: Path | None
    profile: str
    runs: int | None
    only: tuple[str, ...]
    recipe: Path | None
    browser: Path | None
    law: str | None
    language: Literal["en", "es"] | None
    confirm: bool
    trace: Path | None
    record: Path | None
    tools: str
    explain: bool


class _Audit(click.Command):
    """`ecomkit audit URL`, with `ecomkit audit history` beside it."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """The context of `history` where that is the first word, else one's own."""
        if args[:1] == ["history"]:
            return history.make_context(f"{info_name} history", args[1:], parent, **extra)
        return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command whose context this is."""
        return super().invoke(ctx) if ctx.command is self else ctx.command.invoke(ctx)


@click.command(cls=_Audit)
@click.argument("url", required=False)
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), multiple=True,
    help="Write the report here; .html, .json, .xml (JUnit), .sarif or .md says how. May be repeated.",
)  # fmt: skip
@click.option(
    "--format", "wanted", type=click.Choice(["html", "json", "junit", "sarif", "md"]),
    help="The format of --out whatever its name, or of standard output without --out.",
)  # fmt: skip
@click.option(
    "--json", "json_file", metavar="[FILE]", is_flag=False, flag_value="-",
    help="Write the report as JSON to FILE, or behind the URL without FILE (or with -) to standard output.",
)  # fmt: skip
@click.option(
    "--baseline", type=click.Path(path_type=Path, dir_okay=False),
    help="An earlier JSON report; only findings that it does not hold make the audit fail.",
)  # fmt: skip
@click.option("--budget", type=click.Path(path_type=Path, dir_okay=False), help="Your own limits for speed, as TOML.")
@click.option(
    "--history", "history_file", type=click.Path(path_type=Path, dir_okay=False), help="Add a line to this file."
)
@click.option(
    "--screenshots", type=click.Path(path_type=Path, file_okay=False), help="Keep a picture of each page here."
)
@click.option(
    "--profile",
    type=click.Choice(["quick", "full"]),
    default="quick",
    show_default=True,
    help="full: three to seven loads a page, on a phone and at a desk.",
)
@click.option("--runs", type=click.IntRange(1, 15), help="Throttled loads a page; the median counts.")
@click.option(
    "--only", multiple=True, metavar="ID", help="Only this check (SPD-02) or this family (SPD). May be repeated."
)
@click.option("--recipe", type=click.Path(path_type=Path, dir_okay=False), help=f"What the owner tells ({_RECIPE}).")
@click.option(
    "--browser", type=click.Path(path_type=Path, dir_okay=False), help="The browser to use, if not the one found."
)
@click.option(
    "--law", metavar="LAWS", help="The laws that bind the shop: eu, mx, eu,mx or none; without it its pages tell."
)
@click.option(
    "--language", type=click.Choice(["en", "es"]), help="The report's language; en where the recipe says none."
)
@click.option(
    "--confirm/--no-confirm", default=True, show_default=True,
    help="Look again at faults of pages as a new visitor; what he does not meet is flaky.",
)  # fmt: skip
@click.option(
    "--trace", type=click.Path(path_type=Path, file_okay=False),
    help="Where the audit fails, keep a trace of it and a film here.",
)  # fmt: skip
@click.option(
    "--record",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a recipe of the way that was found to this new file.",
)
@click.option(
    "--with", "tools", metavar="TOOLS", default="",
    help="Add the findings of other tools on one's own shop: lighthouse, nu or lighthouse,nu.",
)  # fmt: skip
@click.option("--explain", is_flag=True, help="Print each decision of the driver, with locators to copy into a recipe.")
def audit(**given: Unpack[_Asked]) -> None:
    """Check a shop at URL in a real browser: speed, the way to payment, and the rules of good e-service.

    Nothing is ever paid or ordered. On a shop that is not on this machine and not declared your own (owner = true in
    a recipe) the audit keeps to robots.txt and one page a second, and empties the cart at the end.
    """
    from rich.console import Console

    from ecomkit.audit.terminal import print_report
    from ecomkit.errors import NotFinished, UserError

    try:
        plan = _targets(given["out"], given["wanted"], given["json_file"])
        screen = Console(stderr=any(target is None for target, _ in plan), highlight=False)
        report = _audited(given, plan, screen)
    except UserError as error:
        _end(str(error), 2)
    except NotFinished as error:
        _end(str(error), 3)
    except KeyboardInterrupt:
        _end("interrupted, nothing was judged", 3)
    try:
        print_report(screen, report)
    except SystemExit:  # who read standard output closed it: rich would end with 1, which means findings
        _silence()
    if given["explain"]:
        click.echo(report.explanation, err=screen.stderr)
    if report.interrupted:
        _end("interrupted: the report holds what was seen until then", 3)
    raise SystemExit(report.exit_code)


def _audited(given: _Asked, plan: _Plan, screen: Console) -> Report:
    """Audit the shop and write what was asked for. Raises UserError, NotFinished."""
    from ecomkit.audit.history import append_entry
    from ecomkit.audit.interrupt import heeded
    from ecomkit.audit.recipe import Recipe, read_recipe
    from ecomkit.audit.run import WrongStep, run_audit
    from ecomkit.audit.terminal import progress

    told = read_recipe(given["recipe"]) if given["recipe"] else Recipe()
    options = _options(given, told, pictures=any(kind == "html" for _, kind in plan))
    address = _address(given["url"], told.shop, given["json_file"])
    _refuse_unwritable(plan, given["screenshots"], given["trace"], given["record"], given["history_file"])
    try:
        with progress(screen) as show, heeded(show) as tell:
            report = run_audit(address, options, tell)
    except WrongStep as error:
        _write(error.report, tuple((target, kind) for target, kind in plan if target), screen)
        raise
    _write(report, plan, screen)
    _keep(report, given["record"], screen)
    if given["history_file"]:
        append_entry(given["history_file"], report)
    return report


def _options(given: _Asked, told: Recipe, *, pictures: bool) -> Options:
    """What steers the audit: the command line before the recipe. Raises UserError."""
    from ecomkit.audit.budget import read_budget
    from ecomkit.audit.options import Options, Profile
    from ecomkit.audit.outside import tools_named

    return Options(
        profile=Profile(given["profile"]), runs=given["runs"], only=given["only"], screenshots=given["screenshots"],
        browser=given["browser"], recipe=told, confirm=given["confirm"], trace=given["trace"], tools=tools_named(given["tools"]),
        pictures=pictures, baseline=given["baseline"], budget=read_budget(given["budget"]) if given["budget"] else {},
        law=_laws(given["law"]), language=given["language"] or told.language or "en",
    )  # fmt: skip


def _laws(told: str | None) -> tuple[str, ...]:
    """The laws of --law. Raises UserError for one that is not known."""
    from ecomkit.audit.jurisdiction import LAWS
    from ecomkit.errors import UserError

    named = tuple(part.strip().lower() for part in (told or "").split(",") if part.strip())
    for name in named:
        if name not in {*LAWS, "none"}:
            raise UserError(f"--law {name}: known are {', '.join(LAWS)} and none")
    return named


def _end(message: str, code: int) -> NoReturn:
    """One clear line, and the exit code."""
    click.echo(f"Error: {message}", err=True)
    raise SystemExit(code)


def _address(url: str | None, shop: str, json_file: str | None) -> str:
    from ecomkit.errors import UserError

    if not url and not shop and json_file and "://" in json_file:
        raise UserError(f"--json took the URL for its file: write `ecomkit audit {json_file} --json`")
    if not url and not shop:
        raise UserError('which shop? give its URL, or a recipe that names it (shop = "https://…")')
    return url or shop


def _targets(out: tuple[Path, ...], wanted: str | None, json_file: str | None) -> _Plan:
    """What to write. Raises UserError where two would mix there."""
    from ecomkit.audit.writers import format_of
    from ecomkit.errors import UserError

    plan: list[tuple[Path | None, str]] = [(path, wanted or str(format_of(path))) for path in out]
    if wanted and not out:
        plan.append((None, wanted))
    if json_file:
        plan.append((None if json_file == "-" else Path(json_file), "json"))
    if sum(target is None for target, _ in plan) > 1:
        raise UserError("--format and --json both ask for standard output; give one of them a file")
    if wanted and len(out) > 1:
        raise UserError("--format fits one --out; with several, let the files' names say the format")
    return tuple(plan)


def _refuse_unwritable(
    plan: _Plan, screenshots: Path | None, trace: Path | None, record: Path | None, history_file: Path | None
) -> None:
    """Find out before the audit, which takes its time, that a file cannot be written. Raises UserError."""
    from ecomkit.audit.trail import prepared
    from ecomkit.errors import UserError

    if trace:
        prepared(trace)
    if record and record.exists():
        raise UserError(f"--record {record}: there is such a file already; name a new one")
    if screenshots:
        try:
            screenshots.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(f"--screenshots {screenshots}: cannot be made: {error.strerror}") from error
    files = [(str(target), target) for target, _ in plan if target]
    files += [(f"{name} {file}", file) for name, file in (("--record", record), ("--history", history_file)) if file]
    for told, file in files:
        _try_to_write(told, file)


def _try_to_write(told: str, file: Path) -> None:
    """Open the file as it will be opened later, and leave nothing behind. Raises UserError."""
    from ecomkit.errors import UserError

    if not file.absolute().parent.is_dir():
        raise UserError(f"{told}: its folder does not exist")
    there = file.exists()
    try:
        with file.open("ab"):
            pass
        if not there:
            file.unlink()
    except OSError as error:
        raise UserError(f"{told}: cannot be written: {error.strerror}") from error


def _keep(report: Report, record: Path | None, screen: Console) -> None:
    """Write the recipe, where the way to payment was found, and say where the trace lies."""
    if report.trace:
        screen.print(f"written: {report.trace} (playwright show-trace), with its film beside it", markup=False)
    if record and report.recorded:
        record.write_text(report.recorded, encoding="utf-8")
        screen.print(f"written: {record}", markup=False)
    elif record:
        screen.print(f"not written: {record}: the way to the payment step was not found", markup=False)


def _print(text: str) -> None:
    """To standard output. Who closed it has read enough; raises NotFinished where nothing can be written there."""
    from ecomkit.errors import NotFinished

    try:
        click.echo(text, nl=False)
    except BrokenPipeError:
        _silence()
    except OSError as error:
        raise NotFinished(f"standard output: cannot be written: {error.strerror}") from error


def _silence() -> None:
    """What is printed from now on goes nowhere, and the interpreter does not complain at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _write(report: Report, plan: _Plan, screen: Console) -> None:
    from ecomkit.audit.writers import Format, written
    from ecomkit.errors import NotFinished

    for target, kind in plan:
        text = written(report, Format(kind))
        if target is None:
            _print(text)
            continue
        try:
            target.write_text(text, encoding="utf-8")
        except OSError as error:
            raise NotFinished(f"{target}: cannot be written: {error.strerror}") from error
        screen.print(f"written: {target}", markup=False)
