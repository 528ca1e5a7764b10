"""The report in another language: what checks conclude, their titles and remedies, and the fixed words of its pages.

Checks and pages are written in English. A sentence is looked up by its English text; where a shop put numbers and names into it,
by the pattern that it was made from. What nobody has translated, such as a plugin's own check, stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from ecomkit.audit.lexicon import words_file

if TYPE_CHECKING:
    from ecomkit.audit.check import Exhibit, Measure
    from ecomkit.audit.report import Report, Result

__all__ = ["LANGUAGES", "check_words", "figure", "in_language", "page_in", "said", "sentences"]

LANGUAGES = ("en", "es")
"""The languages that a report can be in."""

_DECIMAL_SIGNS = {"es": ","}
_FIGURE = re.compile(r"\d+\.\d{1,2}(?: (?:s|ms|kB|MB|Mbit/s))?|\d+\.\d\d(?: [+−=≠] \d+\.\d\d)+")
_COUNTED = re.compile(r"(\d+) (.+)")
_PLACE = re.compile(r"\{(\d)\}")
_JOINED = re.compile(r"(; |, | and )")
_NAME = re.compile(r"([a-z][a-z -]*?)(: | (?=\d))(.+)", re.DOTALL)
_PAGE_TOKEN = re.compile(r"(<[^>]*>|\{\{.*?\}\}|\{%.*?%\})", re.DOTALL)
_ATTRIBUTE = re.compile(r'(aria-label)="([^"]+)"')
_EXPRESSION = re.compile(r"\{\{.*?\}\}")
_CONTRACTIONS = {"es": ((re.compile(r"\bde el\b"), "del"), (re.compile(r"\ba el\b"), "al"))}
_CHOICE = re.compile(r"(\{\{ ?|else |\()'([^'{}<>]+)'(?= if| \}|\)| *\}\})")


@cache
def sentences(language: str) -> Mapping[str, str]:
    """Every sentence, phrase and word of the report that is known in that language, by its English text."""
    if language == "en":
        return {}
    files = (words_file(f"{name}-{language}.toml") for name in ("messages", "report", "page", "methods"))
    return {english: str(words) for found in files for english, words in found.items()}


@cache
def check_words(language: str) -> Mapping[str, Mapping[str, str]]:
    """Title, remedy and threshold of each check in that language, by its id."""
    if language == "en":
        return {}
    found = words_file(f"checks-{language}.toml")
    return {
        name: {str(k): str(v) for k, v in words.items()} for name, words in found.items() if isinstance(words, dict)
    }


@cache
def _patterns(language: str) -> tuple[tuple[re.Pattern[str], tuple[int, ...], str], ...]:
    """What sentences with something put into them look like; those with most words of their own first."""
    made = [(english, words) for english, words in sentences(language).items() if _PLACE.search(english)]
    made.sort(key=lambda pair: -len(_PLACE.sub("", pair[0])))
    return tuple((_pattern(english), tuple(map(int, _PLACE.findall(english))), words) for english, words in made)


def _pattern(english: str) -> re.Pattern[str]:
    return re.compile("(.+?)".join(re.escape(part) for part in _PLACE.split(english)[::2]), re.DOTALL)


def said(language: str, text: str) -> str:
    """A sentence in that language; as it is where nobody has translated it."""
    known = sentences(language)
    if not known or not text:
        return text
    if (whole := _whole(language, text)) is not None:
        return whole
    if (several := _sentences(language, text)) or (filled := _filled(language, text)):
        return several or filled
    parts = _JOINED.split(text)
    if len(parts) == 1:
        return _named(language, text)
    return "".join(
        " y " if part == " and " else part if n % 2 else said(language, part) for n, part in enumerate(parts)
    )


def _whole(language: str, text: str) -> str | None:
    """A text that is known as it stands, a figure, or a number with a known noun."""
    known = sentences(language)
    if text in known:
        return known[text]
    if _FIGURE.fullmatch(text):
        return figure(language, text)
    found = _COUNTED.fullmatch(text)
    noun = known.get(f"# {found[2]}") if found else None
    return f"{found[1]} {noun}" if found and noun else None


def _sentences(language: str, text: str) -> str:
    """Several sentences of one kind, such as one for each page; nothing where some part is unknown by itself."""
    parts = text.split("; ")
    told = [said(language, part) for part in parts] if len(parts) > 1 else []
    return "" if any(map(str.__eq__, parts, told)) else "; ".join(told)


def _filled(language: str, text: str) -> str:
    """A sentence with something put into it; nothing where no pattern fits."""
    for pattern, places, words in _patterns(language):
        if found := pattern.fullmatch(text):
            put = {place: said(language, part) for place, part in zip(places, found.groups(), strict=True)}
            return _put(language, words, put)
    return ""


def _put(language: str, words: str, put: Mapping[int, str]) -> str:
    """A sentence with its parts in place; an article runs together with the word before it: "de el" is "del"."""
    filled = _PLACE.sub(lambda place: put.get(int(place[1]), ""), words)
    for pattern, contracted in _CONTRACTIONS.get(language, ()):
        filled = pattern.sub(contracted, filled)
    return filled


def figure(language: str, text: str) -> str:
    """A number, with its unit or without, with that language's decimal sign."""
    return text.replace(".", _DECIMAL_SIGNS.get(language, "."))


def _named(language: str, text: str) -> str:
    """What begins with a known name and goes on after a colon, or with a number: "home: 8.3 s", "opening a menu: 45 ms"."""
    found = _NAME.fullmatch(text)
    if found is None or (name := said(language, found[1])) == found[1]:
        return text
    return f"{name}{found[2]}{said(language, found[3])}"


def in_language(report: Report, language: str) -> Report:
    """The report with its sentences in that language. Ids, addresses, elements and what the owner wrote stay."""
    if language == "en":
        return report
    return report.model_copy(
        update={
            "language": language,
            "checks": tuple(_result(language, one) for one in report.checks),
            "principles": tuple(one.model_copy(update={"name": said(language, one.name)}) for one in report.principles),
            "journeys": tuple(
                one.model_copy(update={"name": said(language, one.name), "reason": said(language, one.reason)})
                for one in report.journeys
            ),
        }
    )


def _result(language: str, result: Result) -> Result:
    words = dict(check_words(language).get(result.id, {}))
    return result.model_copy(
        update={
            **words,
            "method": said(language, result.method),
            "message": said(language, result.message),
            "waived": said(language, result.waived),
            "evidence": tuple(_exhibit(language, one) for one in result.evidence),
            "measures": tuple(_measure(language, one) for one in result.measures),
        }
    )


def _exhibit(language: str, exhibit: Exhibit) -> Exhibit:
    return exhibit.model_copy(update={"detail": said(language, exhibit.detail)})


def _measure(language: str, measure: Measure) -> Measure:
    page, colon, name = measure.name.rpartition(": ")
    told = f"{said(language, page)}: {said(language, name)}" if colon else said(language, measure.name)
    return measure.model_copy(update={"name": told})


def page_in(language: str, source: str) -> str:
    """A template's source with its fixed words in that language: texts between tags, labels, and words chosen by a condition."""
    known = sentences(language)
    if not known:
        return source
    return "".join(
        _token(known, token) for token in _PAGE_TOKEN.split(source.replace('lang="en"', f'lang="{language}"'))
    )


def _token(known: Mapping[str, str], token: str) -> str:
    if token.startswith("{"):
        return _CHOICE.sub(lambda found: f"{found[1]}'{known.get(found[2], found[2])}'", token)
    if token.startswith("<"):
        return _ATTRIBUTE.sub(lambda found: f'{found[1]}="{_label(known, found[2])}"', token)
    words = token.strip()
    return token.replace(words, known[words]) if words in known else token


def _label(known: Mapping[str, str], text: str) -> str:
    """A label with at most one expression in it, which keeps its place."""
    inner = _EXPRESSION.search(text)
    if inner is None:
        return known.get(text, text)
    words = known.get(text.replace(inner[0], "{0}"))
    return words.replace("{0}", inner[0]) if words else text
