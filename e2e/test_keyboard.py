"""Buying without a mouse, and what a screen reader is told on the way (G1, WCAG 2.2: 2.1.1, 2.4.3, 2.4.7, 2.4.11, 4.1.2)."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from e2e.keys import next_stop, tab_to
from e2e.shops import Running, Visitor
from e2e.steps import cart_holds, choose, fill_delivery, heading, press, put_in_cart, submit_order, words


def test_a_guest_buys_by_keyboard_alone(page: Page) -> None:
    page.goto("/")
    first = next_stop(page)
    assert words("skip to").search(first["name"]), "the first stop leads past the header"
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.goto("/p/loma-mug")
    tab_to(page, "^add to cart")
    page.keyboard.press("Enter")
    page.wait_for_url(words("/cart$"))
    tab_to(page, "^go to checkout")
    page.keyboard.press("Enter")
    page.wait_for_url(words("/checkout$"))
    for label, said in (
        ("^email", "keys@example.com"), ("^full name", "Ana Ruiz"), ("^street", "Calle Mayor 1"), ("^(postcode|zip)", "28013"),
        ("^city", "Madrid"),
    ):  # fmt: skip
        tab_to(page, label)
        page.keyboard.type(said)
    tab_to(page, "^(card|bank transfer)")
    for _ in range(6):
        if page.get_by_role("radio", name=words("^bank transfer")).is_checked():
            break
        page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name=words("^bank transfer"))).to_be_checked()
    tab_to(page, "^order and pay")
    page.keyboard.press("Enter")
    page.wait_for_url(words("/orders/"))
    expect(heading(page)).to_contain_text("Waiting for payment")


def test_what_is_wrong_has_the_focus_and_its_link_leads_to_the_field(page: Page) -> None:
    put_in_cart(page, "/p/loma-mug")
    page.goto("/checkout")
    fill_delivery(page, "keys@example.com")
    page.get_by_label(words("^city")).fill("")
    submit_order(page)
    summary = page.get_by_role("group", name="There is something to mend")
    expect(summary).to_be_focused()
    stop = next_stop(page)
    page.keyboard.press("Enter")
    expect(page.get_by_label(words("^city"))).to_be_focused()
    expect(page.get_by_label(words("^city"))).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label(words("^city"))).to_have_accessible_description(words(stop["name"].rstrip(".")))


def test_a_screen_reader_is_told_what_a_product_is_costs_and_how_to_buy_it(page: Page) -> None:
    page.goto("/p/loma-mug")
    expect(page.get_by_role("main")).to_match_aria_snapshot("""
      - heading "Loma mug" [level=1]
      - heading /Colour/ [level=2]
      - list:
        - listitem:
          - link /Bone/
      - textbox "Quantity": "1"
      - button "Add to cart"
    """)
    for role, name in (
        ("banner", None),
        ("main", None),
        ("contentinfo", None),
        ("navigation", words("breadcrumb|here")),
    ):
        expect(page.get_by_role(role, name=name).first).to_be_attached()  # type: ignore[arg-type]


def test_a_screen_reader_is_told_what_lies_in_the_cart_and_what_it_comes_to(page: Page) -> None:
    put_in_cart(page, "/p/loma-mug", 2)
    expect(page.get_by_role("status").first).to_contain_text("is in the cart")
    expect(page.get_by_role("main")).to_match_aria_snapshot("""
      - heading "Cart" [level=1]
      - list:
        - listitem:
          - heading "Loma mug, Bone" [level=2]
          - button "One less of Loma mug, Bone"
          - textbox "Quantity of Loma mug, Bone": "2"
          - button "One more of Loma mug, Bone"
          - button "Remove Loma mug, Bone"
      - complementary "Totals":
        - table "Totals":
          - rowgroup:
            - row /Goods €/:
              - rowheader "Goods"
            - row /Parcel to your door estimate for Spain/
            - row /Total €/
      - link /Go to checkout · €/
    """)


def test_a_screen_reader_is_told_what_the_checkout_asks(page: Page) -> None:
    put_in_cart(page, "/p/loma-mug")
    page.goto("/checkout")
    expect(page.get_by_role("main")).to_match_aria_snapshot("""
      - heading "Checkout" [level=1]
      - group "1 Delivery":
        - textbox "Email"
        - textbox "Full name"
        - combobox "Country"
        - textbox "Street and number"
        - textbox "Postcode"
        - textbox "City"
        - textbox "Phone"
      - group "2 Shipping":
        - group "How it travels":
          - radio /Parcel to your door Arrives .* €3.95/ [checked]
          - radio /Collect at our counter .* free/
    """)
    expect(page.get_by_role("button", name=words(r"^order and pay €18\.45$"))).to_be_visible()
    named = page.get_by_role("main").get_by_role("textbox").all()
    assert all(one.evaluate("e => e.labels.length > 0 || !!e.getAttribute('aria-label')") for one in named)


def test_without_scripts_a_guest_finds_buys_and_follows_an_order(visitor: Visitor, alameda: Running) -> None:
    plain = visitor(scripts=False)
    plain.goto("/")
    plain.get_by_role("main").get_by_label("Search products").fill("mug")
    plain.keyboard.press("Enter")
    plain.get_by_role("main").get_by_role("link", name="Loma mug").first.click()
    press(plain, "^add to cart")
    cart_holds(plain, {"Loma mug, Bone": 1})
    plain.get_by_role("link", name="Go to checkout").click()
    fill_delivery(plain, "plain@example.com")
    choose(plain, "Bank transfer")
    submit_order(plain)
    expect(heading(plain)).to_contain_text("Waiting for payment")
    number = heading(plain).inner_text().split()[1]
    plain.goto("/")
    plain.get_by_role("link", name="Track your order").click()
    plain.get_by_label("Order number").fill(number)
    plain.get_by_role("main").get_by_label("Email").fill("plain@example.com")
    press(plain, "^show my order")
    expect(heading(plain)).to_contain_text(number)
    assert "Calle Mayor" not in plain.content()
    press(plain, "^order again")
    cart_holds(plain, {"Loma mug, Bone": 1})
