"""The owner's escape hatch: `ecomkit-audit.toml`, read strictly, so that a slip is told with its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError

from ecomkit.audit.budget import Limits
from ecomkit.audit.values import Value
from ecomkit.errors import UserError
from ecomkit.mistakes import mistake_in

__all__ = ["Recipe", "Step", "Waiver", "read_recipe"]


class Step(Value):
    """One stop of the journey, done as the owner says. Locators are Playwright's. Each part may be missing."""

    click: str = ""
    goto: str = ""
    fill: dict[str, str] = Field(default_factory=dict)
    expect: str = Field(default="", description="a locator, or url~=TEXT")


class Waiver(Value):
    """A failure that the owner accepts until a day, with the reason. It stays in the report.

    `page`: only where the check fails on that page alone; `by`: who accepted it.
    """

    until: date
    why: str = Field(min_length=1)
    page: str = ""
    by: str = ""

    def covers(self, pages: Collection[str]) -> bool:
        """Whether a failure seen on these pages is the one that was accepted."""
        return not self.page or set(pages) == {self.page}


class _Search(Value):
    term: str = ""


class _Product(Value):
    url: str = ""


class _Stop(Value):
    when: str = ""


class _Login(Value):
    """An account to sign in with. Name and password stay in the environment; `name` is the first name it is called by."""

    url: str = ""
    user_env: str = ""
    pass_env: str = ""
    name: str = ""


class _Auth(Value):
    storage_state: str = ""
    login: _Login = _Login()


class _Mail(Value):
    url: str = ""


class _Contact(Value):
    send: bool = False


class _Steps(Value):
    open_list: Step | None = None
    open_product: Step | None = None
    add_to_cart: Step | None = None
    open_cart: Step | None = None
    checkout: Step | None = None
    fill: Step | None = None
    next: Step | None = None


class _Routes(Value):
    returns: str = ""
    contact: str = ""
    privacy: str = ""
    shipping: str = ""
    terms: str = ""
    tracking: str = ""
    help: str = ""
    register_: str = Field(default="", alias="register")


class Recipe(Value):
    """What an owner may tell the auditor. All is optional; the driver's own sense fills the gaps. `owner` holds for `shop` alone."""

    shop: str = ""
    owner: bool = False
    locale: str = ""
    currency: str = ""
    budget: Limits = Limits()
    search: _Search = _Search()
    product: _Product = _Product()
    step: _Steps = _Steps()
    stop: _Stop = _Stop()
    auth: _Auth = _Auth()
    mail: _Mail = _Mail()
    contact: _Contact = _Contact()
    law: tuple[Literal["eu", "mx", "none"], ...] = ()
    language: Literal["", "en", "es"] = ""
    waive: dict[str, Waiver] = Field(default_factory=dict)
    route: _Routes = _Routes()
    file: str = Field(default="", exclude=True)

    def owns(self, url: str) -> bool:
        """Whether it declares the shop at that address the owner's. Raises UserError where it does so for another shop, or for any."""
        if not self.owner or (self.shop and _origin(self.shop) == _origin(url)):
            return self.owner
        if self.shop:
            told = f'the recipe is for {self.shop}, not for {url}: where that is yours, write shop = "{_origin(url)}", else use none'
        else:
            told = f'owner = true holds for one shop alone: name it (shop = "{_origin(url)}")'
        raise UserError(f"{self.file or 'the recipe'}: {told}")


def _origin(url: str) -> str:
    """Scheme, host and port of an address, written in one way."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2].casefold()
    return f"{parts.scheme}://{host.removesuffix({'http': ':80', 'https': ':443'}.get(parts.scheme, ''))}"


def read_recipe(path: Path) -> Recipe:
    """Read a recipe. Raises UserError with file, line and key for anything that does not belong."""
    try:
        text = path.read_text(encoding="utf-8")
        found: Mapping[str, object] = tomllib.loads(text)
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UserError(f"{path}: is not UTF-8 text; save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"{path}: is not TOML: {error}") from error
    if "file" in found:
        raise UserError(f"{path}:{_line(text, ('file',))}: file: there is no such key; take it out")
    try:
        return Recipe.model_validate({**found, "file": str(path)})
    except ValidationError as error:
        first = error.errors()[0]
        keys = tuple(str(part) for part in first["loc"])
        hint = "there is no such key; take it out" if first["type"] == "extra_forbidden" else str(mistake_in(first))
        raise UserError(f"{path}:{_line(text, keys)}: {'.'.join(keys)}: {hint}") from error


def _line(text: str, keys: tuple[str, ...]) -> int:
    """The line on which the last of the keys is named, after its table where that has a heading."""
    lines = text.splitlines()
    start = 0
    for key in keys:
        named = re.compile(rf"(^|[\s.\[\"']){re.escape(key)}([\s.\]\"'=]|$)")
        start = next((n for n in range(start, len(lines)) if named.search(lines[n])), start)
    return start + 1
