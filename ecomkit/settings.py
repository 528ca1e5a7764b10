"""Settings: what `shop.toml` and `.env` say, checked, with the line of each mistake."""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic.fields import FieldInfo

from ecomkit.domain.market import MAIN_MARKET, Market, MarketKey, market_clashes
from ecomkit.domain.money import CurrencyCode
from ecomkit.domain.value import Value
from ecomkit.errors import UserError
from ecomkit.mistakes import Mistake, Mistakes, mistake_in
from ecomkit.speech import marked, say

__all__ = [
    "Identity", "MailSettings", "MarketSettings", "RuleSettings", "Settings", "ShopSettings", "market_of", "read_settings",
]  # fmt: skip

_Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
_Line = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f]*$")]
_Name = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f]*$")]
_Url = Annotated[str, Field(pattern=r"^https?://[^\s/]+$")]
_FROM_OUTSIDE = {
    "ECOMKIT_URL": ("shop", "url"), "ECOMKIT_SMTP": ("mail", "smtp"), "ECOMKIT_DATABASE": ("shop", "database"),
}  # fmt: skip


_WRITE = {
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), marked("write a whole number, without quotes")),
    **dict.fromkeys(("bool_type", "bool_parsing"), marked("write true or false, without quotes")),
    **dict.fromkeys(("tuple_type", "list_type"), marked('write a list, such as ["ES", "PT"]')),
    **dict.fromkeys(
        ("dict_type", "mapping_type", "model_type"), marked("is a section: write it as [section] with keys below")
    ),
    "string_type": marked('write a text in "quotes"'),
    "missing": marked("is missing: write it"),
}


class ShopSettings(Value):
    """`[shop]`: what the shop is, where it sells, and what it is made of. The order of `plugins` is the order of calls."""

    name: Annotated[_Name, Field(description="What the shop is called, on every page")]
    line: Annotated[_Line, Field(description="A line about the shop, below its name")] = ""
    url: Annotated[_Url, Field(description="Where customers reach it: scheme and host, no slash at the end")] = (
        "http://127.0.0.1:8000"
    )
    currency: Annotated[CurrencyCode, Field(description="The currency that everything is priced in (ISO 4217)")] = "EUR"
    country: Annotated[_Country, Field(description="Where the shop is (ISO 3166-1)")] = "ES"
    countries: Annotated[
        tuple[_Country, ...], Field(description="Where it delivers; its own country always belongs to them")
    ] = ()
    languages: Annotated[
        tuple[str, ...], Field(min_length=1, description="Languages of pages and letters, the main one first")
    ] = ("en",)
    timezone: Annotated[str, Field(description="In which days begin, such as `Europe/Madrid`")] = "UTC"
    theme: Annotated[str, Field(description="The look of the pages")] = "shelf"
    database: Annotated[
        str, Field(description="`sqlite:///` with a path inside the shop's folder, or `postgresql://…`")
    ] = "sqlite:///var/shop.db"
    secret: Annotated[
        str,
        Field(min_length=16, description='What tokens and sessions are made from: `"env:NAME"`, never the word itself'),
    ]
    plugins: Annotated[
        tuple[str, ...],
        Field(description="What the shop is made of, in the order of calls; `local:name` for a file in `plugins/`"),
    ] = ()

    @field_validator("database")
    @classmethod
    def _known_engine(cls, value: str) -> str:
        if not value.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
            raise Mistake("write sqlite:/// with a path, or postgresql:// with user, host and name")
        return value

    @field_validator("languages")
    @classmethod
    def _spoken(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        """They are parts of addresses, so each stands once and is no more than a code."""
        for one in value:
            if not re.fullmatch(r"[a-z]{2,3}(-[A-Z]{2})?", one):
                raise Mistake("%(one)s is no language: write a code such as en, es or pt-BR", one=repr(one))
        if len(set(value)) < len(value):
            raise Mistake("name each language once, the main one first")
        return value

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise Mistake("%(value)s is no time zone: write one such as Europe/Madrid", value=repr(value))
        return str(ZoneInfo(value))


class MarketSettings(Value):
    """`[markets.us]`: countries that are served in a currency of their own, besides those of `[shop]`. `us` is its key."""

    currency: Annotated[CurrencyCode, Field(description="The currency that is asked there (ISO 4217)")]
    countries: Annotated[
        tuple[_Country, ...],
        Field(
            min_length=1,
            description="Where it delivers, each in one market; the first is assumed until another is said",
        ),
    ]
    name: Annotated[_Line, Field(description="What customers read; without it the names of its countries")] = ""
    prices_include_tax: Annotated[
        bool | None,
        Field(description="Whether its list prices contain the tax; without it as `rules.prices_include_tax`"),
    ] = None


class Identity(Value):
    """`[identity]`: who the customer deals with, shown on every page (E2.5, C8)."""

    company: Annotated[_Line, Field(description="The legal name of who sells")] = ""
    address: Annotated[_Line, Field(description="Where they can be found")] = ""
    tax_id: Annotated[_Line, Field(description="Their number with the tax office")] = ""
    email: Annotated[_Line, Field(description="Where they are written to")] = ""
    phone: Annotated[_Line, Field(description="Where they are called")] = ""
    answer_hours: Annotated[int, Field(ge=1, le=240, description="Within how many hours a message is answered")] = 24
    return_days: Annotated[int, Field(ge=0, le=365, description="For how many days goods can be sent back")] = 30
    return_costs: Annotated[
        Literal["customer", "shop"], Field(description="Who pays for sending goods back: `customer` or `shop`")
    ] = "customer"


class MailSettings(Value):
    """`[mail]`: the server that takes letters, and who they come from."""

    smtp: Annotated[str, Field(pattern=r"^[^\s:]+:\d{1,5}$", description="The server, as host and port")] = (
        "127.0.0.1:1025"
    )
    sender: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$", description="Who letters come from")] = (
        "shop@example.com"
    )
    user: Annotated[str, Field(description="The account on the server, where it asks for one")] = ""
    password: Annotated[str, Field(description='Its password: `"env:NAME"`, never the word itself')] = ""
    tls: Annotated[bool, Field(description="Whether the connection is encrypted before anything is said")] = False


class RuleSettings(Value):
    """`[rules]`: how long things last, in minutes and days, and how prices and orders are written."""

    quote_minutes: Annotated[int, Field(ge=1, le=1440, description="How long a price that was shown is kept")] = 30
    payment_minutes: Annotated[
        int,
        Field(
            ge=1,
            le=10080,
            description="How long an order waits for its payment, where the way to pay has no term of its own",
        ),
    ] = 60
    session_days: Annotated[int, Field(ge=1, le=365, description="How long somebody stays signed in")] = 30
    prices_include_tax: Annotated[bool, Field(description="Whether prices in imported files contain the tax")] = True
    facets: Annotated[
        tuple[str, ...],
        Field(
            description="The attributes and options that lists are narrowed by, in this order; without it lists choose"
        ),
    ] = ()
    order_prefix: Annotated[
        str, Field(pattern=r"^[A-Z0-9]{1,6}$", description="What the numbers of orders begin with")
    ] = "S"


class Settings(Value):
    """All of `shop.toml`. `plugins` holds a table for each plugin's own settings; `picks` decide between two owners of a key."""

    shop: ShopSettings
    identity: Identity = Identity()
    mail: MailSettings = MailSettings()
    rules: RuleSettings = RuleSettings()
    markets: Mapping[MarketKey, MarketSettings] = {}
    plugins: Mapping[str, Mapping[str, Any]] = {}
    picks: Mapping[str, str] = {}

    @field_validator("markets")
    @classmethod
    def _apart(cls, value: Mapping[str, MarketSettings], said: ValidationInfo) -> Mapping[str, MarketSettings]:
        shop, rules = said.data.get("shop"), said.data.get("rules")
        if shop is not None and rules is not None:
            others = [market_of(key, one, rules) for key, one in value.items()]
            if wrong := market_clashes(_main_market(shop, rules), others):
                raise Mistakes(wrong)
        return value

    @property
    def main_market(self) -> Market:
        """The market that `[shop]` says."""
        return _main_market(self.shop, self.rules)


def _main_market(shop: ShopSettings, rules: RuleSettings) -> Market:
    countries = tuple(dict.fromkeys((shop.country, *shop.countries)))
    return Market(key=MAIN_MARKET, currency=shop.currency, countries=countries, includes_tax=rules.prices_include_tax)


def market_of(key: str, one: MarketSettings, rules: RuleSettings) -> Market:
    """A market as its settings say it, with the rules of the shop where they say nothing."""
    includes = rules.prices_include_tax if one.prices_include_tax is None else one.prices_include_tax
    return Market(key=key, name=one.name, currency=one.currency, countries=one.countries, includes_tax=includes)


def read_settings(folder: Path, environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings of the shop in `folder`. Raises `UserError` with file, line and remedy of every mistake.

    A text `"env:NAME"` stands for a variable of the environment or of the shop's `.env`, so that no secret is in the file.
    """
    path = folder / "shop.toml"
    try:
        text = path.read_text("utf-8")
        raw = tomllib.loads(text)
    except FileNotFoundError:
        raise UserError(
            say("%(path)s is not there: run this in a shop's folder, or make one with `ecomkit new`", path=path)
        ) from None
    except UnicodeDecodeError as error:
        raise UserError(
            say(
                "%(path)s is not UTF-8 text: %(reason)s at byte %(start)s",
                path=path,
                reason=error.reason,
                start=error.start,
            )
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise UserError(say("%(path)s is not TOML: %(error)s", path=path, error=error)) from error
    known = _dotenv(folder / ".env") | dict(os.environ if environ is None else environ)
    missing: list[str] = []
    filled = _fill(raw, known, missing)
    if missing:
        names = ", ".join(sorted(set(missing)))
        raise UserError(
            say(
                "%(path)s: set %(names)s in %(file)s or in the environment",
                path=path,
                names=names,
                file=folder / ".env",
            )
        )
    for name, (section, key) in _FROM_OUTSIDE.items():
        if name in known and isinstance(filled.setdefault(section, {}), dict):
            filled[section][key] = known[name]
    given = {place: name for name, place in _FROM_OUTSIDE.items() if name in known}
    try:
        return Settings.model_validate(filled)
    except ValidationError as error:
        raise UserError("\n".join(_mistakes(path, text, error, given))) from error


def _dotenv(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    found = {}
    for line in path.read_text("utf-8").splitlines():
        name, sign, value = line.partition("=")
        if sign and not line.lstrip().startswith("#"):
            found[name.strip()] = value.strip().strip('"')
    return found


def _fill(value: Any, known: Mapping[str, str], missing: list[str]) -> Any:
    if isinstance(value, dict):
        return {key: _fill(one, known, missing) for key, one in value.items()}
    if isinstance(value, list):
        return [_fill(one, known, missing) for one in value]
    if isinstance(value, str) and value.startswith("env:"):
        name = value[4:]
        if not known.get(name):
            missing.append(name)
        return known.get(name, "")
    return value


def _mistakes(path: Path, text: str, error: ValidationError, given: Mapping[tuple[str, str], str]) -> list[str]:
    """A line for each; `given` are the keys that stand in the environment, by the name of their variable."""
    found = []
    for one in error.errors(include_url=False):
        where = [str(part) for part in one["loc"]]
        outside = given.get((where[0], where[-1])) if len(where) == 2 else None
        line = _line_of(text, where) if outside is None else None
        place = outside or f"{path}{f':{line}' if line else ''}"
        what = _unknown(where) if one["type"] == "extra_forbidden" else _asked(where, dict(one))
        found.append(f"{place}: {'.'.join(where)}: {what}")
    return found


def _unknown(where: list[str]) -> str:
    known = Settings.model_fields if len(where) == 1 else _fields(where[0])
    meant = difflib.get_close_matches(where[-1], known, 1)
    return (
        say("unknown key; did you mean %(meant)s?", meant=repr(meant[0]))
        if meant
        else say("unknown key; there are %(known)s", known=", ".join(known))
    )


def _asked(where: list[str], error: Mapping[str, Any]) -> str:
    """What to write. The value that stands there is not repeated: it may be a secret."""
    name = where[2:3] if _is_table(where[0]) else where[1:2]
    field = _fields(where[0]).get(name[0]) if name else None
    kind = error["type"]
    asked = say(_WRITE[kind]) if kind in _WRITE else mistake_in(error).said()
    means = field.description if field is not None and kind != "value_error" else None
    return f"{asked} ({say(means)})" if means else asked


def _fields(section: str) -> Mapping[str, FieldInfo]:
    model = Settings.model_fields[section].annotation if section in Settings.model_fields else None
    model = get_args(model)[1] if _is_table(section) else model
    return model.model_fields if isinstance(model, type) and issubclass(model, Value) else {}


def _is_table(section: str) -> bool:
    """Whether the keys of a section are names of the shop's own, each with a section below it, such as `[markets.us]`."""
    annotation = Settings.model_fields[section].annotation if section in Settings.model_fields else None
    return any(isinstance(one, type) and issubclass(one, Value) for one in get_args(annotation))


def _line_of(text: str, where: list[str]) -> int | None:
    """The line of a key: inside the table that it stands in, or that table's own line."""
    section, last = "", None
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*\[+\s*([^\]]+?)\s*\]+", line)
        if header:
            section = header.group(1).replace('"', "")
        path = ".".join(where)
        if section == path:
            last = last or number
        key = re.match(r"\s*\"?([\w.-]+)\"?\s*=", line)
        if key and f"{section}.{key.group(1)}".lstrip(".") in {path, ".".join(where[:-1])}:
            last = number
    return last
