"""The files of a shop: rendered the same way for a new one and for an update."""

from __future__ import annotations

import os
import secrets
import shutil
import tomllib
from pathlib import Path
from typing import Any

from ecomkit.errors import UserError
from ecomkit.generator.answers import Answers, collect
from ecomkit.generator.catalogue import adapt, speak
from ecomkit.generator.manifests import Manifest
from ecomkit.generator.questions import Surroundings
from ecomkit.generator.render import render
from ecomkit.generator.target import Target
from ecomkit.generator.values import values_for
from ecomkit.generator.vendoring import Pin, scaffold, write_wheel
from ecomkit.speech import say

__all__ = ["RECORD", "read_record", "write_pristine", "write_secrets"]

RECORD = ".ecomkit.toml"
"""The file that keeps the answers and the version, for updates."""

_DATABASE_PASSWORD = 18
_TRANSLATED = ("es",)
"""Languages that the scaffold's own texts are written in, besides English."""


def write_pristine(answers: Answers, target: Target, pin: Pin, installed: tuple[Manifest, ...], into: Path) -> None:
    """Write everything that is the same for these answers and this version: no secret, nothing of this machine."""
    without: tuple[str, ...] = () if answers.catalogue == "demo" else ("catalogue/**",)
    spoken = {one.partition("-")[0] for one in answers.languages}
    without += tuple(path for one in _TRANSLATED if one not in spoken for path in (f"*.{one}.md", f"{one}.po"))
    source = scaffold("shop")
    render(source, into, values_for(answers, target, pin, installed), without=without)
    write_wheel(pin, into / "vendor")
    pictures = into / "catalogue" / "pictures"
    if answers.catalogue == "demo":
        shutil.copytree(source / "pictures", pictures)  # copied, not rendered: each would cost as much as a template
        adapt(into / "catalogue", currency=answers.currency, country=answers.country)
        speak(into / "catalogue", answers.languages[0])
    else:
        pictures.mkdir(parents=True)
        (pictures / ".gitkeep").touch()


def write_secrets(folder: Path, answers: Answers) -> None:
    """Write `.env` with secrets of its own, readable by its owner alone from its first byte on."""
    lines = [
        "# Secrets of this machine: never commit this file. .env.example says what each one is for.",
        f"ECOMKIT_SECRET={secrets.token_urlsafe(32)}",
        "GATEWAY_URL=http://127.0.0.1:9000",
        f"GATEWAY_SECRET={secrets.token_urlsafe(24)}",
    ]
    if answers.database == "postgresql":
        password = secrets.token_urlsafe(_DATABASE_PASSWORD)
        lines += [f"POSTGRES_PASSWORD={password}", f"DATABASE_URL=postgresql://shop:{password}@127.0.0.1:5432/shop"]
    opened = os.open(folder / ".env", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(opened, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def read_record(folder: Path, installed: tuple[Manifest, ...]) -> tuple[Answers, Target, str]:
    """Answers, target and version of a shop that was made before. Raises `UserError` where there are none."""
    path = folder / RECORD
    try:
        found: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
        name, version, given = str(found["name"]), str(found["version"]), dict(found["answers"])
    except FileNotFoundError:
        raise UserError(
            say("%(path)s is not there: run this in the folder of a shop that `ecomkit new` made", path=path)
        ) from None
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise UserError(say("%(path)s cannot be read: %(error)s", path=path, error=error)) from error
    target = Target(folder.resolve(), name)
    return collect(given, Surroundings(target.title, installed)), target, version
