"""Finding and starting a browser, and telling in plain words why one cannot be started."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from ecomkit.errors import NotFinished, UserError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

__all__ = ["Opened", "find_browser", "open_browser"]

Opened: TypeAlias = "tuple[Playwright, Browser]"
"""A running browser and the driver that started it."""

_NAMES = (
    "chromium-headless-shell", "chrome-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
)  # fmt: skip
"""A browser that has no windows at all comes first: the same engine, and two fifths less work for the processor."""
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
)
_NODE = """--max-semi-space-size=1 --import=data:text/javascript,process.on('SIGINT',Number)"""
"""Playwright's driver is a Node program, which else lets tens of megabytes of what is over pile up before it looks.

A terminal's Ctrl-C reaches every program that was started from it: driver and browser leave it to the audit, which still needs them.
"""
_REMEDY = (
    "install the package chromium (apt install chromium), or run: playwright install chromium, "
    "or name one with --browser PATH"
)
_DRIVER = "the line above says what it misses, often the package libatomic1 (apt install libatomic1)"


def find_browser(own: str, chosen: Path | None = None) -> str:
    """The browser's path: the chosen one, else one on the PATH, else Playwright's own (`own`), without windows if it is there.

    Raises UserError where the chosen one is no file, NotFinished where there is none at all.
    """
    if chosen is not None:
        return _existing(chosen)
    for name in _NAMES:
        found = shutil.which(name)
        if found:
            return found
    found = next(_windowless(Path(own)), None) or (own if Path(own).is_file() else None)
    if found:
        return found
    raise NotFinished(f"no browser found: {_REMEDY}")


def _windowless(own: Path) -> Iterator[str]:
    """Playwright's browser without windows, which it puts beside the other: chromium-1 and chromium_headless_shell-1."""
    for folder in own.parents:
        name, _, number = folder.name.rpartition("-")
        if name == "chromium" and number.isdecimal():
            shells = folder.with_name(f"chromium_headless_shell-{number}").glob("*/*headless*shell*")
            yield from (str(path) for path in shells if path.is_file())


def _existing(chosen: Path) -> str:
    if not chosen.is_file():
        raise UserError(f"--browser {chosen}: there is no such file")
    return str(chosen)


@contextmanager
def open_browser(chosen: Path | None = None, arguments: tuple[str, ...] = ()) -> Iterator[Opened]:
    """Start a browser without a window and stop it at the end. Raises NotFinished where that cannot be done."""
    if chosen is not None:
        _existing(chosen)
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError as error:
        raise NotFinished("the audit needs Playwright: pip install 'ecomkit[audit]'") from error
    with ExitStack() as stack:
        try:
            with _as_told():
                playwright = stack.enter_context(sync_playwright())
        except Exception as error:  # Playwright raises no class of its own here
            raise NotFinished(f"Playwright's driver does not start ({error}): {_DRIVER}") from error
        path = find_browser(playwright.chromium.executable_path, chosen)
        try:
            browser = playwright.chromium.launch(
                executable_path=path, args=[*_ARGUMENTS, *arguments], handle_sigint=False
            )
        except Error as error:
            raise NotFinished(f"{path} does not start ({_reason(str(error))}): {_REMEDY}") from error
        try:
            yield playwright, browser
        finally:
            with suppress(Error):  # Ctrl-C may have ended it already
                browser.close()


def _reason(message: str) -> str:
    """The last line that the browser itself wrote, else the last that is no note of Playwright's."""
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    own = [line.rpartition("[err]")[2].strip() for line in lines if "[err]" in line]
    others = [line for line in lines if not line.startswith(("-", "<", "[", "Call log", "Browser logs"))]
    return next((line for line in reversed(own or others) if line), "no reason given")


@contextmanager
def _as_told() -> Iterator[None]:
    """Node programs that are started meanwhile keep their memory small and leave Ctrl-C alone, unless the caller tells them otherwise."""
    own = os.environ.get("NODE_OPTIONS")
    os.environ["NODE_OPTIONS"] = f"{_NODE} {own or ''}".strip()
    try:
        yield
    finally:
        if own is None:
            del os.environ["NODE_OPTIONS"]
        else:
            os.environ["NODE_OPTIONS"] = own
