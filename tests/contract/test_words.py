"""Every sentence is said in every language, and every link stays in the language of its page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from tools.words import catalogue_files, collected, compiled, messages_of, read

ROOT = Path(__file__).parents[2]
FOUND = collected()
FILES = list(catalogue_files(sorted(FOUND)))
NAMES = [f"{owner}-{language}" for owner, language, _ in FILES]
PLACE = re.compile(r"%\(\w+\)s|%%")
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


@pytest.mark.parametrize(("owner", "language", "path"), FILES, ids=NAMES)
def test_a_language_says_every_message(owner: str, language: str, path: Path) -> None:
    catalogue = read(path, language)
    known = {message.id if isinstance(message.id, str) else tuple(message.id) for message in entries(catalogue)}
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
    shouting = [one for message in entries(read(path, language)) for one in said(message) if set("!¡") & set(one)]
    basket = "cesta" if owner == "law_mx" else "carrito"
    unkind = re.compile(rf"\b(por favor|inválid[oa]s?|lo sentimos|ups|{basket})\b", re.IGNORECASE)
    wrong = [one for message in entries(read(path, language)) for one in said(message) if unkind.search(one)]
    formal = re.compile(r"\b(tú|te|tus|tuyo|contigo)\b", re.IGNORECASE)
    familiar = [one for message in entries(read(path, language)) for one in said(message) if formal.search(one)]
    assert shouting == []
    assert wrong == []
    if owner in ("b2b", "b2g"):
        assert familiar == []


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
