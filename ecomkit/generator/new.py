"""Making a shop: everything is checked before anything is written, and written as a whole or not at all."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ecomkit import __version__
from ecomkit.errors import EcomkitError
from ecomkit.generator import repository, steps
from ecomkit.generator.answers import Answers
from ecomkit.generator.manifests import Manifest
from ecomkit.generator.placing import Placement
from ecomkit.generator.project import write_pristine, write_secrets
from ecomkit.generator.steps import Step, Tell
from ecomkit.generator.target import Target
from ecomkit.generator.vendoring import Pin
from ecomkit.speech import say, say_count

__all__ = ["Made", "Order", "make_shop", "planned_files"]

_GIT_AGAIN = 'git init && git add --all && git commit -m "New shop" -m "{trailer}: {version}"'


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for: where, with which answers, from which ecomkit, and whether with an environment."""

    target: Target
    answers: Answers
    pin: Pin
    installed: tuple[Manifest, ...]
    install: bool = True


@dataclass(frozen=True, slots=True)
class Made:
    """What came of it. `complete` is false when a step has to be repeated."""

    files: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def complete(self) -> bool:
        """Whether every step was done, or left for later on purpose."""
        return all(step.state != "failed" for step in self.steps)


def planned_files(order: Order) -> tuple[str, ...]:
    """The files that would be written, without writing any in the place. Raises `NotFinished`."""
    with tempfile.TemporaryDirectory(prefix="ecomkit-") as folder:
        into = Path(folder, "new")
        _write(order, into)
        return (*_files(into), ".env")


def make_shop(order: Order, tell: Tell) -> Made:
    """Write the shop, then take the steps. Raises `NotFinished` when it could not be written; nothing is left then.

    Ctrl-C at any moment leaves nothing behind either.
    """
    taken: list[Step] = []

    def take(step: str, title: str, work: Callable[[], Step]) -> None:
        tell(Step(step, title, "running"))
        ended = work()
        taken.append(ended)
        tell(ended)

    with Placement(order.target.folder) as placement:
        files: list[str] = []
        take("write", "files", lambda: _written(order, placement.folder, files))
        take("git", "repository", lambda: _repository(placement))
        write_secrets(placement.folder, order.answers)
        placement.place()
        _after(order, take)
    return Made((*files, ".env"), tuple(taken))


def _written(order: Order, into: Path, files: list[str]) -> Step:
    _write(order, into)
    files += _files(into)
    return Step("write", "files", "done", say_count("%(number)s file", "%(number)s files", len(files) + 1))


def _write(order: Order, into: Path) -> None:
    write_pristine(order.answers, order.target, order.pin, order.installed, into)


def _files(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()))


def _repository(placement: Placement) -> Step:
    again = _GIT_AGAIN.format(trailer=repository.TRAILER, version=__version__)
    if placement.has_repository:
        return Step(
            "git", "repository", "skipped", say("the folder has its own: look over the changes and commit them")
        )
    if not repository.has_git():
        return Step("git", "repository", "failed", say("git is not installed"), again)
    try:
        commit = repository.first_commit(placement.folder, __version__)
    except (EcomkitError, OSError) as error:
        return steps.failed("git", "repository", error, again)
    return Step("git", "repository", "done", say("first commit %(commit)s", commit=commit))


def _after(order: Order, take: Callable[[str, str, Callable[[], Step]], None]) -> None:
    """Environment, database, catalogue: in the shop's own environment where there is one, else in this one."""
    folder = order.target.folder
    if not order.install:
        later = say("the first command that needs it makes it")
        take("install", "environment", lambda: Step("install", "environment", "skipped", "--no-install"))
        take("migrate", "database", lambda: Step("migrate", "database", "later", later))
        take(
            "seed",
            "catalogue and people",
            lambda: Step("seed", "catalogue and people", "later", say("`ecomkit dev` brings them")),
        )
        return
    ended: list[Step] = []

    def install() -> Step:
        ended.append(steps.install(folder, order.pin))
        return ended[0]

    take("install", "environment", install)
    own = folder / ".venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    python = str(own) if ended[0].state == "done" else sys.executable
    take("migrate", "database", lambda: steps.migrate(folder, python))
    take("seed", "catalogue and people", lambda: steps.seed(folder, python))
