"""Writes `docs/public-names.md` from the public modules: `python -m tools.names_page [--check]`."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator

from tools.pages import DOCS, run, table

PAGE = DOCS / "public-names.md"
MODULES = (
    "ecomkit",
    "ecomkit.sdk",
    "ecomkit.domain",
    "ecomkit.hooks",
    "ecomkit.errors",
    "ecomkit.testing",
    "ecomkit.audit.check",
)
LEAD = """# Public names

Generated from the code by `python -m tools.names_page`.

What plugins and shops may import, and nothing else: everything here keeps its meaning as long as `HOOK_API` stays the same. A name
that several modules give is described where it lives. A plugin's module `api` is public to those who name the plugin in `requires`.
"""


def public(module: str) -> Iterator[tuple[str, object]]:
    """The names of a public module with what they stand for."""
    loaded = importlib.import_module(module)
    for name in sorted(loaded.__all__):
        yield name, getattr(loaded, name)


def _words(thing: object) -> str:
    if isinstance(thing, type) or inspect.isroutine(thing) or inspect.ismodule(thing):
        return (inspect.getdoc(thing) or "").partition("\n")[0]
    return ""


def written() -> str:
    """The page."""
    lines, told = [LEAD], set[int]()
    for module in MODULES:
        rows = []
        for name, thing in public(module):
            own = id(thing) not in told or not _words(thing)
            rows.append((f"`{name}`", _words(thing) if own else "*see above*"))
            told.add(id(thing))
        lines += [f"## `{module}`", "", *table(("name", "what it is"), rows)]
    return "\n".join(lines)


if __name__ == "__main__":
    run(PAGE, written)
