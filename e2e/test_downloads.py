"""A file, bought in a browser: no street, no parcel, and saved from the page of its order."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from e2e.shops import Running, Visitor
from e2e.steps import WORKS, fields_shown, heading, path_of, pay_by_card, press, put_in_cart, submit_order, words


def test_a_guest_buys_a_guide_and_saves_it_twice(page: Page, alameda: Running, visitor: Visitor) -> None:
    page.goto("/p/sobremesa-guide")
    expect(page.get_by_text("There as soon as it is paid · nothing is sent")).to_be_visible()
    put_in_cart(page, "/p/sobremesa-guide")
    expect(page.get_by_role("row", name=words("^total"))).to_contain_text("€4.50")
    page.get_by_role("link", name="Go to checkout").click()
    assert fields_shown(page) <= 4
    main = page.get_by_role("main")
    expect(main.get_by_label(words("^street"))).to_have_count(0)
    main.get_by_label(words("^email")).fill("guide@example.com")
    main.get_by_label(words("^full name")).fill("Ana Ruiz")
    main.get_by_label(words("^postcode")).fill("28013")
    box = main.get_by_role("checkbox", name=words("^i want it at once"))
    expect(box).not_to_be_checked()
    submit_order(page)
    expect(page.get_by_text(words("tick the box so that we may supply it at once")).first).to_be_visible()
    box.check()
    submit_order(page)
    pay_by_card(page, WORKS)
    page.wait_for_url(words("/orders/"))
    (mail,) = alameda.mails("guide@example.com", "Your files")
    assert f"{path_of(page)}#downloads" in str(mail["text"])
    elsewhere = visitor(desk=True, scripts=False)
    elsewhere.goto(path_of(page))
    expect(heading(elsewhere)).to_contain_text("Delivered")
    with elsewhere.expect_download() as saved:
        press(elsewhere, "^download setting-the-table.pdf")
    assert saved.value.suggested_filename == "setting-the-table.pdf"
    assert Path(saved.value.path()).read_bytes().startswith(b"%PDF-1.4")
    elsewhere.reload()
    expect(elsewhere.get_by_text(words("4 downloads left"))).to_be_visible()
    (contract,) = alameda.mails("guide@example.com", "Your contract")
    assert "you asked to be supplied at once" in " ".join(str(contract["text"]).split())


def test_a_free_card_costs_nothing_and_is_there_at_once(page: Page, alameda: Running) -> None:
    put_in_cart(page, "/p/cuidado-card")
    page.goto("/checkout")
    main = page.get_by_role("main")
    main.get_by_label(words("^email")).fill("free@example.com")
    main.get_by_label(words("^full name")).fill("Ana Ruiz")
    main.get_by_label(words("^postcode")).fill("28013")
    main.get_by_role("checkbox", name=words("^i want it at once")).check()
    submit_order(page)
    page.wait_for_url(words("/orders/"))
    alameda.mails("free@example.com", "Your files")
    page.reload()
    with page.expect_download() as saved:
        press(page, "^download care-card.pdf")
    assert Path(saved.value.path()).stat().st_size > 500
