"""`ecomkit audit URL`: checks a shop in a real browser. Exit 0 fine, 1 findings, 2 bad input, 3 could not test."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from ecomkit.cli.audit_history import history

if TYPE_CHECKING:
    from rich.console import Console

    from ecomkit.audit.report import Report

__all__ = ["audit"]

_RECIPE = "ecomkit-audit.toml"


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
    help="full: three loads a page.",
)
@click.option("--runs", type=click.IntRange(1, 15), help="Throttled loads a page; the median counts.")
@click.option(
    "--only", multiple=True, metavar="ID", help="Only this check (SPD-02) or this family (SPD). May be repeated."
)
@click.option("--recipe", type=click.Path(path_type=Path, dir_okay=False), help=f"What the owner tells ({_RECIPE}).")
@click.option(
    "--browser", type=click.Path(path_type=Path, dir_okay=False), help="The browser to use, if not the one found."
)
@click.option("--explain", is_flag=True, help="Print each decision of the driver, with locators to copy into a recipe.")
def audit(
    url: str | None,
    out: tuple[Path, ...],
    wanted: str | None,
    json_file: str | None,
    baseline: Path | None,
    budget: Path | None,
    history_file: Path | None,
    screenshots: Path | None,
    profile: str,
    runs: int | None,
    only: tuple[str, ...],
    recipe: Path | None,
    browser: Path | None,
    explain: bool,
) -> None:
    """Check a shop at URL in a real browser: speed, the way to payment, and the rules of good e-service.

    Nothing is ever paid or ordered. On a shop that is not on this machine and not declared your own (owner = true in
    a recipe) the audit keeps to robots.txt and one page a second, and empties the cart at the end.
    """
    from rich.console import Console

    from ecomkit.audit.budget import read_budget
    from ecomkit.audit.history import append_entry
    from ecomkit.audit.options import Options, Profile
    from ecomkit.audit.recipe import Recipe, read_recipe
    from ecomkit.audit.run import run_audit
    from ecomkit.audit.terminal import print_report, progress
    from ecomkit.errors import NotFinished, UserError

    try:
        told = read_recipe(recipe) if recipe else Recipe()
        plan = _targets(out, wanted, json_file)
        screen = Console(stderr=any(target is None for target, _ in plan), highlight=False)
        options = Options(
            profile=Profile(profile), runs=runs, only=only, screenshots=screenshots, browser=browser, recipe=told,
            pictures=any(kind == "html" for _, kind in plan), baseline=baseline,
            budget=read_budget(budget) if budget else {},
        )  # fmt: skip
        address = _address(url, told.shop, json_file)
        _refuse_unwritable(plan, screenshots)
        with progress(screen) as tell:
            report = run_audit(address, options, tell)
        _write(report, plan, screen)
        if history_file:
            append_entry(history_file, report)
    except UserError as error:
        _end(str(error), 2)
    except NotFinished as error:
        _end(str(error), 3)
    except KeyboardInterrupt:
        _end("interrupted, nothing was judged", 3)
    print_report(screen, report)
    if explain:
        click.echo(report.explanation, err=screen.stderr)
    if report.interrupted:
        _end("interrupted: the report holds what was seen until then", 3)
    raise SystemExit(report.exit_code)


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


def _targets(out: tuple[Path, ...], wanted: str | None, json_file: str | None) -> tuple[tuple[Path | None, str], ...]:
    """Each file to write and its format; None is standard output. Raises UserError where two would mix there."""
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


def _refuse_unwritable(plan: tuple[tuple[Path | None, str], ...], screenshots: Path | None) -> None:
    from ecomkit.errors import UserError

    if screenshots:
        try:
            screenshots.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(f"--screenshots {screenshots}: cannot be made: {error.strerror}") from error
    for target, _ in plan:
        if target and not target.absolute().parent.is_dir():
            raise UserError(f"{target}: its folder does not exist")


def _write(report: Report, plan: tuple[tuple[Path | None, str], ...], screen: Console) -> None:
    from ecomkit.audit.writers import Format, written
    from ecomkit.errors import NotFinished

    for target, kind in plan:
        text = written(report, Format(kind))
        if target is None:
            click.echo(text, nl=False)
            continue
        try:
            target.write_text(text, encoding="utf-8")
        except OSError as error:
            raise NotFinished(f"{target}: cannot be written: {error.strerror}") from error
        screen.print(f"written: {target}", markup=False)
