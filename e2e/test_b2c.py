"""A consumer's journeys, from page to database, in a browser."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from e2e.shops import Running, Visitor
from e2e.steps import (
    ASKS,
    DECLINED,
    WORKS,
    cart_holds,
    choose,
    fields_shown,
    fill_delivery,
    heading,
    path_of,
    pay_by_card,
    press,
    put_in_cart,
    staff_sign_in,
    submit_order,
    words,
)


def test_a_guest_finds_a_mug_sees_the_cost_first_and_pays_by_card(page: Page, alameda: Running) -> None:
    page.goto("/")
    page.get_by_role("main").get_by_role("combobox", name="Search products").fill("mug")
    page.keyboard.press("Enter")
    page.get_by_role("main").get_by_role("link", name="Loma mug").click()
    expect(heading(page)).to_have_text("Loma mug")
    expect(page.get_by_text(words(r"^arrives .* shipping €3\.95"))).to_be_visible()
    page.get_by_role("link", name="Cobalt").click()
    expect(page.get_by_role("heading", name="Colour: Cobalt")).to_be_visible()
    press(page, "^add to cart")
    expect(page.get_by_role("row", name=words("^total"))).to_contain_text("€18.45")
    cart_holds(page, {"Loma mug, Cobalt": 1})
    page.get_by_role("link", name="Go to checkout").click()
    assert fields_shown(page) <= 8
    fill_delivery(page, "mug@example.com")
    submit_order(page)
    pay_by_card(page, WORKS)
    page.wait_for_url(words("/orders/"))
    expect(heading(page)).to_have_text(words(r"^order s-\d+ · in preparation"))
    expect(page.get_by_text(words("^arrives by"))).to_be_visible()
    (mail,) = alameda.mails("mug@example.com", "received")
    assert "Loma mug" in str(mail["text"])
    assert path_of(page) in str(mail["text"])
    page.goto("/cart")
    expect(page.get_by_role("heading", name="The cart is empty")).to_be_visible()


def test_the_order_page_opens_by_its_address_alone(page: Page, visitor: Visitor) -> None:
    put_in_cart(page, "/p/loma-mug")
    page.goto("/checkout")
    fill_delivery(page, "token@example.com")
    choose(page, "Bank transfer")
    submit_order(page)
    page.wait_for_url(words("/orders/"))
    elsewhere = visitor(desk=True)
    elsewhere.goto(path_of(page))
    expect(heading(elsewhere)).to_contain_text("Waiting for payment")
    guessed = elsewhere.goto(path_of(page)[:-1])
    assert guessed is not None
    assert guessed.status == 404


def test_an_american_sees_sales_tax_in_the_cart_and_fills_in_eight_fields(visitor: Visitor) -> None:
    desk = visitor(desk=True)
    put_in_cart(desk, "/p/alba-teapot")
    desk.get_by_text("Shipping and tax", exact=True).click()
    desk.get_by_label("Country").select_option("United States")
    press(desk, "^estimate")
    state = desk.get_by_role("main").get_by_label(words("^state"))
    expect(state).to_be_attached()
    if not state.is_visible():
        desk.get_by_text("Shipping and tax", exact=True).click()
    state.select_option("New York")
    desk.get_by_role("main").get_by_label(words("^(postcode|zip)")).fill("10001")
    press(desk, "^estimate")
    expect(desk.get_by_role("row", name=words("sales tax"))).to_be_visible()
    expect(desk.get_by_role("row", name=words("estimate for united states"))).to_be_visible()
    total = desk.get_by_role("row", name=words("^total")).get_by_role("cell").inner_text()
    desk.get_by_role("link", name="Go to checkout").click()
    assert fields_shown(desk) <= 8
    fill_delivery(desk, "ny@example.com", state="New York")
    press(desk, f"^order and pay {total}")
    pay_by_card(desk, WORKS)
    desk.wait_for_url(words("/orders/"))
    expect(heading(desk)).to_contain_text("In preparation")


def test_a_card_that_asks_the_bank(page: Page) -> None:
    put_in_cart(page, "/p/loma-mug")
    page.goto("/checkout")
    fill_delivery(page, "bank@example.com")
    submit_order(page)
    pay_by_card(page, ASKS)
    press(page, "^approve")
    page.wait_for_url(words("/orders/"))
    expect(heading(page)).to_contain_text("In preparation")


def test_a_declined_card_costs_nothing_and_another_way_pays(page: Page, alameda: Running) -> None:
    put_in_cart(page, "/p/loma-mug")
    page.goto("/checkout")
    fill_delivery(page, "retry@example.com")
    submit_order(page)
    pay_by_card(page, DECLINED)
    page.wait_for_url(words("/orders/"))
    expect(heading(page)).to_contain_text("Payment failed")
    expect(page.get_by_text("nothing was charged")).to_be_visible()
    choose(page, "Bank transfer")
    press(page, "^pay ")
    expect(page.get_by_text("ES91 2100")).to_be_visible()
    page.get_by_text("Pay another way").click()
    choose(page, "Card")
    press(page, "^pay ")
    pay_by_card(page, WORKS)
    page.wait_for_url(words("/orders/"))
    expect(heading(page)).to_contain_text("In preparation")
    assert len(alameda.mails("retry@example.com", "received")) == 1


def test_a_transfer_is_marked_paid_by_the_staff_and_the_parcel_leaves(
    page: Page, visitor: Visitor, alameda: Running, vera: dict[str, str]
) -> None:
    put_in_cart(page, "/p/rio-carafe")
    page.goto("/checkout")
    fill_delivery(page, "slow@example.com")
    choose(page, "Bank transfer")
    submit_order(page)
    page.wait_for_url(words("/orders/"))
    expect(page.get_by_text("ES91 2100")).to_be_visible()
    number = heading(page).inner_text().split()[1]
    staff = visitor(desk=True)
    staff_sign_in(staff, vera)
    staff.get_by_role("link", name="Orders", exact=True).click()
    staff.get_by_role("link", name=number).click()
    expect(staff.get_by_text("Ordered", exact=True).first).to_be_visible()
    staff.get_by_text("Who decided what, in order").click()
    expect(staff.get_by_text(words("list price")).first).to_be_visible()
    press(staff, "^mark .* as paid")
    page.reload()
    expect(heading(page)).to_contain_text("In preparation")
    staff.get_by_label("Tracking number").fill("ES123456")
    press(staff, "^dispatch")
    page.reload()
    expect(heading(page)).to_contain_text("On its way")
    expect(page.get_by_text("ES123456").first).to_be_visible()
    (mail,) = alameda.mails("slow@example.com", "on its way")
    assert "ES123456" in str(mail["text"])
    press(staff, "^mark as delivered")
    page.reload()
    expect(heading(page)).to_contain_text("Delivered")


def test_collecting_and_paying_at_the_counter(page: Page) -> None:
    put_in_cart(page, "/p/loma-mug")
    page.goto("/checkout")
    fill_delivery(page, "counter@example.com")
    expect(page.get_by_role("radio", name=words("^pay on collection"))).to_have_count(0)
    choose(page, "Collect at our counter")
    choose(page, "Pay on collection")
    press(page, "^update prices")
    expect(page.get_by_role("radio", name=words("^pay on collection"))).to_be_checked()
    expect(page.get_by_role("row", name=words("^total")).first).to_contain_text("€14.50")
    submit_order(page)
    page.wait_for_url(words("/orders/"))
    expect(heading(page)).to_contain_text("In preparation")
    expect(page.get_by_text("Pay at the counter when you collect the order.")).to_be_visible()


def test_what_is_sold_out_says_so_and_promises_nothing(page: Page) -> None:
    page.goto("/p/cima-helmet?sku=CIMA-HELMET-BON-L")
    expect(page.get_by_text("Write to us, and we tell you when it is back.")).to_be_visible()
    expect(page.get_by_role("button", name=words("add to cart"))).to_have_count(0)
    expect(page.get_by_text(words("^arrives"))).to_have_count(0)
    page.get_by_role("link", name="M", exact=True).click()
    expect(page.get_by_role("button", name=words("add to cart"))).to_be_visible()


def test_the_cart_is_changed_and_a_mistake_undone(page: Page) -> None:
    put_in_cart(page, "/p/loma-mug")
    put_in_cart(page, "/p/faro-lamp")
    press(page, "^one more of loma")
    cart_holds(page, {"Loma mug, Bone": 2, "Faro table lamp, Brick": 1})
    page.get_by_label(words("^quantity of loma")).fill("5")
    press(page, "^update quantities")
    expect(page.get_by_text("€72.50", exact=True)).to_be_visible()
    page.get_by_label(words("^quantity of faro")).fill("9999")
    press(page, "^update quantities")
    expect(page.get_by_text(words(r"^only \d+ are left")).last).to_be_visible()
    page.get_by_label(words("^quantity of faro")).fill("none")
    press(page, "^update quantities")
    expect(page).to_have_title(words("^error"))
    expect(page.get_by_label(words("^quantity of faro"))).to_have_value("none")
    page.get_by_label(words("^quantity of faro")).fill("1")
    press(page, "^update quantities")
    cart_holds(page, {"Loma mug, Bone": 5, "Faro table lamp, Brick": 1})
    press(page, "^remove faro")
    cart_holds(page, {"Loma mug, Bone": 5})
    press(page, "^put it back")
    cart_holds(page, {"Loma mug, Bone": 5, "Faro table lamp, Brick": 1})


def test_going_back_shows_the_cart_as_it_is(page: Page) -> None:
    put_in_cart(page, "/p/loma-mug")
    page.get_by_role("link", name="Go to checkout").click()
    expect(heading(page)).to_have_text("Checkout")
    page.go_back()
    expect(heading(page)).to_have_text("Cart")
    page.go_back()
    press(page, "^add to cart")
    cart_holds(page, {"Loma mug, Bone": 2})


def test_without_scripts_everything_is_bought_too(visitor: Visitor) -> None:
    plain = visitor(scripts=False)
    plain.goto("/c/table")
    plain.get_by_role("main").get_by_role("link", name="Alba teapot").click()
    press(plain, "^add to cart")
    plain.get_by_role("link", name="Go to checkout").click()
    fill_delivery(plain, "plain@example.com")
    submit_order(plain)
    pay_by_card(plain, WORKS)
    plain.wait_for_url(words("/orders/"))
    expect(heading(plain)).to_contain_text("In preparation")
