"""`ecomkit catalogue`: products in from other systems, and out again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ecomkit.cli.options import as_json, place, print_json, shop_folder
from ecomkit.speech import counted, say, say_count

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from ecomkit.importing import FilePlan, ImportReport, PartReport, Progress

__all__ = ["catalogue"]

_FILE = click.Path(path_type=Path)


@click.group()
def catalogue() -> None:
    """Import, export and check the shop's products."""


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
@shop_folder
@as_json
def import_(
    files: tuple[Path, ...],
    kind: str | None,
    mapping: tuple[str, ...],
    categories: Path | None,
    currency: str | None,
    weight_unit: str | None,
    dry_run: bool,
    folder: Path,
    as_json: bool,
) -> int:
    """Import CSV or JSON files of products, categories and reviews; of a folder, those called products.csv and so on.

    The mapping of columns is guessed from the header and shown. The same file again changes nothing, and an import that
    was cut off goes on where it was. Products are known by SKU; the stock of a known SKU stays, and so does what the file
    has no column or row for. Every row that is refused is told with its line, column and reason (exit code 1).
    """
    from ecomkit.cli.opening import ready_shop
    from ecomkit.cli.tables import console
    from ecomkit.importing import import_files, read_overrides

    screen = console(errors=True)
    with ready_shop(folder) as shop, _Watch(screen) as watch:
        report = import_files(
            shop, files, kind=kind, mapping=read_overrides(mapping), categories=categories, currency=currency,
            weight_unit=weight_unit, dry_run=dry_run, tell=watch.tell,
        )  # fmt: skip
    if as_json:
        click.echo(report.model_dump_json(indent=2))
    else:
        _print(report)
    return 1 if report.refused else 0


@catalogue.command()
@click.argument("target", type=click.Path(path_type=Path, file_okay=False), default=Path("export"))
@shop_folder
@as_json
def export(target: Path, folder: Path, as_json: bool) -> None:
    """Write categories.csv and products.csv to the folder TARGET (default: export).

    Importing them again changes nothing. Texts that a spreadsheet would take for a formula get an apostrophe in front.
    """
    from ecomkit.cli.opening import ready_shop
    from ecomkit.importing import export_catalogue

    with ready_shop(folder) as shop:
        shelves, articles = export_catalogue(shop, target)
    if as_json:
        print_json({"folder": str(target), "categories": shelves, "articles": articles})
    else:
        click.echo(
            say(
                "%(shelves)s and %(articles)s are in %(target)s",
                shelves=say_count("%(number)s category", "%(number)s categories", shelves),
                articles=say_count("%(number)s article", "%(number)s articles", articles),
                target=target,
            )
        )


@catalogue.command()
@shop_folder
@as_json
def check(folder: Path, as_json: bool) -> int:
    """Say what customers would miss: categories, descriptions, prices, pictures. Exit 1 when there is something."""
    from ecomkit.cli.opening import ready_shop
    from ecomkit.cli.tables import print_table
    from ecomkit.importing import check_catalogue

    with ready_shop(folder) as shop:
        findings = list(check_catalogue(shop))
    if as_json:
        print_json({"findings": [one.model_dump() for one in findings]})
    elif findings:
        print_table((say("product"), say("what it lacks")), [(one.product, one.message) for one in findings])
    else:
        click.echo(say("✓ Every product has a category, a description, a price, and its pictures."))
    return 1 if findings else 0


@catalogue.command()
@shop_folder
@as_json
def reindex(folder: Path, as_json: bool) -> None:
    """Make the search's index anew, with what sold best in the last 90 days first.

    Saving a product keeps it right, `ecomkit migrate` adds what is missing, and the worker does this once a day: it is for
    who cannot wait, and says what is wrong with `catalogue/synonyms.csv`.
    """
    from ecomkit.cli.indexing import index_everything
    from ecomkit.cli.opening import ready_shop
    from ecomkit.domain import Products
    from ecomkit.storage.search import read_synonyms

    read_synonyms(folder / "catalogue" / "synonyms.csv")
    with ready_shop(folder) as shop:
        index_everything(shop)
        count = shop.ask(shop.system(), Products(limit=1, hidden=True)).count
    if as_json:
        print_json({"products": count, "languages": list(shop.settings.shop.languages)})
    else:
        click.echo(
            say_count(
                "%(number)s product is indexed, in %(languages)s",
                "%(number)s products are indexed, in %(languages)s",
                count,
                languages=", ".join(shop.settings.shop.languages),
            )
        )


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
        return self

    def __exit__(self, *_error: object) -> None:
        if self._tasks:  # stopping one that never began leaves an empty line
            self._bar.stop()

    def tell(self, news: FilePlan | Progress) -> None:
        """Hear of a plan, or of progress."""
        from ecomkit.importing import Progress

        if not isinstance(news, Progress):
            self._bar.console.print(_plan(news), markup=False, soft_wrap=True)
            return
        key = (news.file, news.phase)
        if key not in self._tasks:
            self._bar.start()
            self._tasks[key] = self._bar.add_task(f"{news.phase} {Path(news.file).name}")
        self._bar.update(self._tasks[key], completed=news.done, total=max(news.total, 1))


def _plan(plan: FilePlan) -> str:
    lines = [plan.file]
    for kind, columns in plan.kinds.items():
        lines.append(f"  {kind}: " + ", ".join(f if f == c else f"{f} = {c}" for f, c in columns.items()))
    if plan.assumed:
        lines.append(say("  taken for granted: ") + "; ".join(plan.assumed))
    if plan.unread:
        lines.append(say("  not read: ") + ", ".join(plan.unread))
    return "\n".join(lines)


def _print(report: ImportReport) -> None:
    for file in report.files:
        for part in file.parts:
            resumed = say(" (went on where it was cut off)") if file.resumed else ""
            click.echo(f"{file.plan.file}: {_counted(part, dry_run=report.dry_run)}{resumed}")
            if part.new_categories:
                click.echo(f"  {_new_categories(part.new_categories)}")
            _print_refused(file.plan.file, part)


def _counted(part: PartReport, *, dry_run: bool) -> str:
    changed = say("%(number)s would be written") if dry_run else say("%(number)s written")
    counts = (
        (changed, part.changed), (say("%(number)s unchanged"), part.unchanged), (say("%(number)s refused"), len(part.refused)),
    )  # fmt: skip
    written = ", ".join(said % {"number": counted(number)} for said, number in counts)
    return f"{say_count('%(number)s row', '%(number)s rows', part.rows)}{_things(part)}: {written}"


def _things(part: PartReport) -> str:
    """What was made of the rows; a kind of a plugin's has no plural of its own, its name is that of the option `--as`."""
    if part.kind == "products":
        return ", " + say_count("%(number)s product", "%(number)s products", part.things)
    if part.kind == "categories":
        return ", " + say_count("%(number)s category", "%(number)s categories", part.things)
    return f" ({part.kind})"


def _new_categories(names: tuple[str, ...]) -> str:
    from ecomkit.importing.mapping import listed

    return say_count(
        "%(number)s new category: %(names)s", "%(number)s new categories: %(names)s", len(names), names=listed(names)
    )


def _print_refused(file: str, part: PartReport) -> None:
    for row in part.refused:
        click.echo(f"  {Path(file).name}, {place(row.line, row.column)}: {row.reason}")
