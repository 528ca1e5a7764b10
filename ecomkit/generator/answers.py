"""Where answers come from: a file, `--set`, the person at the terminal, and defaults; in that order of age, the last wins."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ecomkit.errors import UserError
from ecomkit.generator.questions import QUESTIONS, Question, Surroundings, settle
from ecomkit.kernel.problems import close_match
from ecomkit.speech import say

__all__ = ["Answers", "collect", "read_answers_file"]

_LARGEST_FILE = 100_000
_KEYS = tuple(question.key for question in QUESTIONS)

Ask = Callable[[Question, Any], object]
"""Put a question with its default to a person; gives what they said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The eight answers, each checked."""

    shop_name: str
    models: tuple[str, ...]
    languages: tuple[str, ...]
    country: str
    currency: str
    database: str
    catalogue: str
    theme: str

    def plain(self) -> dict[str, Any]:
        """By question, lists as lists: for files and JSON."""
        return {key: list(value) if isinstance(value := getattr(self, key), tuple) else value for key in _KEYS}


def collect(given: Mapping[str, object], around: Surroundings, ask: Ask | None = None) -> Answers:
    """Check what was given, ask or assume the rest. Raises `UserError` for the first wrong answer.

    Everything given is checked before anything is asked, so that nobody answers seven questions in vain.
    """
    for key in given:
        if key not in _KEYS:
            meant = close_match(key, _KEYS)
            hint = (
                say("did you mean %(meant)s?", meant=repr(meant))
                if meant
                else say("the questions are %(keys)s", keys=", ".join(_KEYS))
            )
            raise UserError(say("there is no question %(key)s: %(hint)s", key=ascii(key)[:60], hint=hint))
    known: dict[str, Any] = {}
    for question in QUESTIONS:
        if question.key in given:
            known[question.key] = settle(question.key, given[question.key], known, around)
    settled: dict[str, Any] = {}
    for question in QUESTIONS:
        if question.key in given:
            settled[question.key] = settle(question.key, given[question.key], settled, around)
            continue
        default = question.default(settled, around)
        value = default if ask is None else ask(question, default)
        settled[question.key] = settle(question.key, value, settled, around)
    return Answers(**settled)


def read_answers_file(path: Path) -> dict[str, object]:
    """Answers from a TOML, JSON or YAML file, told apart by its name. Raises `UserError`."""
    readers: Mapping[str, Callable[[str], object]] = {
        ".toml": tomllib.loads,
        ".json": json.loads,
        ".yaml": _yaml,
        ".yml": _yaml,
    }
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise UserError(
            say("--answers %(path)s: name it .toml, .json or .yaml, so that its format is known", path=path)
        )
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise UserError(say("--answers %(path)s: it is larger than eight answers can be", path=path))
        found = reader(path.read_text("utf-8-sig"))
    except OSError as error:
        raise UserError(
            say("--answers %(path)s: cannot be read: %(strerror)s", path=path, strerror=error.strerror)
        ) from error
    except (ValueError, RecursionError) as error:
        said = " ".join(str(error).split())[:200]
        raise UserError(
            say("--answers %(path)s: is not %(upper)s: %(said)s", path=path, upper=path.suffix[1:].upper(), said=said)
        ) from error
    if not isinstance(found, dict) or not all(isinstance(key, str) for key in found):
        raise UserError(say('--answers %(path)s: write one answer a line, such as shop_name = "My shop"', path=path))
    return found


def _yaml(text: str) -> object:
    import yaml

    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error
