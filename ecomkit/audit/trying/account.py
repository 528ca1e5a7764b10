"""Signing in with the account that the recipe tells, to see the name, the orders, and buying again. Nothing is bought."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from ecomkit.audit import look
from ecomkit.audit.facts import Facts, Link
from ecomkit.audit.lexicon import fold, matches, patterns
from ecomkit.audit.trials import Account
from ecomkit.errors import UserError

if TYPE_CHECKING:
    from ecomkit.audit.driver import Driver
    from ecomkit.audit.recipe import Recipe
    from ecomkit.audit.trying.bench import Bench

__all__ = ["greeted", "try_account"]

_GREETING = re.compile(
    r"\b(?:hola|hello|hi|welcome(?: back)?|bienvenid[oa]|signed in as|sesi[oó]n de),?\s+([^\W\d_]{2,})", re.IGNORECASE
)
_NO_NAMES = {"to", "a", "al", "de", "again", "back", "guest", "invitado"}


def try_account(bench: Bench) -> Account | None:
    """What a signed-in customer sees. None where the recipe tells no account. Raises UserError for an unset variable."""
    recipe = bench.walk.recipe
    login = recipe.auth.login
    if not login.user_env and not recipe.auth.storage_state:
        return None
    state = None if login.user_env else recipe.auth.storage_state
    with bench.driver(state) as (driver, _):  # type: ignore[arg-type]  # Playwright takes a path too
        if login.user_env:
            reason = _sign_in(driver, recipe, bench.walk.home)
        else:
            driver.open(bench.walk.home)
            reason = ""
        if reason:
            return Account(url=driver.page.url, entered=False, reason=reason)
        return _look_around(driver, recipe)


def _sign_in(driver: Driver, recipe: Recipe, home: str) -> str:
    """Send the form to sign in. Gives why it did not work, or nothing."""
    login = recipe.auth.login
    user, word = (_secret(name, recipe.file) for name in (login.user_env, login.pass_env))
    driver.open(urljoin(home, login.url) if login.url else home)
    facts = driver.look()
    if not login.url:
        link = _link(facts, "signin") or _link(facts, "account")
        if link is None:
            return "no link to sign in was found; say where in a recipe (auth.login.url)"
        driver.open(link.href)
        facts = driver.look()
    secret = next((n for n, field in enumerate(facts.fields) if field.type == "password" and field.visible), None)
    if secret is None:
        return f"{driver.page.url} asks for no password"
    form = facts.fields[secret].form
    who = next(
        (
            n for n, field in enumerate(facts.fields)
            if field.form == form and field.visible and field.type in {"email", "text", "tel", ""}
        ),
        None,
    )  # fmt: skip
    handles = look.elements(driver.page, look.FIELDS)
    if who is not None:
        handles[who].fill(user, timeout=2000)
    handles[secret].fill(word, timeout=2000)
    handles[secret].press("Enter", timeout=2000)
    driver.settle()
    after = driver.look()
    refused = any(field.type == "password" and field.visible for field in after.fields)
    return "the shop did not let the account in" if refused else ""


def _secret(name: str, file: str) -> str:
    if not name or not os.environ.get(name):
        raise UserError(f"{file}: auth.login: the environment has no variable {name or '(pass_env is missing)'}")
    return os.environ[name]


def _look_around(driver: Driver, recipe: Recipe) -> Account:
    landed = driver.look()
    pages = [landed]
    link = _link(landed, "orders")
    if link is None and (way := _link(landed, "account")):
        driver.open(way.href)
        pages.append(driver.look())
        link = _link(pages[-1], "orders")
    seen = [page.text for page in pages]
    name = recipe.auth.login.name or next((found for text in seen if (found := greeted(text))), "")
    account = Account(
        url=driver.page.url, entered=True, name=name, named=bool(name) and any(_says(text, name) for text in seen)
    )
    if link is None:
        return account
    response = driver.open(link.href)
    orders = driver.look()
    one = _one_order(orders)
    again = _again(orders)
    if not again and one:
        driver.open(one.href)
        again = _again(driver.look())
    return account.model_copy(
        update={
            "orders_url": orders.url,
            "orders_status": response.status if response else 0,
            "orders": sum(_is_order(orders, each) for each in orders.links),
            "again": again,
        }
    )


def greeted(text: str) -> str:
    """The name by which a page greets somebody; empty where it greets nobody by name."""
    return next((found for found in _GREETING.findall(text) if found.casefold() not in _NO_NAMES), "")


def _says(text: str, name: str) -> bool:
    return re.search(rf"\b{re.escape(fold(name))}\b", fold(text)) is not None


def _link(facts: Facts, topic: str) -> Link | None:
    """A visible link of that topic, one whose words say so before one whose address does."""
    shown = [link for link in facts.links if link.visible and link.href.startswith("http")]
    named = [link for link in shown if matches(topic, link.text)]
    addressed = [
        link for link in shown if any(p.search(fold(urlsplit(link.href).path)) for p in patterns(topic, "href"))
    ]
    return next(iter((*named, *addressed)), None)


def _is_order(facts: Facts, link: Link) -> bool:
    """Whether a link of the page of orders leads to one order: its address or its words hold a number."""
    inside = link.region == "main" and link.visible and link.href.partition("#")[0] != facts.url.partition("#")[0]
    return inside and bool(re.search(r"\d{3,}|[A-Z]{1,4}-?\d", f"{urlsplit(link.href).path} {link.text}"))


def _one_order(facts: Facts) -> Link | None:
    return next((link for link in facts.links if _is_order(facts, link)), None)


def _again(facts: Facts) -> str:
    """The words of a button or link that buys the same again."""
    said = (*facts.buttons, *(link.text for link in facts.links if link.visible and link.region == "main"))
    return next((words for words in said if matches("again", words)), "")
