"""Find plugins: installed ones by entry point, a shop's own by file. Only enabled ones are imported."""

from __future__ import annotations

import hashlib
import importlib
import sys
import traceback
from collections.abc import Iterable, Mapping, Sequence
from importlib.machinery import ModuleSpec
from importlib.metadata import EntryPoint, entry_points
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from ecomkit.kernel.plugin import Plugin
from ecomkit.kernel.problems import Problem, close_match, did_you_mean, place_of_class
from ecomkit.speech import say

__all__ = ["GROUP", "LOCAL", "installed", "load", "local_modules", "module_of"]

GROUP = "ecomkit.plugins"
"""The entry point group of plugins."""

LOCAL = "local:"
"""Before the module's name, for a plugin in the shop's own folder: `local:greeting`."""


class _Unloadable(Exception):
    """A plugin that cannot be loaded. Carries the problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


def installed() -> Mapping[str, EntryPoint]:
    """The plugins that installed packages offer, by name. None is imported."""
    return {name: points[0] for name, points in _offers().items()}


def load(
    names: Iterable[str | type[Plugin]], *, local: Path | None = None
) -> tuple[tuple[type[Plugin], ...], tuple[Problem, ...]]:
    """The classes of the enabled plugins in the order given, and a problem for each that cannot be loaded.

    A name is that of an entry point, or `local:module` for a file or package in the folder `local`; a class stands for
    itself.
    """
    classes: list[type[Plugin]] = []
    problems: list[Problem] = []
    offers = _offers()
    for name in names:
        try:
            classes.append(_load(name, offers, local))
        except _Unloadable as error:
            problems.append(error.problem)
    return tuple(classes), tuple(problems)


def local_modules(local: Path | None) -> tuple[str, ...]:
    """Names of the modules and packages in a shop's own plugin folder. None is imported."""
    if local is None or not local.is_dir():
        return ()
    files = [path.stem for path in local.glob("*.py")]
    packages = [path.parent.name for path in local.glob("*/__init__.py")]
    return tuple(sorted(name for name in (*files, *packages) if name.isidentifier() and not name.startswith("__")))


def module_of(local: Path, name: str) -> str:
    """The module name under which a shop's own plugin is imported: one of its own for each folder."""
    digest = hashlib.sha256(str(local.resolve()).encode()).hexdigest()[:12]
    return f"ecomkit_local_{digest}_{name}"


def _offers() -> dict[str, list[EntryPoint]]:
    offers: dict[str, list[EntryPoint]] = {}
    for point in entry_points(group=GROUP):
        known = offers.setdefault(point.name, [])
        if point.value not in [other.value for other in known]:
            known.append(point)
    return offers


def _load(name: str | type[Plugin], offers: Mapping[str, list[EntryPoint]], local: Path | None) -> type[Plugin]:
    if not isinstance(name, str):
        return _checked(name, getattr(name, "name", None) or repr(name))
    if name.startswith(LOCAL):
        return _load_local(name, local)
    if name not in offers:
        raise _Unloadable(_unknown(name, (*offers, *(LOCAL + module for module in local_modules(local)))))
    if len(offers[name]) > 1:
        values = ", ".join(point.value for point in offers[name])
        message = say("two installed packages offer it (%(values)s)", values=values)
        raise _Unloadable(Problem("plugin.name", message, name, suggestion=say("Uninstall one.")))
    return _load_installed(name, offers[name][0])


def _load_installed(name: str, point: EntryPoint) -> type[Plugin]:
    try:
        found: object = importlib.import_module(point.module)
        for part in point.attr.split(".") if point.attr else ():
            found = getattr(found, part)
    except (Exception, SystemExit) as error:
        raise _Unloadable(_broken(name, error, point.module)) from error
    plugin = _checked(found, name)
    if getattr(plugin, "name", None) != name:
        file, line = place_of_class(plugin)
        stated = repr(getattr(plugin, "name", None))
        message = say("its class is named %(stated)s, its entry point '%(name)s'", stated=stated, name=name)
        raise _Unloadable(Problem("plugin.name", message, name, file, line, say("Give both the same name.")))
    return plugin


def _load_local(name: str, local: Path | None) -> type[Plugin]:
    module = name.removeprefix(LOCAL)
    if local is None:
        raise _Unloadable(Problem("plugin.unknown", say("there is no folder for the shop's own plugins"), name))
    path = next((path for path in (local / f"{module}.py", local / module / "__init__.py") if path.is_file()), None)
    if path is None or not module.isidentifier():
        known = [LOCAL + other for other in local_modules(local)]
        problem = _unknown(name, known)
        file, package = f"{local / module}.py", local / module / "__init__.py"
        where = say("Looked for %(file)s and %(package)s.", file=file, package=package)
        suggestion = f"{problem.suggestion} {where}" if known else where
        raise _Unloadable(Problem(problem.code, problem.message, name, suggestion=suggestion))
    full_name = module_of(local, module)
    try:
        loaded = _import_file(full_name, path)
    except (Exception, SystemExit) as error:
        raise _Unloadable(_broken(name, error, full_name)) from error
    return _only_plugin(loaded, name, path)


def _import_file(name: str, path: Path) -> ModuleType:
    """Run the file anew: what a shop's plugin was before it was edited must not linger."""
    for known in [known for known in sys.modules if known == name or known.startswith(f"{name}.")]:
        del sys.modules[known]
    folders = [str(path.parent)] if path.name == "__init__.py" else None
    spec = spec_from_file_location(name, path, submodule_search_locations=folders)
    if not isinstance(spec, ModuleSpec) or spec.loader is None:
        raise ImportError(f"{path} cannot be imported")
    module = module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        sys.modules.pop(name, None)
        raise
    return module


def _only_plugin(module: ModuleType, name: str, path: Path) -> type[Plugin]:
    own = {
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, Plugin)
        and (value.__module__ == module.__name__ or value.__module__.startswith(f"{module.__name__}."))
    }
    if len(own) != 1:
        found = ", ".join(sorted(cls.__name__ for cls in own)) or say("none")
        message = say("the file must define exactly one subclass of Plugin; found %(found)s", found=found)
        raise _Unloadable(Problem("plugin.import", message, name, str(path)))
    return own.pop()


def _checked(found: object, name: str) -> type[Plugin]:
    if isinstance(found, type) and issubclass(found, Plugin) and found is not Plugin:
        return found
    message = say("%(found)s is not a subclass of ecomkit.Plugin", found=repr(found))
    raise _Unloadable(Problem("plugin.import", message, name))


def _unknown(name: str, known: Sequence[str]) -> Problem:
    meant = close_match(name, known) or (LOCAL + name if LOCAL + name in known else None)
    others = say("Available are: %(known)s.", known=", ".join(sorted(known)))
    available = others if known else say("No plugin is installed.")
    suggestion = did_you_mean(meant) if meant else f"{say('Install the package that brings it.')} {available}"
    message = say("is in the shop's list, but no such plugin is installed")
    return Problem("plugin.unknown", message, name, suggestion=suggestion)


def _broken(name: str, error: BaseException, module: str) -> Problem:
    file, line = _innermost(error, module)
    said = traceback.format_exception_only(error)[-1].strip()
    message = say("cannot be imported: %(said)s", said=said)
    return Problem("plugin.import", message, name, file, line, _mend(error, line))


def _mend(error: BaseException, line: int | None) -> str:
    if isinstance(error, ModuleNotFoundError) and error.name:
        return say(
            "Install the package that brings '%(missing)s', or take the plugin out of the shop's list.",
            missing=error.name,
        )
    if line:
        return say("Correct that line, or take the plugin out of the shop's list.")
    return say("Correct it, or take the plugin out of the shop's list.")


def _innermost(error: BaseException, module: str) -> tuple[str | None, int | None]:
    """The place in the plugin's own package where its import failed."""
    if isinstance(error, SyntaxError):
        return error.filename, error.lineno
    package = module.rpartition(".")[0] or module
    place: tuple[str | None, int | None] = (None, None)
    for frame, line in traceback.walk_tb(error.__traceback__):
        if f"{frame.f_globals.get('__name__', '')}.".startswith(f"{package}."):
            place = (frame.f_code.co_filename, line)
    return place
