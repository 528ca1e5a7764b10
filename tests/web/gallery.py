"""Renders every page from sample models into a folder of static HTML, to look at and to take pictures of.

python -m tests.web.gallery FOLDER
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from ecomkit.web.parts import keeping
from tests.web.samples import ADMIN_PAGES, PAGES, PICTURES

__all__ = ["STATIC", "TEMPLATES", "environment", "render", "write_gallery"]

WEB = Path(__file__).parents[2] / "ecomkit" / "web"
TEMPLATES = WEB / "templates"
STATIC = WEB / "static"


def environment(mark: Callable[[str], str] = str) -> Environment:
    """The environment that templates are written for: autoescape, gettext, and `asset`. `mark` stands for a translation."""
    jinja = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    jinja.install_gettext_callables(  # type: ignore[attr-defined]
        mark, lambda one, many, n: mark(one if n == 1 else many), newstyle=True
    )
    jinja.globals["asset"] = lambda name: f"static/{name}"
    jinja.globals["kept"] = keeping()
    jinja.filters["here"] = str
    return jinja


def render(frame: object, page: object, jinja: Environment | None = None) -> str:
    """One page as HTML."""
    name: str = page.template  # type: ignore[attr-defined]
    return (jinja or environment()).get_template(name).render(frame=frame, page=page)


def write_gallery(folder: Path) -> list[Path]:
    """Write every page into `folder`, with the static files beside them; gives the pages."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(STATIC, folder / "static", dirs_exist_ok=True)
    if PICTURES.is_dir():
        shutil.copytree(PICTURES, folder / "pictures", dirs_exist_ok=True)
    jinja = environment()
    texts = {f"{name}.html": render(frame, page, jinja) for name, (frame, page) in {**PAGES, **ADMIN_PAGES}.items()}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in texts]


if __name__ == "__main__":
    print(*write_gallery(Path(sys.argv[1])), sep="\n")
