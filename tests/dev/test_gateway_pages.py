"""The hosted pages, as a customer sees them in a real browser, returning to another origin."""

from __future__ import annotations

import contextlib
import datetime
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Page, expect

from ecomkit.audit.browser import Opened
from ecomkit.dev.gateway.card import CARDS, CardForm, mistakes_in

ROOT = Path(__file__).parents[2]
TODAY = datetime.date(2026, 11, 22)
New = Callable[[str], str]


@pytest.fixture
def page(chromium: Opened) -> Iterator[Page]:
    page = chromium[1].new_page(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    page.set_default_timeout(10_000)
    yield page
    page.close()


@pytest.fixture(scope="module")
def addresses() -> Iterator[tuple[str, str]]:
    """The gateway, and a mailbox that plays the shop to return to."""
    commands = [["ecomkit.dev.gateway", "--secret", "s"], ["ecomkit.dev.mailbox"]]
    with contextlib.ExitStack() as stack:
        found = []
        for command in commands:
            line = [sys.executable, "-m", *command]
            process = stack.enter_context(subprocess.Popen(line, stdout=subprocess.PIPE, text=True, cwd=ROOT))
            stack.callback(process.kill)
            assert process.stdout is not None
            found.append(process.stdout.readline().split()[1])
        yield found[0], found[1]


@pytest.fixture(scope="module")
def new(addresses: tuple[str, str]) -> New:
    """Make a payment under a key and return its page."""
    gateway, shop = addresses

    def made(key: str) -> str:
        body = {
            "key": key,
            "amount": 149000,
            "currency": "MXN",
            "description": "Order <b>7</b> & <script>",
            "return_url": f"{shop}/?back=1",
            "cancel_url": f"{shop}/?cancelled=1",
            "webhook_url": f"{shop}/nowhere",
        }
        answer = httpx2.post(f"{gateway}/v1/payments", json=body, headers={"Authorization": "Bearer s"})
        return str(answer.json()["url"])

    return made


@pytest.mark.browser
def test_a_customer_pays_with_a_chosen_card_and_is_sent_back(page: Page, new: New, addresses: tuple[str, str]) -> None:
    url = new("browser-1")
    page.goto(url)
    expect(page.get_by_text("Order <b>7</b> & <script>")).to_be_visible()
    tokens = [field.get_attribute("autocomplete") for field in page.get_by_role("textbox").all()]
    assert tokens == ["cc-number", "cc-exp", "cc-csc"]
    page.get_by_role("link", name="Works").click()
    page.get_by_role("button", name="Pay 1,490.00 MXN").click()
    assert page.url == f"{addresses[1]}/?back=1&payment={url.rsplit('/', 1)[1]}"
    page.goto(url)
    expect(page.get_by_role("heading", name="Payment received")).to_be_visible()


@pytest.mark.browser
@pytest.mark.parametrize(("button", "ending"), [("Approve", "Payment received"), ("Decline", "Payment refused")])
def test_a_customer_answers_the_step_in_the_bank(page: Page, new: New, button: str, ending: str) -> None:
    url = new(f"browser-{button}")
    page.goto(url)
    page.get_by_role("link", name="Asks your bank").click()
    page.get_by_role("button", name="Pay").click()
    expect(page.get_by_role("heading", name="Confirm this payment")).to_be_visible()
    page.get_by_role("button", name=button).click()
    assert "back=1" in page.url
    page.goto(url)
    expect(page.get_by_role("heading", name=ending)).to_be_visible()


@pytest.mark.browser
def test_cancelling_leads_back_and_an_unknown_answer_leads_nowhere(page: Page, new: New) -> None:
    page.goto(new("browser-cancel"))
    page.get_by_role("button", name="Cancel").click()
    assert "cancelled=1" in page.url
    page.goto(new("browser-unknown"))
    page.get_by_role("link", name="No answer").click()
    page.get_by_role("button", name="Pay").click()
    expect(page.get_by_role("heading", name="No answer from the bank")).to_be_visible()
    assert page.get_by_role("main").get_by_role("link").count() == 0


@pytest.mark.browser
def test_mistakes_are_named_next_to_their_fields_and_what_was_typed_stays(page: Page, new: New) -> None:
    page.goto(new("browser-mistakes"))
    page.get_by_label("Card number").fill('"><img src=x>')
    page.get_by_label("Expires").fill("09/20")
    page.get_by_role("button", name="Pay").click()
    expect(page.get_by_role("alert").get_by_role("link")).to_have_count(3)
    expect(page.get_by_label("Card number")).to_have_value('"><img src=x>')
    expect(page.get_by_label("Expires")).to_have_accessible_description(
        "MM/YY This card has expired. Write a month from now on."
    )
    assert page.locator("img").count() == 0


def test_pages_forbid_scripts_frames_and_caching(new: New) -> None:
    headers = httpx2.get(new("browser-headers")).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["cache-control"] == "no-store"


def test_an_unknown_payment_is_a_page_that_says_so(addresses: tuple[str, str]) -> None:
    answer = httpx2.get(f"{addresses[0]}/pay/pay_nothing")
    assert answer.status_code == 404
    assert "No such payment" in answer.text


@pytest.mark.parametrize(
    ("number", "expiry", "code", "wrong"),
    [
        (CARDS[0].number, "12/29", "123", []),
        ("4242-4242-4242-4242", "11 / 2026", " 1234 ", []),
        ("4111 1111 1111 1111", "12/29", "123", ["number"]),
        (CARDS[0].number, "10/26", "123", ["expiry"]),
        (CARDS[0].number, "13/29", "123", ["expiry"]),
        (CARDS[0].number, "12/29", "１２３", ["code"]),
    ],
)
def test_a_card_form_is_read_kindly_but_only_test_cards_pass(
    number: str, expiry: str, code: str, wrong: list[str]
) -> None:
    assert list(mistakes_in(CardForm(number, expiry, code), TODAY)) == wrong
