"""What people do in a shop, step by step, finding everything by its words as they do."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from e2e.shops import Running

__all__ = [
    "cart_holds",
    "choose",
    "fields_shown",
    "fill_delivery",
    "heading",
    "path_of",
    "pay_by_card",
    "press",
    "put_in_cart",
    "put_on_hat",
    "sign_in",
    "staff_sign_in",
    "submit_order",
    "words",
]

WORKS, ASKS, DECLINED = "4242 4242 4242 4242", "4000 0000 0000 3220", "4000 0000 0000 0002"


def words(said: str) -> re.Pattern[str]:
    """The words, however they are capitalised."""
    return re.compile(said, re.IGNORECASE)


def heading(page: Page) -> Locator:
    """The page's one h1."""
    return page.get_by_role("heading", level=1)


def press(page: Page | Locator, label: str) -> None:
    """Press the button with these words."""
    page.get_by_role("button", name=words(label)).first.click()


def path_of(page: Page) -> str:
    """The address without its host."""
    return urlsplit(page.url).path


def put_in_cart(page: Page, path: str, quantity: int = 1) -> None:
    """Put pieces of a product into the cart."""
    page.goto(path)
    if quantity != 1:
        page.get_by_label("Quantity").fill(str(quantity))
    press(page, "^add to cart")
    expect(page.get_by_role("status").first).to_contain_text("is in the cart")


def cart_holds(page: Page, quantities: dict[str, int]) -> None:
    """See that the cart holds this and nothing else."""
    for name, quantity in quantities.items():
        expect(page.get_by_role("textbox", name=f"Quantity of {name}")).to_have_value(str(quantity))
    expect(page.get_by_role("textbox", name=words("^quantity of"))).to_have_count(len(quantities))


def fields_shown(page: Page) -> int:
    """How many boxes and lists there are to fill in."""
    main = page.get_by_role("main")
    return len([one for role in ("textbox", "combobox") for one in main.get_by_role(role).all() if one.is_visible()])


def fill_delivery(page: Page, email: str = "", *, state: str = "") -> None:
    """Fill in who receives it and where; a guest's e-mail address too."""
    main = page.get_by_role("main")
    if email:
        main.get_by_label(words("^email")).fill(email)
        main.get_by_label(words("^full name")).fill("Ana Ruiz")
    main.get_by_label(words("^street")).fill("12 Main Street" if state else "Calle Mayor 1")
    main.get_by_label(words("^(postcode|zip)")).fill("10001" if state else "28013")
    main.get_by_label(words("^city")).fill("New York" if state else "Madrid")
    if state:
        main.get_by_label(words("^state")).select_option(state)


def choose(page: Page, label: str) -> None:
    """Choose the card with these words."""
    page.get_by_role("radio", name=words(f"^{label}")).check()


def submit_order(page: Page) -> None:
    """Order, from the checkout."""
    press(page, "^order and pay")


def pay_by_card(page: Page, number: str) -> None:
    """Fill the provider's page in and pay."""
    page.wait_for_url(words("/pay/"))
    page.get_by_label("Card number").fill(number)
    page.get_by_label("Expires").fill("12/30")
    page.get_by_label("Security code").fill("123")
    press(page, "^pay ")


def sign_in(page: Page, shop: Running, email: str) -> None:
    """Sign in as somebody of the demonstration data."""
    page.goto("/account/sign-in")
    main = page.get_by_role("main")
    main.get_by_label("Email").fill(email)
    main.get_by_label("Password").fill(shop.person(email)["password"])
    press(main, "^sign in")
    expect(heading(page)).to_contain_text("Hello")


def put_on_hat(page: Page, label: str) -> None:
    """Change for whom and as what one buys. Does nothing for who buys so already."""
    worn = page.get_by_text(words("^buying as")).first
    if label.lower() in worn.inner_text().lower():
        return
    worn.click()
    press(page, label)
    expect(page.get_by_text(words("^buying as")).first).to_contain_text(words(label))


def staff_sign_in(page: Page, person: dict[str, str]) -> None:
    """Sign in at the back office."""
    page.goto("/admin")
    page.get_by_label("Email").fill(person["email"])
    page.get_by_label("Password").fill(person["password"])
    press(page, "^sign in")
    expect(heading(page)).to_contain_text("Hello")
