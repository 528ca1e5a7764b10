"""Runs the benchmarks and prints their figures: `python -m benchmarks [--seconds N] [--engine NAME] [--json] [GROUP ...]`."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

from benchmarks import audit, checkout, commands, facets, machine, pages, search, staleness, vitals
from benchmarks.engines import ENGINES, databases
from benchmarks.shops import make

GROUPS = ("machine", "pages", "vitals", "staleness", "checkout", "commands", "search", "lists", "audit")


def main() -> int:
    """Measure what was asked for, in one run on one machine."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("groups", nargs="*", metavar="GROUP", help="what to measure (all): " + ", ".join(GROUPS))
    parser.add_argument("--seconds", type=float, default=4.0, help="how long each load lasts")
    parser.add_argument("--engine", choices=ENGINES, default=ENGINES[0], help="what search and lists are measured on")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    asked = parser.parse_args()
    groups = asked.groups or GROUPS
    if unknown := set(groups) - set(GROUPS):
        parser.error(f"there is no group {unknown.pop()!r}; known are {', '.join(GROUPS)}")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # what users have: modules are compiled once
    figures: dict[str, object] = {}
    with tempfile.TemporaryDirectory(prefix="ecomkit-bench-") as folder, databases(asked.engine) as own:
        if "machine" in groups:
            figures |= machine.measure(Path(folder), asked.seconds)
        if {"pages", "vitals", "staleness", "checkout"} & set(groups):
            shop, notes = make(Path(folder))
            figures |= notes
            if "pages" in groups:
                figures |= pages.measure(shop, asked.seconds)
            if "vitals" in groups:
                figures |= vitals.measure(shop)
            if "staleness" in groups:
                figures |= staleness.measure(shop)
            if "checkout" in groups:
                figures |= checkout.measure(shop, asked.seconds)
        if "lists" in groups:
            figures |= facets.measure(Path(folder), own)
        if "audit" in groups:
            figures |= audit.measure(Path(folder))
        if "commands" in groups:
            figures |= commands.measure(Path(folder))
        if "search" in groups:
            figures |= search.measure(Path(folder), own)
    if asked.json:
        print(json.dumps(figures, indent=2))
    else:
        width = max(map(len, figures))
        for name, value in figures.items():
            print(f"{name:<{width}}  {value}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
