"""Parts of pages that are shown as they were made before: most of a page is the same for everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinja2 import Template
from markupsafe import Markup

__all__ = ["keeping", "made_again"]

_MOST = 512


def made_again(part: Any, value: Any, _by: Any = None) -> Markup:
    """The part for this value, made now. A part is a macro with one parameter, or a template that reads `model`."""
    return Markup(part.render(model=value)) if isinstance(part, Template) else part(value)


def keeping(most: int = _MOST) -> Callable[..., Markup]:
    """What templates call as `kept(part, value)`: the part as it was made for an equal value before.

    `kept(part, value, by)` is for a value that changes more than the part does: `by` holds all that the part depends on.
    What has no hash is made each time. At `most` so many are kept; then it begins anew.
    """
    known: dict[tuple[object, object], Markup] = {}

    def kept(part: Any, value: Any, by: Any = None) -> Markup:
        key = (part, value if by is None else by)
        try:
            found = known.get(key)
        except TypeError:
            return made_again(part, value)
        if found is None:
            found = made_again(part, value)
            if len(known) >= most:
                known.clear()
            known[key] = found
        return found

    return kept
