"""Putting the product into the cart, seeing that it is there, and taking it out again at the end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ecomkit.audit import look
from ecomkit.audit.driver import Blocked, Driver
from ecomkit.audit.evidence import AddOutcome, Stage
from ecomkit.audit.facts import Facts
from ecomkit.audit.lexicon import any_match, fold, matches, patterns
from ecomkit.audit.money import amounts
from ecomkit.audit.score import SURE, Candidate

if TYPE_CHECKING:
    from playwright.sync_api import ElementHandle

    from ecomkit.audit.walk import Walk

__all__ = ["add_to_cart", "empty_cart", "holds", "open_cart"]

_CHOICES = "select, input[type=radio], [role=radio], [aria-pressed]"


def add_to_cart(walk: Walk) -> None:
    """Choose what must be chosen, press the best candidate, and confirm by the page's state, not by the press."""
    driver = walk.driver
    if walk.recipe.step.add_to_cart:
        before = driver.look()
        walk.follow("add_to_cart", walk.recipe.step.add_to_cart)
        walk.add = _outcome(walk, "the recipe's step", before, driver.look(), None)
        return
    _choose_variants(driver)
    facts = driver.look()
    for handle, candidate in driver.best("add", facts)[:2]:
        counted = cart_count(driver)
        if not driver.press(handle, candidate.name):
            continue
        walk.add = _outcome(walk, candidate.name, facts, driver.look(), counted)
        if walk.add.confirmed:
            return
    if walk.add is None:
        walk.add = AddOutcome(pressed="", confirmed=False)


def _outcome(walk: Walk, pressed: str, before: Facts, after: Facts, counted: int | None) -> AddOutcome:
    known = set(fold(before.text).splitlines()) | set(before.text.splitlines())
    fresh = [line for line in after.text.splitlines() if line.strip() and line not in known]
    told = next((line for line in fresh if matches("added", line)), "")
    now = cart_count(walk.driver)
    grown = counted is not None and now is not None and now > counted
    moved = after.url != before.url and holds(after, walk.product_title) and _is_cart(after.url)
    drawn = any(holds_text(line, walk.product_title) for line in fresh) and any_match(
        "checkout", after.buttons + _links(after)
    )
    shown = (
        told,
        "the cart's count grew" if grown else "",
        "the cart page opened" if moved else "",
        "a panel showed the cart" if drawn else "",
    )
    feedback = next((way for way in shown if way), "")
    difference = now - counted if counted is not None and now is not None else None
    return AddOutcome(pressed=pressed, confirmed=bool(feedback), feedback=feedback, counted=difference)


def _links(facts: Facts) -> tuple[str, ...]:
    return tuple(link.text for link in facts.links if link.visible)


def holds(facts: Facts, title: str) -> bool:
    """Whether the page's text names the product."""
    return holds_text(facts.text, title)


def holds_text(text: str, title: str) -> bool:
    """Whether a text names the product: in full, or by most of its words in one line."""
    folded, wanted = fold(text), fold(title)
    if not wanted:
        return False
    if wanted in folded:
        return True
    words = set(re.findall(r"\w{3,}", wanted))
    return bool(words) and any(
        len(words & set(re.findall(r"\w{3,}", fold(line)))) >= max(1, round(len(words) * 0.75))
        for line in text.splitlines()
    )


def cart_count(driver: Driver) -> int | None:
    """The number of articles that the cart's link shows; None where it shows none."""
    best = driver.ranked("cart")[:1]
    if not best or best[0][1].points < SURE:
        return None
    name = best[0][1].candidate.name
    for amount in reversed(amounts(name)):
        name = name[: amount.start] + name[amount.end :]
    found = re.search(r"\d+", name)
    return int(found.group()) if found else None


def _choose_variants(driver: Driver) -> None:
    """Give every unanswered choice of the product its first possible answer."""
    page = driver.page
    for _ in range(4):
        found = [
            handle
            for handle in look.elements(page, _CHOICES)
            if handle.is_visible() or handle.get_attribute("type") == "radio"
        ]
        if not found:
            return
        unchosen = page.evaluate(look.script("unchosen.js"), found)
        todo = next(((handle, kind) for handle, kind in zip(found, unchosen, strict=True) if kind), None)
        if todo is None or not _answer(driver, *todo):
            return
        driver.settle(1)


def _answer(driver: Driver, handle: ElementHandle, kind: str) -> bool:
    from playwright.sync_api import Error

    try:
        if kind == "select":
            options = handle.eval_on_selector_all("option", "(os) => os.map((o) => [o.value, o.disabled, o.text])")
            usable = [
                value
                for value, disabled, text in options
                if value and not disabled and not matches("placeholder_option", text)
            ]
            if not usable:
                return False
            handle.select_option(usable[0], timeout=1000)
        else:
            handle.evaluate("(e) => (e.labels && e.labels[0] || e).click()")
    except Error:
        return False
    driver.clicks.append("a variant [product]")
    return True


def open_cart(walk: Walk) -> None:
    """Go to the cart by the shop's own link. Raises Blocked where the product is not in it."""
    driver = walk.driver
    if walk.recipe.step.open_cart:
        walk.follow("open_cart", walk.recipe.step.open_cart)
        return
    if not (_is_cart(driver.page.url) and holds(driver.look(), walk.product_title)):
        _press_cart(walk)
    facts = driver.look()
    if not holds(facts, walk.product_title):
        raise Blocked(
            f"{walk.product_title!r} is not in the cart after pressing {walk.add.pressed if walk.add else 'nothing'!r}"
        )
    if walk.add and not walk.add.confirmed:
        walk.add = walk.add.model_copy(update={"confirmed": True})


def _press_cart(walk: Walk) -> None:
    driver = walk.driver
    for _ in range(2):
        best = driver.best("cart", driver.look())
        if not best:
            break
        handle, candidate = _preferred(best)
        if not driver.press(handle, candidate.name) and candidate.href:
            driver.open(candidate.href)
        if _is_cart(driver.page.url):
            return
    if not holds(driver.look(), walk.product_title):
        raise Blocked("no way to the cart was found; say where in a recipe ([step.open_cart])")


def _preferred(best: list[tuple[ElementHandle, Candidate]]) -> tuple[ElementHandle, Candidate]:
    """A link in an open drawer covers the one in the header."""
    return next((pair for pair in best if pair[1].region == "dialog"), best[0])


def _is_cart(url: str) -> bool:
    return any(pattern.search(fold(url)) for pattern in patterns("cart", "href"))


def empty_cart(walk: Walk, cart: str) -> bool:
    """Take the product out again, so that no stock stays held. True where it is gone."""
    driver = walk.driver
    driver.stage = Stage.CART
    driver.open(cart)
    for handle, candidate in driver.best("remove", driver.look())[:1]:
        driver.press(handle, candidate.name)
    return not holds(driver.look(), walk.product_title)
