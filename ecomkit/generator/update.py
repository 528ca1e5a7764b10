"""Updating a shop: the scaffold of today is committed beside the one it was made from, and git merges the difference.

The first commit of a shop, and one more for each update, is the pristine scaffold and says so in its message. What the
shop's people changed since is theirs: git keeps both, and shows the lines where both changed.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ecomkit import __version__
from ecomkit.errors import UserError
from ecomkit.generator.manifests import Manifest
from ecomkit.generator.project import read_record, write_pristine
from ecomkit.generator.repository import TRAILER, commit_all, git, has_git, message
from ecomkit.generator.vendoring import Pin
from ecomkit.speech import say

__all__ = ["Updated", "update_shop"]


@dataclass(frozen=True, slots=True)
class Updated:
    """What an update changed. `conflicts` are files in which the shop and the scaffold changed the same lines."""

    before: str
    after: str
    changed: tuple[str, ...]
    conflicts: tuple[str, ...]


def update_shop(folder: Path, pin: Pin, installed: tuple[Manifest, ...]) -> Updated:
    """Bring a shop's files up to this version. Raises `UserError` when it cannot begin, `NotFinished` when git cannot."""
    answers, target, before = read_record(folder, installed)
    base = _pristine_commit(folder)
    with tempfile.TemporaryDirectory(prefix="ecomkit-") as temporary:
        work = Path(temporary, "work")
        git(folder, "worktree", "add", "--quiet", "--detach", str(work), base)
        try:
            _empty(work)
            write_pristine(answers, target, pin, installed, work)
            git(work, "add", "--all")
            changed = tuple(git(work, "diff", "--cached", "--name-only").splitlines())
            if not changed:
                return Updated(before, __version__, (), ())
            commit_all(work, message(f"Scaffold of ecomkit {__version__}", __version__))
            newest = git(work, "rev-parse", "HEAD")
        finally:
            git(folder, "worktree", "remove", "--force", str(work), check=False)
            git(folder, "worktree", "prune", check=False)
    return Updated(before, __version__, changed, _merge(folder, newest))


def _pristine_commit(folder: Path) -> str:
    """The newest commit that is a pristine scaffold. Raises `UserError` where an update cannot begin."""
    if not has_git():
        raise UserError(say("an update needs git: install it, then try again"))
    top = git(folder, "rev-parse", "--show-toplevel", check=False)
    if not top or Path(top).resolve() != folder.resolve():
        raise UserError(
            say("%(folder)s is no git repository of its own: an update merges into its commits", folder=folder)
        )
    if git(folder, "status", "--porcelain"):
        raise UserError(say("there are changes that are not committed: commit them, so that an update can be undone"))
    found = git(folder, "log", f"--grep=^{TRAILER}: ", "--format=%H", "-1")
    if not found:
        raise UserError(
            say("no commit says %(trailer)s: the one that `ecomkit new` made is gone from the history", trailer=TRAILER)
        )
    return found


def _empty(work: Path) -> None:
    for path in work.iterdir():
        if path.name == ".git":
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _merge(folder: Path, commit: str) -> tuple[str, ...]:
    """Merge; gives the files that a person has to look at. Raises `NotFinished` for any other failure."""
    title = f"Update to ecomkit {__version__}"
    identity = (
        []
        if git(folder, "config", "user.email", check=False)
        else ["-c", "user.name=ecomkit", "-c", "user.email=ecomkit@localhost"]
    )
    git(folder, *identity, "merge", "--quiet", "--no-ff", "-m", title, commit, check=False)
    conflicts = tuple(git(folder, "diff", "--name-only", "--diff-filter=U").splitlines())
    if not conflicts:
        git(folder, "merge-base", "--is-ancestor", commit, "HEAD")
    return conflicts
