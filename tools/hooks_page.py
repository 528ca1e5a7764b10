"""Writes `docs/hooks.md` from the hooks themselves: `python -m tools.hooks_page [--check]`."""

from __future__ import annotations

import sys
from pathlib import Path

from ecomkit import domain
from ecomkit.domain import Command, Event, hook_name
from ecomkit.hooks import events, objects, profile, rules, seeds, web
from ecomkit.kernel import specs_from

PAGE = Path(__file__).parents[1] / "docs" / "hooks.md"
SUBJECTS = {
    "Profile": profile,
    "Rules": rules,
    "Events": events,
    "Objects": objects,
    "Web": web,
    "Demonstration": seeds,
}


def _classes(kind: type) -> list[type]:
    found = (getattr(domain, name) for name in domain.__all__)
    return sorted(
        {t for t in found if isinstance(t, type) and issubclass(t, kind) and t is not kind}, key=lambda t: t.__name__
    )


def written() -> str:
    """The page."""
    lines = ["# Hooks", "", "Generated from the code by `python -m tools.hooks_page`.", ""]
    for subject, module in SUBJECTS.items():
        lines += [f"## {subject}", "", "| hook | what it is for |", "|---|---|"]
        for spec in specs_from(module):
            limits = f" Deadline {spec.deadline:g} s, then: {spec.fallback}." if spec.deadline else ""
            lines.append(f"| `{spec.name}({', '.join(spec.parameters)})` | {' '.join(spec.doc.split())}{limits} |")
        lines.append("")
    lines += [
        "## Derived from commands",
        "",
        "`check_<name>(ctx, command)` and `record_<name>(ctx, command, events)`.",
        "",
    ]
    lines += ["| name | command |", "|---|---|"]
    lines += [f"| `{hook_name(c)}` | {c.title()} |" for c in _classes(Command)]
    lines += ["", "## Derived from events", "", "`on_<name>(ctx, event)`.", "", "| name | event |", "|---|---|"]
    lines += [f"| `{hook_name(e)}` | {(e.__doc__ or '').strip().splitlines()[0]} |" for e in _classes(Event)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(
            0
            if PAGE.read_text("utf-8") == written()
            else f"{PAGE} is not what the code says: run python -m tools.hooks_page"
        )
    PAGE.write_text(written(), "utf-8")
