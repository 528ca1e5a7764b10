"""A tender of the demonstration agency, from its draft to the moment before the opening."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, Page, expect

from e2e.shops import Running, visitors
from e2e.steps import heading, press, put_on_hat, sign_in, words

__all__ = ["AGENCY", "OPENERS", "ZONE", "Sealed", "open_bids", "sealed_tender", "supplier"]

AGENCY = "Ayuntamiento de Valdemora"
ZONE = ZoneInfo("Europe/Madrid")
LEAST = timedelta(seconds=45)
"""Time that publishing and two bids need on a busy machine."""


OPENERS = ("lucia@example.com", "martin@example.com")


@dataclass(frozen=True)
class Sealed:
    """A tender that took its bids."""

    number: str
    deadline: datetime


def next_minute() -> datetime:
    """The first whole minute that leaves time enough: deadlines are written to the minute."""
    return (datetime.now(ZONE) + LEAST + timedelta(minutes=1)).replace(second=0, microsecond=0)


def publish(officer: Page, shop: Running, deadline: datetime) -> str:
    """Draft and publish a tender; gives its number."""
    officer.goto("/agency/tenders")
    officer.get_by_role("link", name="New tender").click()
    officer.get_by_label("Title").fill("Chairs for the library")
    officer.get_by_label("Lot").fill("Reading chair; piece; 30\nTable, 160 cm; piece; 8")
    officer.get_by_label("Deadline for bids").fill(deadline.strftime("%Y-%m-%d %H:%M"))
    officer.get_by_label("Lucía Peña").check()
    officer.get_by_label("Martín Soto").check()
    press(officer, "^go on to publishing")
    number = re.search(r"T-\d+", heading(officer).inner_text())
    assert number is not None
    officer.get_by_label(words("Lucía")).fill(shop.passphrase("lucia@example.com"))
    officer.get_by_label(words("Martín")).fill(shop.passphrase("martin@example.com"))
    press(officer, "^publish")
    expect(officer.get_by_role("status").first).to_contain_text("takes bids until its deadline")
    return number[0]


def supplier(page: Page, shop: Running, email: str, name: str) -> Page:
    """Somebody who bids for a supplier."""
    sign_in(page, shop, email)
    put_on_hat(page, name)
    return page


def bid(page: Page, chair: str, table: str) -> None:
    """Fill a bid in, check it, seal it."""
    page.goto("/tenders")
    page.get_by_role("link", name="Chairs for the library").click()
    page.get_by_role("main").get_by_role("link", name=words("bid")).first.click()
    page.get_by_label(words("^1. reading chair")).fill(chair)
    page.get_by_label(words("^2. table")).fill(table)
    press(page, "^check the bid")
    page.get_by_label(words("^I sign this bid")).check()
    press(page, "^seal")
    expect(page.get_by_text(words("SHA-256")).first).to_be_visible()


def sealed_tender(browser: Browser, shop: Running) -> Sealed:
    """A tender with two sealed bids, of which nobody sees anything before the deadline."""
    with visitors(browser, shop) as come:
        officer, nobody, opener = come(desk=True), come(), come()
        paper = supplier(come(), shop, "olga@example.com", "Papelería Ojeda")
        light = supplier(come(), shop, "tomas@example.com", "Luminarias Tajo")
        sign_in(officer, shop, "sam@example.com")
        put_on_hat(officer, AGENCY)
        sign_in(opener, shop, OPENERS[0])
        put_on_hat(opener, AGENCY)
        deadline = next_minute()
        number = publish(officer, shop, deadline)
        bid(paper, "149.00", "390")
        bid(light, "162.50", "310")
        assert datetime.now(ZONE) < deadline, "the bids took too long"
        nobody.goto(f"/tenders/{number}")
        for secret in ("149", "162.50", "Papelería", "Luminarias"):
            expect(nobody.get_by_role("main")).not_to_contain_text(secret)
        opener.goto(f"/agency/tenders/{number}/opening")
        expect(opener.get_by_text(words("^your passphrase is asked for here from"))).to_be_visible()
    return Sealed(number, deadline)


def open_bids(opener: Page, shop: Running, email: str, number: str) -> None:
    """One opener's act."""
    opener.goto(f"/agency/tenders/{number}/opening")
    opener.get_by_label("Your passphrase").fill(shop.passphrase(email))
    press(opener, "^give my passphrase")
