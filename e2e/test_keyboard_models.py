"""Companies, employees, agencies, suppliers and staff without a mouse and without scripts (G1, C9, C10; WCAG 2.1.1, 2.1.2, 2.4.3, 2.4.7).

With a mouse and with scripts each of them is walked elsewhere. The one script of a page, that of the search field, is passed
by keyboard in `test_keyboard.py`.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from playwright.sync_api import Page, expect

from e2e.keys import follow, next_stop, send, tab_to, type_into, walk
from e2e.shops import Running, Visitor
from e2e.steps import heading, words
from e2e.tenders import AGENCY, OPENERS, ZONE

COMPANY, EMPLOYER, SUPPLIER = "Talleres Ibarra", "Clínica Norte", "Luminarias Tajo"


def come_in(page: Page, shop: Running, email: str, hat: str = "") -> Page:
    """Sign in, and change for whom one buys."""
    page.goto("/account/sign-in")
    type_into(page, "^email", email)
    type_into(page, "^password", shop.person(email)["password"])
    send(page)
    expect(heading(page)).to_contain_text("Hello")
    worn = page.get_by_text(words("^buying as")).first
    if hat and hat not in worn.inner_text():
        tab_to(page, "^buying as")
        page.keyboard.press("Enter")
        follow(page, hat)
        expect(page.get_by_text(words("^buying as")).first).to_contain_text(hat)
    return page


def fill_address(page: Page) -> None:
    """Say where it goes."""
    for label, said in (("^street", "Calle Mayor 1"), ("^postcode", "28013"), ("^city", "Madrid")):
        type_into(page, label, said)


def choose_by_arrow(page: Page, first: str, wanted: str) -> None:
    """Go to the radio that is checked, and by arrow keys to another."""
    tab_to(page, first)
    radio = page.get_by_role("radio", name=words(wanted))
    for _ in range(5):
        if radio.is_checked():
            break
        page.keyboard.press("ArrowDown")
    expect(radio).to_be_checked()
    expect(radio).to_be_focused()


def told(page: Page, said: str) -> None:
    """What was done is told where the keyboard is."""
    expect(page.get_by_role("status", name=words(said))).to_be_focused()


def test_a_company_pastes_a_list_asks_and_is_refused(visitor: Visitor, alameda: Running) -> None:
    buyer = come_in(visitor(scripts=False), alameda, "sam@example.com", COMPANY)
    buyer.goto("/company")
    follow(buyer, "^quick order")
    type_into(buyer, "^article numbers", "NO-SUCH-THING;1")
    follow(buyer, "^put into the cart")
    expect(buyer.get_by_role("group", name="There is something to mend")).to_be_focused()
    assert words("^row 1").search(next_stop(buyer)["name"])
    send(buyer)
    expect(buyer.get_by_label(words("^article numbers"))).to_be_focused()
    buyer.keyboard.press("ControlOrMeta+a")
    buyer.keyboard.type("CIMA-HELMET-MAR-M;23")
    follow(buyer, "^put into the cart")
    told(buyer, "^rows put into the cart: 1")
    follow(buyer, "^go to checkout")
    fill_address(buyer)
    type_into(buyer, "^purchase-order", "PO-KEYS")
    choose_by_arrow(buyer, "^on account|^card", "^on account")
    follow(buyer, "^order and pay")
    buyer.wait_for_url(words("/held/"))
    told(buyer, "waits for approval")
    number = heading(buyer).inner_text().split()[-1]

    approver = come_in(visitor(scripts=False), alameda, "ines@example.com", COMPANY)
    approver.goto("/company/approvals")
    follow(approver, f"^refuse {number}")
    expect(approver.get_by_role("group", name="There is something to mend")).to_be_focused()
    assert words("^say why").search(next_stop(approver)["name"])
    send(approver)
    request = approver.get_by_role("region", name=words(f"^{number}"))
    expect(request.get_by_label("Reason")).to_be_focused()
    approver.keyboard.type("The old ones are good enough")
    follow(approver, f"^refuse {number}")
    told(approver, "^refused")
    buyer.reload()
    expect(buyer.get_by_role("main")).to_contain_text("The old ones are good enough")
    buyer.goto("/cart")
    follow(buyer, "^remove cima")
    told(buyer, "^taken out of the cart")


def test_an_employee_pays_from_the_payslip_and_staff_send_it(
    visitor: Visitor, alameda: Running, vera: dict[str, str]
) -> None:
    buyer = come_in(visitor(scripts=False), alameda, "sam@example.com", EMPLOYER)
    buyer.goto("/p/faro-lamp")
    follow(buyer, "^add to cart")
    told(buyer, "^faro table lamp is in the cart")
    follow(buyer, "^go to checkout")
    fill_address(buyer)
    allowance = buyer.get_by_role("checkbox", name=words("^allowance of your employer"))
    if allowance.count():
        tab_to(buyer, "^allowance of your employer")
        buyer.keyboard.press("Space")
        expect(allowance).not_to_be_checked()
    choose_by_arrow(buyer, "^card|^deducted from your pay", "^deducted from your pay")
    follow(buyer, "^order and pay")
    buyer.wait_for_url(words("/orders/"))
    number = heading(buyer).inner_text().split()[1]

    desk = visitor(desk=True, scripts=False)
    desk.goto("/admin")
    type_into(desk, "^email", vera["email"])
    type_into(desk, "^password", vera["password"])
    send(desk)
    expect(heading(desk)).to_contain_text("Hello")
    follow(desk, r"^\d+ to dispatch")
    follow(desk, f"^{number}$")
    expect(heading(desk)).to_have_text(f"Order {number}")
    type_into(desk, "^tracking number", "KEYS-1")
    follow(desk, "^dispatch")
    told(desk, "^done: dispatch")


def test_staff_write_a_product_and_count_its_stock(visitor: Visitor, vera: dict[str, str]) -> None:
    desk = visitor(desk=True, scripts=False)
    desk.goto("/admin/sign-in")
    type_into(desk, "^email", vera["email"])
    type_into(desk, "^password", vera["password"])
    send(desk)
    follow(desk, "^products and stock")
    type_into(desk, "^name or article number", "ALBA-TEAPOT")
    send(desk)
    tab_to(desk, "^correct alba teapot")
    desk.keyboard.press("Enter")
    type_into(desk, "^pieces to add", "1")
    follow(desk, "^correct$")
    summary = desk.get_by_role("group", name="There is something to mend")
    expect(summary).to_be_focused()
    follow(desk, "reason of three letters")
    expect(desk.get_by_label("Reason")).to_be_focused()
    desk.keyboard.type("Found one more")
    send(desk)
    told(desk, "^done: adjust stock")
    follow(desk, "^alba teapot")
    expect(heading(desk)).to_have_text("Alba teapot")
    tab_to(desk, r"^warnings$")
    desk.keyboard.type("Hot when full.")
    follow(desk, "^save$")
    told(desk, "^done: ")
    expect(desk.get_by_label("Warnings", exact=True)).to_have_value("Hot when full.")


def test_an_agency_publishes_and_a_supplier_bids(visitor: Visitor, alameda: Running) -> None:
    officer = come_in(visitor(scripts=False, desk=True), alameda, "sam@example.com", AGENCY)
    officer.goto("/agency/tenders")
    follow(officer, "^new tender")
    type_into(officer, "^title", "Benches for the square")
    type_into(officer, "^lot", "Oak bench; piece; 12")
    deadline = datetime.now(ZONE) + timedelta(days=30)
    type_into(officer, "^deadline for bids", deadline.strftime("%Y-%m-%d 12:00"))
    for opener in ("Lucía Peña", "Martín Soto"):
        tab_to(officer, opener)
        officer.keyboard.press("Space")
    follow(officer, "^go on to publishing")
    for email, opener in zip(OPENERS, ("Lucía", "Martín"), strict=True):
        type_into(officer, opener, alameda.passphrase(email))
    follow(officer, "^publish")
    told(officer, "takes bids until its deadline")

    bidder = come_in(visitor(scripts=False), alameda, "tomas@example.com", SUPPLIER)
    bidder.goto("/tenders")
    follow(bidder, "^benches for the square")
    follow(bidder, "^submit a bid")
    type_into(bidder, "^1. oak bench", "245.00")
    send(bidder)
    expect(heading(bidder)).to_have_text("Check, sign and seal")
    tab_to(bidder, "^I sign this bid")
    bidder.keyboard.press("Space")
    follow(bidder, "^seal and submit")
    told(bidder, "^your bid is sealed")


def test_long_pages_are_walked_from_end_to_end_without_a_trap(
    visitor: Visitor, alameda: Running, vera: dict[str, str]
) -> None:
    """From the skip link through everything to the end of the page: each stop once, named, ringed, in sight."""
    worker = come_in(visitor(), alameda, "leo@example.com", EMPLOYER)
    for path in ("/wallet", "/account"):
        worker.goto(path)
        assert len(walk(worker)) > 10, path
    desk = visitor(desk=True)
    desk.goto("/admin")
    type_into(desk, "^email", vera["email"])
    type_into(desk, "^password", vera["password"])
    send(desk)
    expect(heading(desk)).to_contain_text("Hello")
    for path in ("/admin", "/admin/products/alba-teapot", "/admin/x/promotions"):
        desk.goto(path)
        assert len(walk(desk)) > 15, path
