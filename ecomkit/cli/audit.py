"""`ecomkit audit URL`: checks a shop in a real browser. Exit 0 fine, 1 findings, 2 bad input, 3 could not test."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from rich.console import Console

    from ecomkit.audit.report import Report

__all__ = ["audit"]

_RECIPE = "ecomkit-audit.toml"


@click.command()
@click.argument("url", required=False)
@click.option(
    "--json", "json_file", metavar="[FILE]", is_flag=False, flag_value="-",
    help="Write the report as JSON to FILE, or behind the URL without FILE (or with -) to standard output.",
)  # fmt: skip
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
    json_file: str | None,
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

    from ecomkit.audit.options import Options, Profile
    from ecomkit.audit.recipe import Recipe, read_recipe
    from ecomkit.audit.run import run_audit
    from ecomkit.audit.terminal import print_report, progress
    from ecomkit.errors import NotFinished, UserError

    screen = Console(stderr=json_file == "-", highlight=False)
    try:
        told = read_recipe(recipe) if recipe else Recipe()
        options = Options(
            profile=Profile(profile), runs=runs, only=only, screenshots=screenshots, browser=browser, recipe=told
        )
        address = _address(url, told.shop, json_file)
        _refuse_unwritable(json_file, screenshots)
        with progress(screen) as tell:
            report = run_audit(address, options, tell)
        _write(report, json_file, screen)
    except UserError as error:
        _end(str(error), 2)
    except NotFinished as error:
        _end(str(error), 3)
    except KeyboardInterrupt:
        _end("interrupted, nothing was judged", 3)
    print_report(screen, report)
    if explain:
        click.echo(report.explanation, err=json_file == "-")
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


def _refuse_unwritable(json_file: str | None, screenshots: Path | None) -> None:
    from ecomkit.errors import UserError

    if screenshots:
        try:
            screenshots.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(f"--screenshots {screenshots}: cannot be made: {error.strerror}") from error
    if json_file and json_file != "-" and not Path(json_file).absolute().parent.is_dir():
        raise UserError(f"--json {json_file}: its folder does not exist")


def _write(report: Report, json_file: str | None, screen: Console) -> None:
    from ecomkit.audit.report import to_json
    from ecomkit.errors import NotFinished

    if json_file == "-":
        click.echo(to_json(report))
    elif json_file:
        try:
            Path(json_file).write_text(to_json(report) + "\n", encoding="utf-8")
        except OSError as error:
            raise NotFinished(f"--json {json_file}: cannot be written: {error.strerror}") from error
        screen.print(f"written: {json_file}", markup=False)
