"""`ecomkit catalogue`: products in from other systems, and out again. Exit 0 fine, 1 rows refused, 2 bad input, 3 not finished."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from ecomkit.importing import FilePlan, ImportReport, PartReport, Progress
    from ecomkit.shop import Shop

__all__ = ["catalogue"]

_FILE = click.Path(path_type=Path)


@click.group()
def catalogue() -> None:
    """Import and export the shop's products. Run it in the shop's folder."""


@catalogue.command("import")
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar="FILE...")
@click.option(
    "--as", "kind", metavar="KIND", help="What the rows are: products, categories, or what a plugin adds (reviews)."
)
@click.option(
    "--mapping", multiple=True, metavar="FIELD=COLUMN|FILE", help="Correct the mapping; a file holds many. Repeatable."
)
@click.option("--categories", type=_FILE, metavar="FILE", help="Import these categories first.")
@click.option("--currency", metavar="CODE", help="The currency of the prices; it must be the shop's.")
@click.option(
    "--weight-unit", type=click.Choice(["g", "kg", "lb", "oz"]), help="The unit of a weight column that names none."
)
@click.option("--dry-run", is_flag=True, help="Read and judge everything, write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the whole report as JSON.")
def import_(
    files: tuple[Path, ...],
    kind: str | None,
    mapping: tuple[str, ...],
    categories: Path | None,
    currency: str | None,
    weight_unit: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Import CSV or JSON files of products, categories and reviews.

    The mapping of columns is guessed from the header and shown. The same file again changes nothing, and an import that
    was cut off goes on where it was. Products are known by SKU; the stock of a known SKU stays. Every row that is
    refused is told with its line, column and reason (exit code 1).
    """
    from rich.console import Console

    from ecomkit.importing import import_files, read_overrides

    screen = Console(stderr=True, highlight=False)
    with _refusals(), _open() as shop, _Watch(screen) as watch:
        report = import_files(
            shop, files, kind=kind, mapping=read_overrides(mapping), categories=categories, currency=currency,
            weight_unit=weight_unit, dry_run=dry_run, tell=watch.tell,
        )  # fmt: skip
    if as_json:
        click.echo(report.model_dump_json(indent=2))
    else:
        _print(report)
    raise SystemExit(1 if report.refused else 0)


@catalogue.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path("export"))
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def export(folder: Path, as_json: bool) -> None:
    """Write categories.csv and products.csv to FOLDER (default: export).

    Importing them again changes nothing. Texts that a spreadsheet would take for a formula get an apostrophe in front.
    """
    import json

    from ecomkit.importing import export_catalogue

    with _refusals(), _open() as shop:
        shelves, articles = export_catalogue(shop, folder)
    if as_json:
        click.echo(json.dumps({"folder": str(folder), "categories": shelves, "articles": articles}))
    else:
        click.echo(f"{shelves} categories and {articles} articles are in {folder}")


@contextmanager
def _open() -> Iterator[Shop]:
    """The shop in this folder, its database up to date."""
    from ecomkit.shop import open_shop

    shop = open_shop(Path.cwd())
    try:
        shop.migrate()
        yield shop
    finally:
        shop.close()


@contextmanager
def _refusals() -> Iterator[None]:
    """Errors as one line each, with their exit code."""
    from ecomkit.errors import EcomkitError, StartError, UserError

    try:
        yield
    except EcomkitError as error:
        click.echo(f"Error: {error}", err=True)
        raise SystemExit(2 if isinstance(error, UserError | StartError) else 3) from None
    except KeyboardInterrupt:
        click.echo("Error: interrupted; run the same command again to go on from here", err=True)
        raise SystemExit(3) from None


class _Watch:
    """Shows plans as they are made, and a bar for what is going on."""

    def __init__(self, screen: Console) -> None:
        from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bar

        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            TimeElapsedColumn(),
        )
        self._bar: Bar = Bar(*columns, console=screen, transient=True)
        self._tasks: dict[tuple[str, str], TaskID] = {}

    def __enter__(self) -> _Watch:
        self._bar.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._bar.stop()

    def tell(self, news: FilePlan | Progress) -> None:
        """Hear of a plan, or of progress."""
        from ecomkit.importing import Progress

        if not isinstance(news, Progress):
            self._bar.console.print(_plan(news), markup=False, soft_wrap=True)
            return
        key = (news.file, news.phase)
        if key not in self._tasks:
            self._tasks[key] = self._bar.add_task(f"{news.phase} {Path(news.file).name}")
        self._bar.update(self._tasks[key], completed=news.done, total=max(news.total, 1))


def _plan(plan: FilePlan) -> str:
    lines = [plan.file]
    for kind, columns in plan.kinds.items():
        lines.append(f"  {kind}: " + ", ".join(f if f == c else f"{f} = {c}" for f, c in columns.items()))
    if plan.assumed:
        lines.append("  taken for granted: " + "; ".join(plan.assumed))
    if plan.unread:
        lines.append("  not read: " + ", ".join(plan.unread))
    return "\n".join(lines)


def _print(report: ImportReport) -> None:
    would = "would be " if report.dry_run else ""
    for file in report.files:
        for part in file.parts:
            words = f"{part.rows:,} rows, {part.things:,} {part.kind}: {part.changed:,} {would}written, {part.unchanged:,} unchanged"
            resumed = " (went on where it was cut off)" if file.resumed else ""
            click.echo(f"{file.plan.file}: {words}, {len(part.refused):,} refused{resumed}")
            _print_refused(file.plan.file, part)


def _print_refused(file: str, part: PartReport) -> None:
    for row in part.refused:
        column = f", column {row.column}" if row.column else ""
        click.echo(f"  {Path(file).name}, line {row.line}{column}: {row.reason}")
