"""Where customers send their money: an account as the banks of the country know it, which adds up."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from ecomkit.plugins.transfer.plugin import TransferSettings


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"iban": "ES9121000418450200051332"}, ("IBAN", "ES91 2100 0418 4502 0005 1332")),
        ({"clabe": "032180000118359719"}, ("CLABE", "032 180 00011835971 9")),
        ({"clabe": "002 010 07777777777 1"}, ("CLABE", "002 010 07777777777 1")),
        ({"account": "routing 021000021, account 123456789"}, ("Account", "routing 021000021, account 123456789")),
    ],
)
def test_the_customer_copies_the_account_in_its_own_form(given: dict[str, str], said: tuple[str, str]) -> None:
    own = TransferSettings(holder="Alameda", **given)
    assert [(str(one.label), one.value) for one in own.details] == [("Beneficiary", "Alameda"), said]


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"iban": "ES9121000418450200051333"},
        {"clabe": "032180000118359718"},
        {"clabe": "03218000011835971"},
        {"clabe": "٠٣٢١٨٠٠٠٠١١٨٣٥٩٧١٩"},
        {"clabe": "032180000118359719", "iban": "ES9121000418450200051332"},
    ],
)
def test_what_is_no_account_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match=r"no IBAN|no CLABE|write one of iban, clabe and account"):
        TransferSettings(holder="Alameda", **given)


def test_every_wrong_digit_of_a_clabe_is_noticed() -> None:
    right = "032180000118359719"
    for place in range(18):
        for digit in set("0123456789") - {right[place]}:
            with pytest.raises(ValidationError, match="no CLABE"):
                TransferSettings(holder="Alameda", clabe=right[:place] + digit + right[place + 1 :])
