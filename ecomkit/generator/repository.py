"""Git, as far as a shop needs it: a first commit that is the pristine scaffold, so that later ones can be merged."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from ecomkit.errors import NotFinished
from ecomkit.speech import say

__all__ = ["TRAILER", "commit_all", "first_commit", "git", "has_git", "message"]

TRAILER = "Ecomkit-Scaffold"
"""The line of a commit that is a pristine scaffold, with the version it came from."""

# Nobody's hooks or signatures, and no ignore file but the shop's own: somebody may ignore wheels, the shop needs its.
_SETTINGS = (
    "core.hooksPath=/dev/null", "core.excludesFile=/dev/null", "commit.gpgsign=false", "init.defaultBranch=main", "core.autocrlf=false",
)  # fmt: skip
_TOUCHED_BY_HOOKS = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_COMMON_DIR",
    "GIT_PREFIX",
)


def has_git() -> bool:
    """Whether git is installed."""
    return shutil.which("git") is not None


def git(folder: Path, *arguments: str, check: bool = True) -> str:
    """Run git in a folder, without anybody's hooks, signatures or questions. Raises `NotFinished` with what git said."""
    environ = {name: value for name, value in os.environ.items() if name not in _TOUCHED_BY_HOOKS}
    options = [word for setting in _SETTINGS for word in ("-c", setting)]
    done = subprocess.run(
        ["git", *options, *arguments], cwd=folder, env={**environ, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"},
        capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    if check and done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()[-1:] or [say("no reason given")]
        raise NotFinished(say("git %(arguments)s: %(said)s", arguments=arguments[0], said=said[0]))
    return done.stdout.strip()


def message(title: str, version: str) -> str:
    """The message of a commit that is a pristine scaffold."""
    return f"{title}\n\n{TRAILER}: {version}"


def first_commit(folder: Path, version: str) -> str:
    """Make a repository with one commit; gives its short key."""
    git(folder, "init", "--quiet", "--template=")
    return commit_all(folder, message("New shop", version))


def commit_all(folder: Path, text: str) -> str:
    """Commit everything that is not ignored, as whoever git knows, or as the shop itself."""
    git(folder, "add", "--all")
    git(folder, *_identity(folder), "commit", "--quiet", "--allow-empty", "-m", text)
    return git(folder, "rev-parse", "--short", "HEAD")


def _identity(folder: Path) -> tuple[str, ...]:
    if git(folder, "config", "user.email", check=False) and git(folder, "config", "user.name", check=False):
        return ()
    return ("-c", "user.name=ecomkit", "-c", "user.email=ecomkit@localhost")
