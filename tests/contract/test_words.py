"""Every sentence is said in every language, and every link stays in the language of its page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from babel.messages.catalog import Catalog, Message
from pydantic import BaseModel

import ecomkit.plugins
import ecomkit.web
from tools.words import IN_CONTEXT, catalogue_files, collected, compiled, messages_of, read, regional_files

ROOT = Path(__file__).parents[2]
FOUND = collected()
FILES = list(catalogue_files(sorted(FOUND)))
REGIONAL = list(regional_files(sorted(FOUND)))
OF_SPAIN = re.compile(
    r"\b(cestas?|costes?|NIF|población|provincias?|ordenador|móvil|vosotros|plantilla|laborables?)\b|\b(has (olvidado|pedido)|ha ido)\b"
    r"|\b(añad|rellen|puls[ae])|tarjetas? regalo|\(uds\.\)",
    re.IGNORECASE,
)
OF_THE_TERMINAL = ("ecomkit/cli/", "ecomkit/generator/", "ecomkit/importing/", "ecomkit/settings.py")
NAMES = [f"{owner}-{language}" for owner, language, _ in FILES]
PLACE = re.compile(r"%\(\w+\)s|%%|\{\w+(?:!r)?\}")
LINK = re.compile(r'\b(?:href|action|formaction)="(\{\{.*?\}\}[^"]*|[^"]*)"')
ABSOLUTE = ("frame.canonical", "address", "letter.", "url", "one.href", "page.absolute")
TEMPLATES = sorted(
    path
    for folder in ("ecomkit/web/templates", "ecomkit/plugins", "tests/stranger")
    for path in (ROOT / folder).rglob("*.html")
    if "build" not in path.parts
)


def said(message: Message) -> tuple[str, ...]:
    words = message.string
    return tuple(str(one) for one in words) if isinstance(words, tuple | list) else (str(words or ""),)


def entries(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def named(message: Message) -> str | tuple[str, ...]:
    """A message as it is found in the code, with its context."""
    if not isinstance(message.id, str):
        return tuple(message.id)
    return f"{message.context}{IN_CONTEXT}{message.id}" if message.context else message.id


@pytest.mark.parametrize("language", sorted({language for _, language, _ in FILES}))
def test_what_several_say_means_the_same(language: str) -> None:
    """On a page there is one voice: of two catalogues that say a message in other words, one is not heard."""
    ways: dict[object, set[tuple[str, ...]]] = {}
    for _, of, path in FILES:
        if of == language:
            for message in entries(read(path, of)):
                ways.setdefault(named(message), set()).add(said(message))
    assert {name: way for name, way in ways.items() if len(way) > 1} == {}, (
        "say it alike, or give one a context: text_in"
    )


@pytest.mark.parametrize(("owner", "language", "path"), FILES, ids=NAMES)
def test_a_language_says_every_message(owner: str, language: str, path: Path) -> None:
    catalogue = read(path, language)
    known = {named(message) for message in entries(catalogue)}
    assert known == set(FOUND[owner]), "run `python -m tools.words`, and say what is empty"
    empty = [message.id for message in entries(catalogue) if not all(said(message)) or message.fuzzy]
    assert empty == [], f"say these in {path.relative_to(ROOT)}"


@pytest.mark.parametrize(("owner", "language", "path"), FILES, ids=NAMES)
def test_placeholders_are_those_of_the_message(owner: str, language: str, path: Path) -> None:
    for message in entries(read(path, language)):
        ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        for one in filter(None, said(message)):
            assert Counter(PLACE.findall(one)) in [Counter(PLACE.findall(each)) for each in ids], message.id
            assert one[:1].isspace() == ids[0][:1].isspace(), message.id
            assert one[-1:].isspace() == ids[0][-1:].isspace(), message.id


@pytest.mark.parametrize(("owner", "language", "path"), FILES, ids=NAMES)
def test_what_programs_read_is_what_people_wrote(owner: str, language: str, path: Path) -> None:
    assert path.with_suffix(".mo").read_bytes() == compiled(read(path, language)), "run `python -m tools.words`"


@pytest.mark.parametrize(("owner", "language", "path"), FILES, ids=NAMES)
def test_spanish_keeps_the_tone(owner: str, language: str, path: Path) -> None:
    if language != "es":
        pytest.skip("these are rules for Spanish")
    shouting = [
        one for message in entries(read(path, language)) for one in said(message) if set("!¡") & set(PLACE.sub("", one))
    ]
    basket = "cesta" if owner == "law_mx" else "carrito"
    unkind = re.compile(rf"\b(por favor|inválid[oa]s?|lo sentimos|ups|{basket})\b", re.IGNORECASE)
    wrong = [one for message in entries(read(path, language)) for one in said(message) if unkind.search(one)]
    formal = re.compile(r"\b(tú|te|tus|tuyo|contigo)\b", re.IGNORECASE)
    familiar = [one for message in entries(read(path, language)) for one in said(message) if formal.search(one)]
    assert shouting == []
    assert wrong == []
    if owner in ("b2b", "b2g"):
        assert familiar == []


@pytest.mark.parametrize(
    ("owner", "region", "path"), REGIONAL, ids=[f"{owner}-{region}" for owner, region, _ in REGIONAL]
)
def test_a_region_says_only_what_it_says_otherwise(owner: str, region: str, path: Path) -> None:
    language = read(path.parents[2] / region[:2] / "LC_MESSAGES" / path.name, region[:2])
    for message in entries(read(path, region)):
        known = language.get(message.id)
        assert known is not None, f"{message.id}: nobody says this any more, run `python -m tools.words`"
        assert all(said(message)), message.id
        assert said(message) != said(known), message.id
        assert Counter(PLACE.findall(said(message)[0])) == Counter(PLACE.findall(said(known)[0])), message.id
    assert path.with_suffix(".mo").read_bytes() == compiled(read(path, region)), "run `python -m tools.words`"


def test_nothing_is_said_in_mexico_as_only_spain_says_it() -> None:
    otherwise = {owner: read(path, region) for owner, region, path in REGIONAL if region == "es_MX"}
    wrong = []
    for owner, language, path in FILES:
        if language != "es" or owner == "law_eu":
            continue
        spanish = read(path, language)
        for message, files in FOUND[owner].items():
            key = message if isinstance(message, str) else message[0]
            here = otherwise[owner].get(key) if owner in otherwise else None
            found = here or spanish.get(key)
            on_pages = any(not one.startswith(OF_THE_TERMINAL) for one in files)
            if on_pages and found is not None and any(OF_SPAIN.search(one) for one in said(found)):
                wrong.append((owner, key))
    assert wrong == []


@pytest.mark.parametrize("path", TEMPLATES, ids=[path.relative_to(ROOT).as_posix() for path in TEMPLATES])
def test_links_of_templates_stay_in_the_language_of_the_page(path: Path) -> None:
    for link in LINK.findall(path.read_text("utf-8")):
        inside = link.removeprefix("{{").strip()
        elsewhere = link.startswith("#") or inside.startswith(("asset(", *ABSOLUTE))
        assert elsewhere or "|here }}" in link, f'write {{{{ …|here }}}} in "{link}"'


def test_messages_are_found_where_people_write_them() -> None:
    source = """
_WAIT = "Wait"
class Put(Command):
    name: str = Field(title="Name", description="Of whom", json_schema_extra={"error": "Say it", "options": {"a": "First"}})
    days: int = Field(description="a setting has no title")
def view(request, many):
    _ = request.gettext
    text("One " "sentence", n=1)
    _(_WAIT), _("Left" if many else "Right"), ngettext("%(n)s day", "%(n)s days", 2)
    _(f"not {many}")
"""
    assert set(messages_of(source)) == {
        "Name", "Of whom", "Say it", "First", "One sentence", "Wait", "Left", "Right", ("%(n)s day", "%(n)s days"),
    }  # fmt: skip


def test_words_of_fields_are_found_wherever_they_are_written() -> None:
    source = """
from pydantic import Field as Asked
_ASK = {"error": "Say when"}
class Put(Command):
    first: str = Field(title="First", json_schema_extra=dict(_ASK))
    second: str = Field(title="Second", json_schema_extra={**_ASK, "kind": "text"})
    third: str = Asked(title="Third", json_schema_extra=dict(error="Say where", options={"a": "Here"}))
"""
    assert set(messages_of(source)) == {"First", "Second", "Third", "Say when", "Say where", "Here"}


def test_all_words_of_forms_are_in_a_catalogue() -> None:
    """As the forms themselves hold them, however the code writes them down."""
    for package in (ecomkit.plugins, ecomkit.web):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" not in module.name:
                import_module(module.name)
    known = {message for found in FOUND.values() for message in found}
    silent = {
        f"{model.__module__}.{model.__name__}: {words}"
        for model in models(BaseModel)
        if model.__module__.startswith("ecomkit.")
        for words in words_of(model)
        if words not in known
    }
    assert silent == set(), "tools/words.py does not find these"


def models(above: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for one in above.__subclasses__():
        yield one
        yield from models(one)


def words_of(model: type[BaseModel]) -> Iterator[str]:
    """What the fields of a form say. Settings have no titles."""
    for field in model.model_fields.values():
        extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
        options = extra.get("options")
        said = (
            field.title,
            field.description,
            extra.get("error"),
            *(options.values() if isinstance(options, dict) else ()),
        )
        yield from (str(words) for words in said if words and field.title)


def test_messages_of_the_command_line_are_found_too() -> None:
    source = """
COMMANDS = (Entry("put", "shop:put", "Put it in its place."),)
@commands.command()
@click.option("--where", show_default="here", help="The place.")
@click.argument("what", metavar="WHAT")
def put(what, where):
    '''Put WHAT there.

    It stays there.
    '''
    say("%(what)s is there", what=what)
    say_count("%(number)s thing", "%(number)s things", 2)
TITLES = (marked("places"),)
"""
    assert set(messages_of(source)) == {
        "Put it in its place.", "here", "The place.", "Put WHAT there.\n\nIt stays there.", "%(what)s is there", "places",
        ("%(number)s thing", "%(number)s things"),
    }  # fmt: skip
