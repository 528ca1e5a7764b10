"""Writes `docs/hooks.md` from the hooks themselves: `python -m tools.hooks_page [--check]`."""

from __future__ import annotations

from typing import Any

from ecomkit import domain
from ecomkit.domain import Command, Event, hook_name
from ecomkit.hooks import events, law, objects, profile, rules, seeds, web
from ecomkit.kernel import Spec, specs_from
from tools.pages import DOCS, run, table

PAGE = DOCS / "hooks.md"
SUBJECTS = {
    "Profile": profile,
    "Rules": rules,
    "Events": events,
    "Objects": objects,
    "Web": web,
    "Law": law,
    "Demonstration": seeds,
}


def _classes(kind: type) -> list[Any]:
    found = (getattr(domain, name) for name in domain.__all__)
    return sorted(
        {t for t in found if isinstance(t, type) and issubclass(t, kind) and t is not kind}, key=lambda t: t.__name__
    )


def written() -> str:
    """The page."""
    lines = ["# Hooks", "", "Generated from the code by `python -m tools.hooks_page`.", ""]
    for subject, module in SUBJECTS.items():
        rows = [
            (f"`{spec.name}({', '.join(spec.parameters)})`", f"{spec.doc}{_limits(spec)}")
            for spec in specs_from(module)
        ]
        lines += [f"## {subject}", "", *table(("hook", "what it is for"), rows)]
    lines += [
        "## Derived from commands",
        "",
        "`check_<name>(ctx, command)` and `record_<name>(ctx, command, events)`.",
        "",
    ]
    lines += table(("name", "command"), [(f"`{hook_name(c)}`", c.title()) for c in _classes(Command)])
    lines += ["## Derived from events", "", "`on_<name>(ctx, event)`.", ""]
    lines += table(
        ("name", "event"), [(f"`{hook_name(e)}`", (e.__doc__ or "").strip().splitlines()[0]) for e in _classes(Event)]
    )
    return "\n".join(lines)


def _limits(spec: Spec) -> str:
    return f" Deadline {spec.deadline:g} s, then: {spec.fallback}." if spec.deadline else ""


if __name__ == "__main__":
    run(PAGE, written)
