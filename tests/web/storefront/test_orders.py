"""The order page tells who pays by transfer what to type at their bank."""

from __future__ import annotations

import re

from tests.web.conftest import Client, Site, fill_and_pay, where

ROW = re.compile(r'<dt>([^<]+)</dt>\s*<dd><span class="exact">([^<]+)</span></dd>')


def test_account_amount_and_reference_are_rows_that_are_copied_one_by_one(site: Site, client: Client) -> None:
    client.post("/cart/lines", {"sku": "LAMP", "quantity": "1"})
    page = client.get(where(fill_and_pay(client))).text
    holder, account = site.shop.core.methods["transfer"].details
    number = re.search(r"Order (S-\d+)", page)
    assert number is not None
    assert ROW.findall(page) == [
        ("Beneficiary", holder.value), ("IBAN", account.value), ("Amount", "€89.00"), ("Reference", number[1]),
    ]  # fmt: skip
