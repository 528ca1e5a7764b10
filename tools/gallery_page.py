"""Writes `docs/slots.md` from the slots and the gallery's components: `python -m tools.gallery_page [--check]`."""

from __future__ import annotations

from ecomkit.hooks.web import PLACES
from ecomkit.web.gallery import PATH, parts
from tools.pages import DOCS, run, table

PAGE = DOCS / "slots.md"


def written() -> str:
    """The page."""
    slots = [(f"`{name}`", what) for name, what in sorted(PLACES.items())]
    components = [(one.title, f"`{one.file}`", str(len(one.states))) for one in parts()]
    return "\n".join(
        [
            "# Slots and components",
            "",
            "Generated from the code by `python -m tools.gallery_page`.",
            "",
            "## Slots",
            "",
            "Places of pages that a plugin fills with `contribute_blocks`: a `Block` names one, with a template and its model.",
            "",
            *table(("slot", "where it is"), slots),
            "## Components",
            "",
            f"`ecomkit dev` shows each of them in its states at `{PATH}`; no other server has that page. A shop overwrites",
            "one with a file of the same name in `theme/templates/`, and sets colours, sizes and fonts as tokens in",
            "`theme/static/theme.css`.",
            "",
            *table(("component", "file", "states shown"), components),
        ]
    )


if __name__ == "__main__":
    run(PAGE, written)
