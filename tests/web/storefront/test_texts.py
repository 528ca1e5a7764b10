"""Pages of text: what they promise about sending things back (E1.7, E4.2)."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecomkit.settings import Identity
from ecomkit.testing import Browser, make_shop, settings_for
from tests.shops import CONSUMERS


@pytest.mark.parametrize(
    ("payer", "said"), [("customer", "You pay the postage"), ("shop", "We pay for sending it back")]
)
def test_the_page_about_returns_says_how_long_at_whose_cost_and_how(tmp_path: Path, payer: str, said: str) -> None:
    identity = Identity.model_validate({"return_costs": payer, "return_days": 21})
    settings = settings_for(tmp_path).model_copy(update={"identity": identity})
    shop = make_shop(tmp_path, use=CONSUMERS, settings=settings)
    with Browser(shop) as guest:
        assert guest.get("/returns") == 200
        assert "You have 21 days from delivery" in guest.words()
        assert said in guest.words()
        guest.get("/p/faro-lamp")
        fees = "FreeReturn" if payer == "shop" else "ReturnFeesCustomerResponsibility"
        assert f'"returnFees": "https://schema.org/{fees}"' in guest.page
    shop.close()


def test_the_contact_page_leads_to_an_order_without_an_account(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, use=CONSUMERS)
    with Browser(shop) as guest:
        guest.get("/contact")
        assert '<a href="/orders">Where is my order?</a>' in guest.page
    shop.close()
