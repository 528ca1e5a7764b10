"""What the doctor looks at. Every look is independent: one that fails is a finding, and the others go on."""

from __future__ import annotations

import re
import socket
import stat
import tomllib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ecomkit.errors import EcomkitError, UserError
from ecomkit.speech import say, say_count

if TYPE_CHECKING:
    from ecomkit.domain import Market
    from ecomkit.kernel import Registry
    from ecomkit.settings import Settings
    from ecomkit.shop import Shop

__all__ = ["Diagnosis", "diagnose"]

_PARCELS = ((200, "10"), (1_000, "50"), (10_000, "500"))
"""Grams and worth: what rows for letters, parcels or heavy goods carry."""
_LOCAL = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One finding: a stable id, its cause, how to mend it, and whether it is a fault or a remark."""

    id: str
    cause: str
    remedy: str = ""
    fault: bool = True

    def plain(self) -> dict[str, object]:
        """For JSON."""
        return asdict(self)


def diagnose(folder: Path) -> tuple[Diagnosis, ...]:
    """Everything that can be said of the shop in a folder."""
    from ecomkit.settings import read_settings

    found = [*_folder(folder), *_dotenv(folder / ".env"), *_version(folder)]
    try:
        settings = read_settings(folder)
    except UserError as error:
        mend = say("Correct the line, then run `ecomkit doctor` again.")
        return (*found, *(Diagnosis("settings.invalid", line, mend) for line in str(error).splitlines()))
    found += [*_secret(settings), *_public(settings), *_mail(settings)]
    found += _plugins(folder, settings)
    return tuple(found)


def _folder(folder: Path) -> Iterator[Diagnosis]:
    home = folder / "var"
    try:
        home.mkdir(exist_ok=True)
        probe = home / ".doctor"
        probe.write_text("", "utf-8")
        probe.unlink()
    except OSError as error:
        cause = say("%(home)s cannot be written: %(strerror)s", home=home, strerror=error.strerror)
        yield Diagnosis("folder.unwritable", cause, say("Give the user that runs the shop the right to write there."))


def _dotenv(path: Path) -> Iterator[Diagnosis]:
    if path.is_file() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield Diagnosis(
            "env.readable", say("%(path)s holds secrets and others can read it", path=path), f"chmod 600 {path}"
        )


def _version(folder: Path) -> Iterator[Diagnosis]:
    """The shop pins the ecomkit that made it; another one may run it by mistake."""
    from ecomkit import __version__

    try:
        pinned = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    except (OSError, KeyError, ValueError):
        return
    for one in pinned:
        stated = re.fullmatch(r"ecomkit(?:\[[a-z,]+\])?\s*==\s*([^+;\s]+)\S*", one)
        if stated and stated.group(1) != __version__:
            cause = say(
                "the shop is made for ecomkit %(pinned)s, this is %(version)s",
                pinned=stated.group(1),
                version=__version__,
            )
            yield Diagnosis(
                "version.other", cause, say("Run the shop's own: .venv/bin/ecomkit, or `ecomkit update`."), fault=False
            )


def _secret(settings: Settings) -> Iterator[Diagnosis]:
    secret = settings.shop.secret
    if len(secret) < 32 or len(set(secret)) < 10:
        cause = say("the shop's secret is short or monotonous: sessions and tokens can be guessed")
        make = 'python -c "import secrets; print(secrets.token_urlsafe(32))"'
        yield Diagnosis("secret.weak", cause, say("Put a new one into .env as ECOMKIT_SECRET: %(make)s", make=make))


def _public(settings: Settings) -> Iterator[Diagnosis]:
    url = urlsplit(settings.shop.url)
    if url.scheme == "http" and url.hostname not in _LOCAL:
        cause = say("%(url)s is not encrypted: browsers warn, and passwords travel in the open", url=settings.shop.url)
        yield Diagnosis("url.plain", cause, say("Serve it behind HTTPS and write https:// in shop.toml."))
    empty = [name for name in ("company", "address", "email") if not getattr(settings.identity, name)]
    if empty:
        cause = say("customers do not see who they deal with: %(empty)s in [identity] is empty", empty=", ".join(empty))
        yield Diagnosis("identity.empty", cause, say("Fill it in shop.toml before the shop opens."), fault=False)
    examples = [where for where, is_example in _examples(settings) if is_example]
    if examples:
        cause = say("what the scaffold wrote as an example is still there: %(examples)s", examples=", ".join(examples))
        yield Diagnosis(
            "settings.example", cause, say("Write your own into shop.toml before the shop opens."), fault=False
        )


def _examples(settings: Settings) -> tuple[tuple[str, bool], ...]:
    """Settings that a new shop has from its scaffold, and whether each is still what stood there."""
    from ecomkit.domain import is_sample_address

    transfer = settings.plugins.get("transfer", {})
    return (
        ("[identity] address", is_sample_address(settings.identity.address)),
        ("[identity] email", ".example" in settings.identity.email),
        ("[mail] sender", ".example" in settings.mail.sender),
        ("[plugins.transfer] iban", "ES91 2100 0418 4502 0005 1332" in str(transfer.get("iban", ""))),
        ("[plugins.transfer] clabe", "032 180 00011835971 9" in str(transfer.get("clabe", ""))),
        ("[plugins.transfer] account", "routing 000000000" in str(transfer.get("account", ""))),
    )


def _mail(settings: Settings) -> Iterator[Diagnosis]:
    host, _, port = settings.mail.smtp.rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=2).close()
    except (OSError, OverflowError) as error:
        said = getattr(error, "strerror", None) or str(error)
        local = host in _LOCAL
        mend = (
            say("`ecomkit dev` brings a mailbox.") if local else say("Check [mail] smtp in shop.toml and the network.")
        )
        yield Diagnosis(
            "mail.unreachable",
            say("no mail server answers at %(host)s:%(port)s (%(said)s)", host=host, port=port, said=said),
            mend,
            fault=not local,
        )


def _plugins(folder: Path, settings: Settings) -> Iterator[Diagnosis]:
    """Problems of plugins; the database is looked at only when they start, because they say what belongs in it."""
    from ecomkit.shop import examine_plugins

    registry, problems = examine_plugins(settings, folder)
    for one in problems:
        where = f" ({one.file}:{one.line})" if one.file and one.line else f" ({one.file})" if one.file else ""
        who = say("plugin %(plugin)s%(where)s", plugin=repr(one.plugin), where=where) + ": " if one.plugin else ""
        yield Diagnosis(
            one.code, f"{who}{one.message}", one.suggestion or say("Take it out of `plugins` in shop.toml.")
        )
    if not problems:
        yield from _untaxed(registry, settings)
        yield from _database(folder)


def _untaxed(registry: Registry, settings: Settings) -> Iterator[Diagnosis]:
    """A country without a tax, be it zero, is one to which nothing is sold: customers would learn it in the checkout."""
    markets = (country for one in settings.markets.values() for country in one.countries)
    served = sorted({settings.shop.country, *settings.shop.countries, *markets})
    missing = [country for country in served if registry.owner("resolve_tax", country) is None]
    if missing:
        cause = say("no plugin says the tax of %(missing)s: nothing can be sold there", missing=", ".join(missing))
        mend = say(
            "Enable the plugin rates and write [plugins.rates.tax.%(missing)s], or shorten `countries` in shop.toml.",
            missing=missing[0],
        )
        yield Diagnosis("tax.missing", cause, mend, fault=False)


def _unpriced(shop: Shop) -> Iterator[Diagnosis]:
    """A currency in which nothing has a price makes an empty market."""
    from ecomkit.storage.prices import is_priced

    with shop.database.read() as rows:
        empty = [code for code in shop.core.facts.foreign if not is_priced(rows, code)]
    for code in empty:
        market = shop.core.facts.market_in(code)
        cause = say(
            "no article has a price in %(code)s: the market %(market)s is empty",
            code=code,
            market=repr(market.key if market else code),
        )
        mend = say(
            "Write a column price:%(code)s into products.csv and import it, or set prices in the back office.",
            code=code,
        )
        yield Diagnosis("market.empty", cause, mend, fault=False)


def _undelivered(shop: Shop) -> Iterator[Diagnosis]:
    """A country to which no parcel goes, light or heavy: customers would learn it in the checkout."""
    from ecomkit.storage.catalogue import ships_goods

    with shop.database.read() as rows:
        if not ships_goods(rows):
            return
    facts = shop.core.facts
    served = [(None, facts.countries), *((market, market.countries) for market in facts.markets)]
    missing = [one for market, countries in served for one in countries if not _delivers(shop, market, one)]
    if missing:
        cause = say("nothing is delivered to %(missing)s: no way of delivery goes there", missing=", ".join(missing))
        mend = say(
            "Name %(missing)s in the `countries` of a row of [[plugins.rates.shipping]], in the currency of its market.",
            missing=missing[0],
        )
        yield Diagnosis("delivery.missing", cause, mend, fault=False)


def _delivers(shop: Shop, market: Market | None, country: str) -> bool:
    """Whether one of some common parcels goes to a country, or a plugin did not answer."""
    from ecomkit.domain import Actor, ActorKind, Channel, Destination, Parcel, parse_amount

    ctx = shop.context(channel=Channel.CLI, actor=Actor(kind=ActorKind.SYSTEM, key="core"), market=market)
    for grams, worth in _PARCELS:
        parcel = Parcel(
            destination=Destination(country=country), weight_g=grams, goods=parse_amount(worth, ctx.currency), pieces=1
        )
        if any(answer.failed or answer.values for answer in shop.hooks.shipping(ctx, parcel)):
            return True
    return False


def _unfound(shop: Shop) -> Iterator[Diagnosis]:
    """Products that the search does not know yet: of before an upgrade, or in a language that was added."""
    from ecomkit.cli.indexing import unindexed

    count = unindexed(shop)
    if count:
        cause = say_count(
            "the search does not know %(number)s product yet", "the search does not know %(number)s products yet", count
        )
        yield Diagnosis("search.behind", cause, "ecomkit migrate", fault=False)


def _planted(shop: Shop) -> Iterator[Diagnosis]:
    """Who came with the demonstration may do all in the back office: not in a shop that is open to the world."""
    from ecomkit.services.profiles import login_of
    from ecomkit.services.seeding import MANAGER
    from ecomkit.storage.profiles import credential_by

    if urlsplit(shop.settings.shop.url).hostname in _LOCAL:
        return
    with shop.database.read() as rows:
        planted = credential_by(rows, login_of(MANAGER)) is not None
    if planted:
        cause = say("%(email)s of the demonstration may do all in the back office", email=MANAGER)
        mend = say(
            "Open with a database of its own, without what `--seed` and `ecomkit dev` plant to try the shop with."
        )
        yield Diagnosis("people.planted", cause, mend)


def _database(folder: Path) -> Iterator[Diagnosis]:
    from sqlalchemy.exc import SQLAlchemyError

    from ecomkit.shop import open_shop
    from ecomkit.storage.migrate import pending

    try:
        shop = open_shop(folder)
    except (EcomkitError, SQLAlchemyError, ImportError, ValueError, OSError) as error:
        yield Diagnosis("database.invalid", " ".join(str(error).split())[:300], say("Correct `database` in shop.toml."))
        return
    try:
        waiting = pending(shop.database, shop.migrations)
    except SQLAlchemyError as error:
        said = " ".join(str(getattr(error, "orig", error)).split())[:300]
        yield Diagnosis(
            "database.unreachable",
            say("the database does not answer: %(said)s", said=said),
            say("Start it, or correct its URL."),
        )
    else:
        if waiting:
            cause = say_count(
                "%(number)s migration did not run yet", "%(number)s migrations did not run yet", len(waiting)
            )
            yield Diagnosis("database.pending", cause, "ecomkit migrate", fault=False)
        else:
            yield from _unpriced(shop)
            yield from _undelivered(shop)
            yield from _unfound(shop)
            yield from _planted(shop)
    finally:
        shop.close()
