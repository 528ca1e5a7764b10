"""What installed plugins say of themselves, read from their source without running it.

A plugin that cannot be imported must not keep anybody from making a shop, and importing all would cost a second.
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path

from ecomkit.kernel.discovery import installed
from ecomkit.kernel.plugin import Plugin

__all__ = ["Manifest", "installed_manifests"]

_HOPS = 5
"""How far an imported name is followed: a package that re-exports its plugin is one hop."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """A plugin's name, kind, words for people, the plugins that it requires, and the countries that it is made for."""

    name: str
    kind: str
    title: str
    requires: tuple[str, ...]
    countries: tuple[str, ...] = ()


def installed_manifests() -> tuple[Manifest, ...]:
    """One for each installed plugin that can be read, by name."""
    found = []
    for name, point in sorted(installed().items()):
        manifest = _read(name, point.module, point.attr) or _imported(name, point.module, point.attr)
        if manifest is not None:
            found.append(manifest)
    return tuple(found)


def _read(name: str, module: str, attribute: str, hops: int = _HOPS) -> Manifest | None:
    """Follow the name to the class statement and take its constants; None where that needs Python to run."""
    path = _file_of(module)
    if path is None or not hops:
        return None
    try:
        tree = ast.parse(path.read_text("utf-8"))
    except (OSError, ValueError, SyntaxError):
        return None
    for statement in tree.body:
        if isinstance(statement, ast.ClassDef) and statement.name == attribute:
            return _manifest(name, statement)
        if isinstance(statement, ast.ImportFrom):
            for alias in statement.names:
                if (alias.asname or alias.name) == attribute:
                    return _read(name, _source(module, path, statement), alias.name, hops - 1)
    return None


def _manifest(name: str, statement: ast.ClassDef) -> Manifest | None:
    stated: dict[str, object] = {
        "kind": Plugin.kind, "title": Plugin.title, "requires": Plugin.requires, "countries": Plugin.countries,
    }  # fmt: skip
    for line in statement.body:
        target = (
            line.targets[0]
            if isinstance(line, ast.Assign)
            else line.target
            if isinstance(line, ast.AnnAssign)
            else None
        )
        value = line.value if isinstance(line, ast.Assign | ast.AnnAssign) else None
        if isinstance(target, ast.Name) and target.id in stated and value is not None:
            try:
                stated[target.id] = ast.literal_eval(value)
            except ValueError:
                return None
    kind, title, requires, countries = stated.values()
    if not isinstance(kind, str) or not isinstance(title, str):
        return None
    if not isinstance(requires, tuple | list) or not isinstance(countries, tuple | list):
        return None
    return Manifest(name, kind, title, tuple(map(str, requires)), tuple(map(str, countries)))


def _imported(name: str, module: str, attribute: str) -> Manifest | None:
    """The slow way, for a plugin whose manifest is computed."""
    try:
        found = getattr(importlib.import_module(module), attribute)
    except (Exception, SystemExit):  # noqa: BLE001 - a stranger's module may raise anything; then it offers nothing
        return None
    if not (isinstance(found, type) and issubclass(found, Plugin)):
        return None
    return Manifest(name, found.kind, found.title, tuple(found.requires), tuple(found.countries))


def _file_of(module: str) -> Path | None:
    """The file of a module, found without importing it or the packages around it."""
    top, *rest = module.split(".")
    try:
        spec = importlib.util.find_spec(top)
    except (ImportError, ValueError):
        return None
    if spec is None:
        return None
    if not rest:
        return Path(spec.origin) if spec.origin else None
    for folder in spec.submodule_search_locations or ():
        base = Path(folder, *rest)
        for path in (base / "__init__.py", base.with_suffix(".py")):
            if path.is_file():
                return path
    return None


def _source(module: str, path: Path, statement: ast.ImportFrom) -> str:
    """The module that a `from … import` names, relative or not."""
    if not statement.level:
        return statement.module or ""
    parts = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
    base = parts[: len(parts) - (statement.level - 1)]
    return ".".join([*base, *([statement.module] if statement.module else [])])
