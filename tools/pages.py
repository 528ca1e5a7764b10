"""What generated pages of the documentation have in common: where they are, and how they are written or checked."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from ecomkit.kernel import Plugin

__all__ = ["DOCS", "bundled", "one_line", "run", "table"]

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"


def bundled() -> tuple[type[Plugin], ...]:
    """The plugins that come along, by name, installed anew or not."""
    names = sorted(path.parent.name for path in (ROOT / "ecomkit" / "plugins").glob("*/__init__.py"))
    return tuple(_plugin_of(importlib.import_module(f"ecomkit.plugins.{name}")) for name in names)


def _plugin_of(module: object) -> type[Plugin]:
    found = [value for value in vars(module).values() if isinstance(value, type) and issubclass(value, Plugin)]
    (plugin,) = found
    return plugin


def one_line(words: str) -> str:
    """Words as a cell of a table holds them."""
    return " ".join(words.split()).replace("|", "\\|")


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a table, with an empty one behind it."""
    return [
        f"| {' | '.join(head)} |",
        f"|{'---|' * len(head)}",
        *(f"| {' | '.join(one_line(cell) for cell in row)} |" for row in rows),
        "",
    ]


def run(page: Path, written: Callable[[], str]) -> None:
    """Write the page, or with `--check` leave with 1 where it is not what the code says."""
    if "--check" not in sys.argv:
        page.write_text(written(), "utf-8")
    elif not page.is_file() or page.read_text("utf-8") != written():
        sys.exit(f"{page} is not what the code says: run python -m tools.{Path(sys.argv[0]).stem}")
