"""Rendering a scaffold. Copier is imported here and nowhere else, and only when something is rendered."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ecomkit.errors import NotFinished
from ecomkit.speech import say

__all__ = ["render"]


def render(scaffold: Path, into: Path, values: Mapping[str, Any], *, without: Sequence[str] = ()) -> None:
    """Render a scaffold into a folder that is not there yet or is empty. `without` are paths left out.

    Scaffolds have no tasks, no migrations and no extensions: nothing but templates runs. Raises `OSError` when the disk
    does not take it, `NotFinished` when a template cannot be rendered.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import copier
        from copier.errors import CopierError
        from jinja2 import TemplateError

        try:
            copier.run_copy(
                str(scaffold), into, data=dict(values), defaults=True, overwrite=True, quiet=True, exclude=list(without),
                unsafe=False, skip_tasks=True,
            )  # fmt: skip
        except (CopierError, TemplateError) as error:
            raise NotFinished(
                say("the scaffold %(name)s cannot be rendered: %(error)s", name=scaffold.name, error=error)
            ) from error
