"""The shop in the eyes of a guest: `ecomkit audit` goes from home to the payment step and finds nothing grave."""

from __future__ import annotations

import pytest
from ecomkit.audit.pytest_plugin import ShopAudit

# What a new shop leaves to its owner: its address, a tax number and a telephone. Take each out once `shop.toml` tells it.
FOR_THE_OWNER = ("TRU-02", "HUM-02", "LAW-04")


@pytest.fixture(scope="session")
def shop_url(running: dict[str, str]) -> str:
    """The shop that `shop_audit` looks at."""
    return running["url"]


@pytest.mark.browser
def test_a_guest_meets_no_grave_fault(shop_audit: ShopAudit) -> None:
    """Ids and families work too: `shop_audit.assert_no_findings("checkout", "ACC-01", least="minor")`."""
    shop_audit.assert_no_findings(but=FOR_THE_OWNER, least="major")
