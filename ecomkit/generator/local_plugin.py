"""A plugin of the shop's own: scaffolded, tested, and enabled in `shop.toml` without touching a comment."""

from __future__ import annotations

import os
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from ecomkit.errors import NotFinished, UserError
from ecomkit.generator.render import render
from ecomkit.generator.target import check_name
from ecomkit.generator.vendoring import scaffold
from ecomkit.kernel.discovery import LOCAL, installed, local_modules
from ecomkit.speech import say

__all__ = ["add_plugin", "enabled"]

_NAME_RULE = "use a-z, digits and underscores, starting with a letter, such as gift_wrap"


def add_plugin(folder: Path, name: str) -> tuple[str, ...]:
    """Write `plugins/<name>.py` with its test and enable it; gives the files. Raises `UserError` with nothing written."""
    settings = folder / "shop.toml"
    if not settings.is_file():
        raise UserError(say("%(settings)s is not there: run this in a shop's folder", settings=settings))
    _check(folder, name)
    changed = enabled(settings, LOCAL + name)
    with tempfile.TemporaryDirectory(prefix="ecomkit-") as temporary:
        made = Path(temporary, "made")
        render(
            scaffold("plugin"),
            made,
            {"name": name, "cls": _class_name(name), "title": name.replace("_", " ").capitalize()},
        )
        files = sorted(path.relative_to(made) for path in made.rglob("*") if path.is_file())
        taken = [str(one) for one in files if (folder / one).exists()]
        if taken:
            raise UserError(say("%(taken)s is there already: choose another name", taken=", ".join(taken)))
        _write(folder, {one: (made / one).read_text("utf-8") for one in files}, settings, changed)
    return (*(str(one) for one in files), "shop.toml")


def enabled(path: Path, plugin: str) -> str:
    """The text of `shop.toml` with one more plugin at the end of its list; comments and layout stay."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document: Any = tomlkit.parse(path.read_text("utf-8"))
        plugins = document["shop"].setdefault("plugins", tomlkit.array())
        if plugin in plugins:
            raise UserError(say("%(plugin)s is in the plugins of %(path)s already", plugin=plugin, path=path))
        plugins.append(plugin)
    except (TOMLKitError, KeyError, AttributeError, UnicodeDecodeError) as error:
        raise UserError(say("%(path)s cannot be changed: %(error)s", path=path, error=error)) from error
    text: str = tomlkit.dumps(document)
    tomllib.loads(text)
    return text


def _check(folder: Path, name: str) -> None:
    if name != name.lower() or "-" in name:
        raise UserError(
            say("a plugin cannot be called %(name)s: %(rule)s", name=ascii(name)[:60], rule=say(_NAME_RULE))
        )
    check_name(name, say("a plugin"), rule=_NAME_RULE, instead="my_{}")
    if name in installed():
        raise UserError(say("an installed plugin is called %(name)s already: choose another name", name=repr(name)))
    if name in local_modules(folder / "plugins"):
        raise UserError(say("the shop has a plugin %(name)s already: choose another name", name=repr(name)))


def _class_name(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


def _write(folder: Path, files: dict[Path, str], settings: Path, changed: str) -> None:
    """All of them, or none."""
    written: list[Path] = []
    part = settings.with_name(".shop.toml.part")
    try:
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            written.append(path)
            path.write_text(text, "utf-8")
        part.write_text(changed, "utf-8")
        os.replace(part, settings)
    except BaseException as error:
        for path in (*written, part):
            path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise NotFinished(
                say(
                    "%(path)s cannot be written: %(strerror)s; nothing was changed",
                    path=error.filename or folder,
                    strerror=error.strerror,
                )
            ) from error
        raise
