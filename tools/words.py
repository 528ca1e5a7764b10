"""Words: takes messages out of the code, brings the catalogues of each language up to date, and compiles them.

`python -m tools.words` writes; what is not said yet stands in the catalogues with an empty `msgstr`. English is the message.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as CatalogueEntry
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

__all__ = [
    "CORE",
    "IN_CONTEXT",
    "LANGUAGES",
    "REGIONS",
    "Found",
    "Message",
    "catalogue_files",
    "collected",
    "compiled",
    "entry",
    "main",
    "messages_of",
    "read",
    "regional_files",
]

ROOT: Final = Path(__file__).parent.parent
PACKAGE: Final = ROOT / "ecomkit"
CORE: Final = "core"
LANGUAGES: Final = ("es",)
REGIONS: Final = ("es_MX",)
"""Where a language is spoken otherwise: their catalogues hold what differs, all else is said as in the language."""
_SAYS: Final = frozenset({"text", "gettext", "_", "say", "words", "marked", "Mistake"})
_PLURALS: Final = frozenset({"ngettext", "say_count", "text_count", "marked_count"})
_IN_CONTEXT: Final = frozenset({"pgettext", "text_in"})
_COMMANDS: Final = frozenset({"command", "group"})
_OPTIONS: Final = frozenset({"option", "Option", "LazyGroup"})
_WITHOUT_WORDS: Final = frozenset({"audit", "testing", "kernel"})
_SETTINGS: Final = PACKAGE / "settings.py"
_KEYWORDS: Final = frozenset({"submit_label"})
_NEVER: Final = datetime(2026, 1, 1, tzinfo=UTC)
Message = str | tuple[str, str]
"""A sentence, or the two of a plural. A context stands before its sentence, with the sign that gettext has for it."""
IN_CONTEXT: Final = "\x04"
Found = dict[Message, set[str]]
"""Messages with the files that they are in."""
_OF_CLICK: Final[tuple[Message, ...]] = (
    "Usage:", "Options", "Show this message and exit.", "default: {default}", "required", "Missing argument", "Missing option",
    "Missing parameter", "Missing command.", "No such option {name!r}.", "No such command {name!r}.",
    "Invalid value: {message}", "Invalid value for {param_hint}: {message}", "{name} {filename!r} does not exist.",
    "{name} {filename!r} is a directory.", "{name} {filename!r} is a file.", "{value!r} is not a valid {number_type}.",
    "{value} is not in the range {range}.", "file", "directory", "path", "Option {name!r} requires an argument.",
    "Option {name!r} does not take a value.", "Error: {message}", "Error: The two entered values do not match.",
    ("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
    ("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
    ("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"),
)  # fmt: skip
"""What click says itself in front of our commands."""
Names = Mapping[str, Sequence[ast.expr]]


def messages_of(source: str) -> Iterator[Message]:
    """The messages of a Python file: what `text`, `gettext` and their like are given, and the words of forms' fields."""
    tree = ast.parse(source)
    names: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Name):
                    names.setdefault(target.id, []).append(node.value)
        elif isinstance(node, ast.ImportFrom):
            for one in node.names:
                if one.asname:
                    names.setdefault(one.asname, []).append(ast.Name(one.name))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _of_call(node, names)
        elif isinstance(node, ast.keyword) and node.arg in _KEYWORDS:
            yield from _literals(node.value, names)
        elif isinstance(node, ast.FunctionDef) and any(_makes_command(one) for one in node.decorator_list):
            yield from filter(None, [ast.get_docstring(node)])


def _makes_command(decorator: ast.expr) -> bool:
    """Whether a function is a command of the command line: its docstring is its help."""
    function = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(function, ast.Attribute) and function.attr in _COMMANDS


def _of_settings(tree: ast.Module) -> Iterator[str]:
    """What the shop's settings mean: said with a mistake in `shop.toml`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Field":
            yield from (said for one in node.keywords if one.arg == "description" for said in _literals(one.value, {}))


def _of_call(node: ast.Call, names: Names) -> Iterator[Message]:
    function = node.func
    name = (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )
    name = next((one.id for one in names.get(name, ()) if isinstance(one, ast.Name)), name)
    given = {one.arg: one.value for one in node.keywords if one.arg}
    if name in _PLURALS:
        one, many = (_literals(argument, names) for argument in node.args[:2])
        yield from zip(one, many, strict=False)
    elif name in _IN_CONTEXT:
        contexts, said = (_literals(argument, names) for argument in node.args[:2])
        yield from (f"{context}{IN_CONTEXT}{one}" for context in contexts for one in said)
    elif name in _OPTIONS:
        yield from _literals(given.get("help"), names)
        yield from _literals(given.get("show_default"), names)
    elif name == "Entry" and len(node.args) > 2:
        yield from _literals(node.args[2], names)
    elif name in _SAYS and node.args:
        yield from _mistake(node, given, names) if "many" in given else _literals(node.args[0], names)
    elif name == "Text" and "msgid" in given:
        yield from _literals(given["msgid"], names)
    elif name == "Field" and "title" in given:
        yield from _of_field(given, names)


def _mistake(node: ast.Call, given: Mapping[str, ast.expr], names: Names) -> Iterator[Message]:
    """A mistake that is said by a number."""
    yield from zip(_literals(node.args[0], names), _literals(given["many"], names), strict=False)


def _of_field(given: Mapping[str, ast.expr], names: Names) -> Iterator[str]:
    """A question of a form. Settings have no title: nobody reads them on a page."""
    for part in ("title", "description"):
        yield from _literals(given.get(part), names)
    for key, value in _pairs(given.get("json_schema_extra"), names):
        if isinstance(key, ast.Constant) and key.value == "error":
            yield from _literals(value, names)
        elif isinstance(key, ast.Constant) and key.value == "options":
            for _, label in _pairs(value, names):
                yield from _literals(label, names)


def _pairs(node: ast.expr | None, names: Names) -> Iterator[tuple[ast.expr, ast.expr]]:
    """What a dictionary holds that is written out, copied with `dict`, spread, or named in this file."""
    if isinstance(node, ast.Name):
        for value in names.get(node.id, ()):
            yield from _pairs(value, {})
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "dict":
        for one in node.args:
            yield from _pairs(one, names)
        yield from ((ast.Constant(one.arg), one.value) for one in node.keywords)
    elif isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            yield from [(key, value)] if key is not None else _pairs(value, names)


def _literals(node: ast.expr | None, names: Names) -> Iterator[str]:
    """The sentences that an expression may be: a literal, either branch, or what the name stands for in this file."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body, names)
        yield from _literals(node.orelse, names)
    elif isinstance(node, ast.BoolOp):
        for one in node.values:
            yield from _literals(one, names)
    elif isinstance(node, ast.Name):
        for value in names.get(node.id, ()):
            if isinstance(value, ast.Constant | ast.IfExp):
                yield from _literals(value, {})


def _of_template(path: Path) -> Iterator[Message]:
    options = {"newstyle_gettext": "true", "trim_blocks": "true", "lstrip_blocks": "true"}
    known = ["_", "gettext", "ngettext", "pgettext"]
    for _, function, message, _ in babel_extract(BytesIO(path.read_bytes()), known, [], options):
        words = [message] if isinstance(message, str) else [one for one in message or () if isinstance(one, str)]
        if function in _IN_CONTEXT:
            yield IN_CONTEXT.join(words[:2])
        elif words:
            yield (words[0], words[1]) if len(words) > 1 else words[0]


def _declared(trees: Mapping[Path, ast.Module]) -> Iterator[tuple[Path, str]]:
    """What classes say on pages: titles of commands, first sentences of events."""
    classes = {
        node.name: (path, node, sorted({base.id for one in node.bases for base in ast.walk(one) if isinstance(base, ast.Name)}))
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }  # fmt: skip
    kinds = {"Command": "Command", "Event": "Event"}
    for _ in range(3):
        for name, (_, _, bases) in classes.items():
            known = [kinds[base] for base in bases if base in kinds]
            if known:
                kinds.setdefault(name, known[0])
    for name, (path, node, _) in classes.items():
        said = (ast.get_docstring(node) or "").strip().splitlines()[:1]
        if name in kinds and name != kinds[name] and said:
            yield path, said[0] if kinds[name] == "Command" else said[0].rstrip(".")


def _owner(path: Path) -> str | None:
    """Whose messages a file has: core's, a plugin's, or nobody's. A migration says `text` of what is SQL."""
    parts = path.relative_to(PACKAGE).parts
    if "migrations" in parts:
        return None
    if parts[0] == "plugins":
        return parts[1] if len(parts) > 2 else None
    return None if parts[0] in _WITHOUT_WORDS else CORE


def collected() -> dict[str, Found]:
    """All messages by owner: core, and each plugin that comes along."""
    found: dict[str, Found] = {}
    files = [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("templates/**/*.html"), *PACKAGE.rglob("templates/**/*.txt")]
    owned = {path: owner for path in sorted(files) if (owner := _owner(path)) is not None}
    trees = {path: ast.parse(path.read_text("utf-8")) for path in owned if path.suffix == ".py"}
    for path, owner in owned.items():
        for message in messages_of(path.read_text("utf-8")) if path in trees else _of_template(path):
            found.setdefault(owner, {}).setdefault(message, set()).add(path.relative_to(ROOT).as_posix())
    for words in _OF_CLICK:
        found[CORE].setdefault(words, set()).add("ecomkit/cli/__init__.py")
    for means in _of_settings(trees[_SETTINGS]):
        found[CORE].setdefault(means, set()).add(_SETTINGS.relative_to(ROOT).as_posix())
    for path, said in _declared(trees):
        found.setdefault(owned[path], {}).setdefault(said, set()).add(path.relative_to(ROOT).as_posix())
    return found


def catalogue_files(owners: Iterable[str]) -> Iterator[tuple[str, str, Path]]:
    """Owner, language and file of each catalogue."""
    for owner in owners:
        folder = PACKAGE / ("locales" if owner == CORE else f"plugins/{owner}/locales")
        for language in LANGUAGES:
            yield owner, language, folder / language / "LC_MESSAGES" / "ecomkit.po"


def regional_files(owners: Iterable[str]) -> Iterator[tuple[str, str, Path]]:
    """Owner, region and file of each catalogue that says some things otherwise."""
    for owner in owners:
        folder = PACKAGE / ("locales" if owner == CORE else f"plugins/{owner}/locales")
        for region in REGIONS:
            path = folder / region / "LC_MESSAGES" / "ecomkit.po"
            if path.is_file():
                yield owner, region, path


def read(path: Path, language: str) -> Catalog:
    """A catalogue as it stands; empty where there is none yet."""
    if not path.is_file():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def compiled(catalogue: Catalog) -> bytes:
    """The catalogue as programs read it: the same bytes for the same messages, whenever it is made."""
    catalogue.creation_date = catalogue.revision_date = _NEVER
    file = BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def _updated(found: Found, old: Catalog, core: Catalog | None, language: str) -> Catalog:
    """A catalogue with these messages: said as before, or as core says them."""
    new = Catalog(locale=language, project="ecomkit", version="1", fuzzy=False, charset="utf-8")
    new.header_comment = "# What is said in another language. Made by `python -m tools.words`: change only `msgstr`."
    ordered = sorted(found.items(), key=lambda one: (min(one[1]), str(one[0])))
    for message, files in ordered:
        said: object = "" if isinstance(message, str) else ("", "")
        for catalogue in (old, core):
            known = entry(catalogue, message) if catalogue is not None else None
            if known is not None and isinstance(known.id, str) == isinstance(message, str) and _said(known.string):
                said = known.string
                break
        key, context = _apart(message)
        new.add(key, said, locations=[(one, 0) for one in sorted(files)], context=context)  # type: ignore[arg-type]
    return new


def _said(words: object) -> bool:
    return all(words) if isinstance(words, tuple | list) else bool(words)


def _apart(message: Message) -> tuple[Message, str | None]:
    """A message and the context that stands before it."""
    context, sign, plain = message.rpartition(IN_CONTEXT) if isinstance(message, str) else ("", "", "")
    return (plain, context) if sign else (message, None)


def entry(catalogue: Catalog, message: Message) -> CatalogueEntry | None:
    """What a catalogue says of a message."""
    plain, context = _apart(message)
    return catalogue.get(plain if isinstance(plain, str) else plain[0], context)


def _is_said(catalogue: Catalog, message: Message) -> bool:
    known = entry(catalogue, message)
    return known is not None and isinstance(known.id, str) == isinstance(message, str) and _said(known.string)


def _text(catalogue: Catalog) -> bytes:
    """The file, without the dates that would change it each time."""
    file = BytesIO()
    write_po(file, catalogue, width=140, include_lineno=False)
    dated = (
        b'"POT-Creation-Date',
        b'"PO-Revision-Date',
        b'"Generated-By',
        b'"Last-Translator',
        b'"Report-Msgid',
        b'"Language-Team',
    )
    return b"\n".join(line for line in file.getvalue().split(b"\n") if not line.startswith(dated))


def main() -> int:
    """Write all catalogues; fails where a language does not say a message yet."""
    found = collected()
    missing = 0
    core: dict[str, Catalog] = {}
    for owner, language, path in catalogue_files(sorted(found, key=lambda one: (one != CORE, one))):
        new = _updated(found[owner], read(path, language), core.get(language), language)
        core.setdefault(language, new)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_text(new))
        path.with_suffix(".mo").write_bytes(compiled(read(path, language)))
        empty = [one for one in new if one.id and not _said(one.string)]
        missing += len(empty)
        sys.stdout.write(f"{path.relative_to(ROOT)}: {len(new)} messages, {len(empty)} not said\n")
    for owner, region, path in regional_files(sorted(found)):
        known = read(path, region)
        kept = {message: files for message, files in found[owner].items() if _is_said(known, message)}
        path.write_bytes(_text(_updated(kept, known, None, region)))
        path.with_suffix(".mo").write_bytes(compiled(read(path, region)))
        sys.stdout.write(f"{path.relative_to(ROOT)}: {len(kept)} messages are said otherwise\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
