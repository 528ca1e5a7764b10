"""Putting the product into the cart, seeing that it is there, and taking it out again at the end."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from ecomkit.audit import look
from ecomkit.audit.driver import Blocked, Driver
from ecomkit.audit.evidence import AddOutcome, Stage
from ecomkit.audit.facts import Facts, FormField
from ecomkit.audit.fill import order_line
from ecomkit.audit.lexicon import any_match, fold, leads_to, matches
from ecomkit.audit.money import amounts
from ecomkit.audit.score import SURE, Candidate

if TYPE_CHECKING:
    from playwright.sync_api import ElementHandle

    from ecomkit.audit.walk import Walk

__all__ = ["add_to_cart", "cart_holds", "empty_cart", "open_cart"]

_LOOKS, _BETWEEN_MS = 6, 250
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
    facts = _order_one(driver)
    for handle, candidate in driver.best("add", facts)[:2]:
        counted = cart_count(driver)
        if not driver.press(handle, candidate.name):
            continue
        walk.add = _outcome(walk, candidate.name, facts, driver.look(), counted)
        if not walk.add.confirmed and _choose_buttons(walk, handle):
            driver.press(handle, candidate.name)
        if not walk.add.confirmed:
            walk.add = _awaited(walk, candidate.name, facts, counted)
        if walk.add.confirmed:
            return
    if walk.add is None:
        walk.add = AddOutcome(pressed="", confirmed=False)


def _order_one(driver: Driver) -> Facts:
    """On an order form, ask for one of the first thing that it lists."""
    from playwright.sync_api import Error

    facts = driver.look()
    line = order_line(facts)
    if line is None:
        return facts
    with suppress(Error, IndexError):
        look.elements(driver.page, look.FIELDS)[line].fill("1", timeout=1000)
    driver.settle(1)
    return driver.look()


def _awaited(walk: Walk, pressed: str, before: Facts, counted: int | None) -> AddOutcome:
    """What came of the press, looked at again while nothing shows: a page that answers by script takes its time."""
    found = _outcome(walk, pressed, before, walk.driver.look(), counted)
    for _ in range(_LOOKS):
        if found.confirmed:
            break
        walk.driver.page.wait_for_timeout(_BETWEEN_MS)
        found = _outcome(walk, pressed, before, walk.driver.look(), counted)
    return found


def _outcome(walk: Walk, pressed: str, before: Facts, after: Facts, counted: int | None) -> AddOutcome:
    known = set(fold(before.text).splitlines()) | set(before.text.splitlines())
    fresh = [line for line in after.text.splitlines() if line.strip() and line not in known]
    told = next((line for line in fresh if matches("added", line)), "")
    now = cart_count(walk.driver)
    grown = counted is not None and now is not None and now > counted
    moved = after.url != before.url and holds(after, walk.product_title) and _is_cart(after.url)
    drawn = any(holds_text(line, walk.product_title) for line in fresh) and _offers_checkout(after)
    shown = (
        told,
        "the cart's count grew" if grown else "",
        "the cart page opened" if moved else "",
        "a panel showed the cart" if drawn else "",
    )
    feedback = next((way for way in shown if way), "")
    difference = now - counted if counted is not None and now is not None else None
    return AddOutcome(pressed=pressed, confirmed=bool(feedback), feedback=feedback, counted=difference)


def _offers_checkout(facts: Facts) -> bool:
    return any_match("checkout", (*facts.buttons, *(link.text for link in facts.links if link.visible)))


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
    if not best or best[0].points < SURE:
        return None
    name = best[0].candidate.name
    for amount in reversed(amounts(name)):
        name = name[: amount.start] + name[amount.end :]
    found = re.search(r"\d+", name)
    return int(found.group()) if found else None


def _choose_variants(driver: Driver) -> None:
    """Give every unanswered choice of the product its first possible answer; a form for something else stays as it is."""
    page = driver.page
    best = driver.best("add", driver.look())[:1]
    button = best[0][0] if best else None
    for _ in range(4):
        found = [
            handle
            for handle in look.elements(page, _CHOICES)
            if handle.is_visible() or handle.get_attribute("type") == "radio"
        ]
        if not found:
            return
        unchosen = page.evaluate(look.script("unchosen.js"), [found, button])
        todo = next(((handle, kind) for handle, kind in zip(found, unchosen, strict=True) if kind), None)
        if todo is None or not _answer(driver, *todo):
            return
        driver.settle(1)


def _choose_buttons(walk: Walk, add: ElementHandle) -> bool:
    """Press one of each row of plain buttons in the product's form, the one that the product is named after if any.

    Only for a product that was not added: such buttons say nothing of what they are. False where there are none.
    """
    from playwright.sync_api import Error

    driver = walk.driver
    try:
        rows = driver.page.evaluate_handle(look.script("swatches.js"), [add, walk.product_title])
        chosen = [e for value in rows.get_properties().values() if (e := value.as_element())]
        return bool([driver.press(button, "a variant") for button in chosen])
    except Error:
        return False


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
    added = (walk.add and walk.add.confirmed) or _offers_checkout(facts)
    stayed = not _is_cart(facts.url) and facts.url in {p.url for p in walk.pages if p.stage is Stage.PRODUCT}
    if not holds(facts, walk.product_title) or (stayed and not added):
        raise Blocked(
            f"{walk.product_title!r} is not in the cart after pressing {walk.add.pressed if walk.add else 'nothing'!r}"
        )
    if walk.add and not walk.add.confirmed:
        walk.add = walk.add.model_copy(update={"confirmed": True})


def _press_cart(walk: Walk) -> None:
    driver = walk.driver
    for _ in range(2):
        facts = driver.look()
        best = driver.best("cart", facts)
        if not best:
            break
        handle, candidate = _preferred(best)
        if not candidate.href and _offers_checkout(facts):
            return  # a button would shut the drawer that is open
        if not driver.press(handle, candidate.name) and candidate.href and driver.by_address:
            driver.open(candidate.href)
        if _is_cart(driver.page.url):
            return
    if not holds(driver.look(), walk.product_title):
        raise Blocked("no way to the cart was found; say where in a recipe ([step.open_cart])")


def _preferred(best: list[tuple[ElementHandle, Candidate]]) -> tuple[ElementHandle, Candidate]:
    """A link in an open drawer covers the one in the header."""
    return next((pair for pair in best if pair[1].region == "dialog"), best[0])


def _is_cart(url: str) -> bool:
    return leads_to("cart", url)


def empty_cart(walk: Walk, cart: str) -> bool:
    """Take the product out again, so that no stock stays held. True where it is gone.

    Shops offer a button or link, a box to tick and a button that takes the change over, or a number to set to none.
    """
    driver = walk.driver
    driver.stage = Stage.CART
    if driver.page.url != cart or _is_product(driver.look(), walk.product_title):
        cart_holds(driver, cart, walk.product_title)
    for way in (_press_remove, _tick_remove, _set_to_none):
        if way(driver) and _is_gone(walk, cart):
            return True
    return _is_gone(walk, cart)


def cart_holds(driver: Driver, cart: str, title: str) -> bool:
    """Show the cart again, a drawer over the product's page by its button. Whether it holds the product."""
    driver.open(cart)
    shut = driver.look()
    if not _is_product(shut, title):
        return holds(shut, title)
    for handle, candidate in driver.best("cart", shut)[:1]:
        driver.press(handle, candidate.name)
    return _mentions(driver.look(), title) > _mentions(shut, title)


def _is_product(facts: Facts, title: str) -> bool:
    return bool(facts.headings) and fold(facts.headings[0]) == fold(title) and not _is_cart(facts.url)


def _mentions(facts: Facts, title: str) -> int:
    return sum(holds_text(line, title) for line in facts.text.splitlines())


def _is_gone(walk: Walk, cart: str) -> bool:
    facts = walk.driver.look()
    if order_line(facts) is not None:
        return not _offers_checkout(facts)
    if _is_product(facts, walk.product_title):
        return not cart_holds(walk.driver, cart, walk.product_title)
    return not holds(facts, walk.product_title)


def _press_remove(driver: Driver) -> bool:
    best = driver.best("remove", driver.look())[:1]
    return bool(best) and driver.press(best[0][0], best[0][1].name)


def _tick_remove(driver: Driver) -> bool:
    def removes(field: FormField) -> bool:
        return field.type == "checkbox" and not field.checked and matches("remove", f"{field.label} {field.name}")

    return _change(driver, removes, lambda handle: handle.check(timeout=1000))


def _set_to_none(driver: Driver) -> bool:
    def counts(field: FormField) -> bool:
        words = re.sub(r"[_\W]+", " ", f"{field.label} {field.name} {field.id}")
        return field.type in {"number", "text"} and field.value.isdigit() and matches("quantity", words)

    return _change(driver, counts, lambda handle: handle.fill("0", timeout=1000))


def _change(driver: Driver, wanted: Callable[[FormField], bool], act: Callable[[ElementHandle], None]) -> bool:
    """Change the fields of the cart that are wanted, and have the change taken over. False where there was none."""
    from playwright.sync_api import Error

    facts = driver.look()
    handles = look.elements(driver.page, look.FIELDS)
    changed = [handle for handle, field in zip(handles, facts.fields, strict=False) if field.visible and wanted(field)]
    try:
        for handle in changed:
            act(handle)
    except Error:
        return False
    best = driver.best("update", driver.look())[:1] if changed else []
    return bool(best) and driver.press(best[0][0], best[0][1].name)
