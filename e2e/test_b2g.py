"""An agency's journey: a price contest with sealed bids that two openers open, and an order from the winner."""

from __future__ import annotations

from datetime import datetime, timedelta

from playwright.sync_api import expect

from e2e.shops import Running, Visitor
from e2e.steps import path_of, press, put_on_hat, sign_in, words
from e2e.tenders import AGENCY, OPENERS, ZONE, Sealed, open_bids, supplier


def test_from_sealed_bids_to_the_agencys_order(visitor: Visitor, alameda: Running, sealed: Sealed) -> None:
    number = sealed.number
    openers = {email: visitor(desk=email.startswith("m")) for email in OPENERS}
    for email, opener in openers.items():
        sign_in(opener, alameda, email)
        put_on_hat(opener, AGENCY)
    (first, lucia), (second, martin) = openers.items()
    left = (sealed.deadline + timedelta(seconds=6) - datetime.now(ZONE)).total_seconds()
    lucia.wait_for_timeout(max(0.0, left) * 1000)
    open_bids(lucia, alameda, first, number)
    expect(lucia.get_by_role("status").first).to_contain_text("the tender is closed")
    open_bids(martin, alameda, second, number)
    expect(martin.get_by_role("status").first).to_contain_text("The bids are open.")

    officer = visitor(desk=True)
    sign_in(officer, alameda, "sam@example.com")
    put_on_hat(officer, AGENCY)
    officer.goto(f"/agency/tenders/{number}/ranking")
    best = officer.get_by_role("row", name=words("^1 luminarias tajo"))
    expect(best).to_contain_text("€7,355.00")
    expect(officer.get_by_role("row", name=words("^2 papelería ojeda"))).to_contain_text("€7,590.00")
    press(officer, "^award")
    expect(officer.get_by_role("status").first).to_contain_text("The tender is awarded")
    press(officer, "^order from luminarias tajo")
    officer.wait_for_url(words("/orders/"))
    expect(officer.get_by_text("Reading chair").first).to_be_visible()
    assert path_of(officer).startswith("/orders/")
    light = supplier(visitor(), alameda, "tomas@example.com", "Luminarias Tajo")
    light.goto("/bids")
    expect(light.get_by_role("main")).to_contain_text("Chairs for the library")
