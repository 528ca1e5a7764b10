"""The pages of companies, employees and authorities, and of the back office, each in the state in which it is worth a look.

They are looked at with `--all`; the docs show none of them.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

from playwright.sync_api import Page

from tools.sights import HERE, Sight

__all__ = ["MODELS", "STAFF"]

COMPANY, EMPLOYER, AGENCY = "Talleres Ibarra", "Clínica Norte", "Ayuntamiento de Valdemora"
HELMET, LAMP = "/p/cima-helmet?sku=CIMA-HELMET-MAR-M", "/p/faro-lamp"
ADDRESS = {"line1": "Calle Mayor 1", "postcode": "28013", "city": "Madrid"}


def send(page: Page) -> None:
    """Press the one main button."""
    page.locator("main button.main").last.click()


def fill(page: Page, said: dict[str, str]) -> None:
    """Fill fields in by their names; those that are not there are passed over."""
    for name, words in said.items():
        for box in page.locator(f"main [name='{name}']").all()[:1]:
            box.fill(words)


def _clear(page: Page) -> None:
    page.goto("/cart")
    while page.locator("main button[value^='remove:']").count():
        page.locator("main button[value^='remove:']").first.click()
        page.wait_for_load_state()
        page.goto("/cart")


def _in_cart(page: Page, under: str, path: str, quantity: str) -> None:
    _clear(page)
    page.goto(f"{under}{path}")
    page.locator("#f-quantity").fill(quantity)
    page.locator(".buy-bar button").click()


def _checkout(page: Page, under: str) -> str:
    _in_cart(page, under, HELMET, "25")
    return "/checkout"


def _held(page: Page, under: str) -> str:
    _in_cart(page, under, HELMET, "21")
    page.goto(f"{under}/checkout")
    fill(page, {**ADDRESS, "purchase_order": "PO-2026-77"})
    page.locator("main [name=payment][value=account]").check()
    send(page)
    page.wait_for_url("**/held/*")
    return page.url


def _company_order(page: Page, under: str) -> str:
    _in_cart(page, under, HELMET, "4")
    page.goto(f"{under}/checkout")
    fill(page, {**ADDRESS, "purchase_order": "PO-2026-78"})
    page.locator("main [name=payment][value=account]").check()
    send(page)
    page.wait_for_url("**/orders/*")
    return page.url


def _wrong_list(page: Page, under: str) -> str:
    page.goto(f"{under}/company/quick-order")
    fill(page, {"list": "LOMA-MUG-BON;24\nNO-SUCH-THING;1\nCIMA-HELMET-MAR-M;many\nnot a number"})
    send(page)
    page.locator(".mistakes").wait_for()
    return HERE


def _unexplained(page: Page, under: str) -> str:
    page.goto(f"{under}/company/approvals")
    page.locator("main button[value=refuse]").first.click()
    page.locator(".mistakes").wait_for()
    return HERE


def _wallet_checkout(page: Page, under: str) -> str:
    _in_cart(page, under, LAMP, "1")
    return "/checkout"


def _wallet_spent(page: Page, under: str) -> str:
    _in_cart(page, under, LAMP, "1")
    page.goto(f"{under}/checkout")
    fill(page, ADDRESS)
    page.locator("main [name=payment][value=transfer]").check()
    send(page)
    page.wait_for_url("**/orders/*")
    return "/wallet"


def _tender(page: Page, title: str = "Office supplies") -> str:
    page.goto("/tenders?view=past" if title.startswith("Street") else "/tenders")
    return str(page.locator("main table a", has_text=title).first.get_attribute("href"))


def _open_tender(page: Page, _under: str) -> str:
    return _tender(page)


def _awarded_tender(page: Page, _under: str) -> str:
    return _tender(page, "Street lamps")


def _bid(page: Page, _under: str) -> str:
    return f"{_tender(page)}/bid"


def _wrong_bid(page: Page, under: str) -> str:
    page.goto(f"{under}{_bid(page, under)}")
    fill(page, {"price1": "4,10", "price2": "free"})
    send(page)
    page.locator(".mistakes").wait_for()
    return HERE


def _checked_bid(page: Page, under: str) -> str:
    page.goto(f"{under}{_bid(page, under)}")
    fill(page, {"price1": "4.10", "price2": "12.75", "price3": "1.95"})
    send(page)
    page.locator("main [name=signed]").wait_for()
    return HERE


def _receipt(page: Page, under: str) -> str:
    _checked_bid(page, under)
    page.locator("main [name=signed]").check()
    send(page)
    page.wait_for_url("**/bids/*")
    return page.url


def _wrong_draft(page: Page, under: str) -> str:
    page.goto(f"{under}/agency/tenders/new")
    fill(page, {"title": "Chairs for the library", "lot": "Reading chair; piece; thirty", "deadline": "tomorrow"})
    send(page)
    page.locator(".mistakes").wait_for()
    return HERE


def _publish(page: Page, under: str) -> str:
    page.goto(f"{under}/agency/tenders/new")
    fill(
        page,
        {
            "title": "Chairs for the library",
            "lot": "Reading chair; piece; 30",
            "deadline": f"{datetime.now(UTC).date() + timedelta(days=40)} 12:00",
        },
    )
    for box in page.locator("main input[type=checkbox]").all():
        box.check()
    send(page)
    page.wait_for_url("**/publish")
    return page.url


def _opening(page: Page, _under: str) -> str:
    return f"/agency{_tender(page)}/opening"


def _opened(page: Page, _under: str) -> str:
    return f"/agency{_tender(page, 'Street lamps')}/opening"


def _ranking(page: Page, _under: str) -> str:
    return f"/agency{_tender(page, 'Street lamps')}/ranking"


def _first(page: Page, path: str) -> str:
    page.goto(path)
    return str(page.locator("main table a").first.get_attribute("href"))


def _approval(page: Page, _under: str) -> str:
    return _first(page, "/admin/approvals?view=all")


def _product(page: Page, _under: str) -> str:
    return _first(page, "/admin/stock")


def _wrong_stock(page: Page, _under: str) -> str:
    page.goto("/admin/stock")
    page.locator("main table summary").first.click()
    page.locator("main table form").first.locator("input:not([type=hidden])").first.fill("few")
    page.locator("main table form button").first.click()
    page.locator(".mistakes").wait_for()
    return HERE


def _unfolded(page: Page, _under: str) -> str:
    page.goto("/admin/x/companies")
    for fold in page.locator("main details").all():
        fold.evaluate("one => one.open = true")
    return HERE


BUYER, APPROVER, STAFFER, OFFICE = "company buyer", "company approver", "another employee", "payroll office"
OFFICER, OPENER, BIDDER = "agency officer", "agency opener", "supplier Papelería Ojeda"
PAPER = "Papelería Ojeda"
look = partial(Sight, kept=False)

MODELS = (
    look("b2b-product", "A company's price, and why", "/p/loma-mug", BUYER, hat=COMPANY),
    look("b2b-quick-order", "Quick order: a list that is pasted", "/company/quick-order", BUYER, hat=COMPANY),
    look("b2b-quick-order-wrong", "Quick order: rows that come back with what to do", "", BUYER, before=_wrong_list, hat=COMPANY),
    look("b2b-checkout", "A company's checkout: order number, cost centre, on account", "", BUYER, before=_checkout, hat=COMPANY),
    look("b2b-held", "An order above the limit waits: nothing is ordered yet", "", BUYER, before=_held, hat=COMPANY),
    look("b2b-order", "A company's order", "", BUYER, before=_company_order, hat=COMPANY),
    look("b2b-company", "A company's page with requests", "/company", BUYER, hat=COMPANY),
    look("b2b-inbox", "What a company's approver decides, with the lines", "/company/approvals", APPROVER, hat=COMPANY),
    look("b2b-inbox-wrong", "A refusal needs its reason", "", APPROVER, before=_unexplained, hat=COMPANY),
    look("b2e-home", "The employer's shop", "/", STAFFER, hat=EMPLOYER),
    look("b2e-checkout", "The allowance pays first, pay or a card the rest", "", STAFFER, before=_wallet_checkout, hat=EMPLOYER),
    look("b2e-spent", "An allowance with its movements", "", STAFFER, before=_wallet_spent, hat=EMPLOYER),
    look("b2e-account", "An employee's account", "/account", STAFFER, hat=EMPLOYER),
    look("b2e-payroll", "Payroll: what to deduct, person by person", "/employer/payroll", OFFICE, hat=EMPLOYER),
    look("b2g-past", "Tenders that ended", "/tenders?view=past"),
    look("b2g-tender", "A tender: facts, lot, rules, timeline", "", before=_open_tender),
    look("b2g-tender-awarded", "A tender that was awarded", "", before=_awarded_tender),
    look("b2g-bid", "A bid: one price a line, without tax", "", BIDDER, before=_bid, hat=PAPER),
    look("b2g-bid-wrong", "A bid with a price to mend", "", BIDDER, before=_wrong_bid, hat=PAPER),
    look("b2g-bid-check", "A bid before it is sealed: check and sign", "", BIDDER, before=_checked_bid, hat=PAPER),
    look("b2g-receipt", "The receipt of a sealed bid", "", BIDDER, before=_receipt, hat=PAPER),
    look("b2g-bids", "A supplier's bids", "/bids", BIDDER, hat=PAPER),
    look("b2g-new", "A new tender", "/agency/tenders/new", OFFICER, hat=AGENCY),
    look("b2g-new-wrong", "A new tender with things to mend", "", OFFICER, before=_wrong_draft, hat=AGENCY),
    look("b2g-publish", "Publishing: each opener types a passphrase", "", OFFICER, before=_publish, hat=AGENCY),
    look("b2g-opening", "The opening in two acts", "", OPENER, before=_opening, hat=AGENCY),
    look("b2g-opened", "An opening that is over", "", OPENER, before=_opened, hat=AGENCY),
    look("b2g-ranking", "The ranking, how it came about, and the order", "", OFFICER, before=_ranking, hat=AGENCY),
)  # fmt: skip

STAFF = (
    look("staff-sign-in", "Staff sign-in", "/admin/sign-in"),
    look("staff-product", "Back office: a product, its words, prices and dates", "", "staff", before=_product),
    look("staff-stock-wrong", "Back office: a correction to mend", "", "staff", before=_wrong_stock),
    look("staff-approvals", "Back office: what waits for approval", "/admin/approvals?view=all", "staff"),
    look("staff-approval", "Back office: one request", "", "staff", before=_approval),
    look("staff-unclear", "Back office: payments that are unclear", "/admin/unclear", "staff"),
    look("staff-jobs", "Back office: jobs", "/admin/jobs?view=all", "staff"),
    look("staff-companies", "Back office: companies and their credit", "", "staff", before=_unfolded),
    *(
        look(f"staff-{key}", f"Back office: {key.replace('-', ' ')}", f"/admin/x/{key}", "staff")
        for key in ("contract-prices", "employers", "employee-prices", "payroll", "promotions", "promotion-codes", "gift-cards")
    ),
    look("staff-tenders", "Back office: tenders", "/admin/o/tenders", "staff"),
)  # fmt: skip
