"""The duties of a shop towards consumers in the EEA, and those of Spain, each with its article, its place and its check."""

from __future__ import annotations

from datetime import date
from typing import Literal

from ecomkit.domain import Authority, Duty
from ecomkit.plugins.law_eu.settings import EEA
from ecomkit.sdk import Text, text

__all__ = ["AUTHORITIES", "DUTIES"]

_RIGHTS = text("Directive 2011/83/EU on consumer rights")
_RIGHTS_AND_SALES = text("Directive 2011/83/EU on consumer rights; Directive (EU) 2019/771 on the sale of goods")
_EPRIVACY = text("Directive 2002/58/EC on privacy and electronic communications")
_ACCESS = text("Directive (EU) 2019/882 on accessibility")
_TRADE = text("Directive 2000/31/EC on electronic commerce")
_LSSI = "Ley 34/2002 (LSSI-CE)"
_TRLGDCU = "Real Decreto Legislativo 1/2007 (TRLGDCU)"
_SPAIN = frozenset({"ES"})


def _eu(
    key: str,
    article: Text | str,
    shows: Text,
    check: str,
    *places: str,
    act: Text | str = _RIGHTS,
    since: date | None = None,
) -> Duty:
    return Duty(
        key=f"eu.{key}", jurisdiction="EU", act=act, article=article, shows=shows, places=places, check=check, countries=EEA,
        since=since,
    )  # fmt: skip


def _es(
    key: str,
    act: Text | str,
    article: Text | str,
    shows: Text,
    check: str,
    *places: str,
    binds: Literal["seat", "market"] = "seat",
) -> Duty:
    return Duty(
        key=f"es.{key}", jurisdiction="ES", act=act, article=article, shows=shows, places=places, check=check, countries=_SPAIN,
        binds=binds,
    )  # fmt: skip


DUTIES = (
    _eu(
        "order_button", "art. 8(2)", text("the button that orders says that it obliges to pay; it says how much"), "LAW-01",
        "page:checkout",
    ),
    _eu(
        "total", text("art. 6(1)(e) and 8(2)"), text("the total with all taxes and fees stands right before the button"), "LAW-02",
        "page:checkout", "page:cart",
    ),
    _eu(
        "limits", "art. 8(3)", text("where is delivered and how can be paid, at the start of the checkout"), "LAW-03",
        "slot:checkout.top",
    ),
    _eu(
        "identity", text("art. 6(1)(b) to (d)"), text("who sells, with address, phone, email and tax number"), "LAW-04",
        "slot:footer", "page:contact", "page:law_eu.information",
    ),
    _eu(
        "no_ticks", "art. 22", text("no extra that costs is ticked beforehand, no line is added by itself"), "LAW-14",
        "page:cart", "page:checkout",
    ),
    _eu(
        "withdrawal_told", text("art. 6(1)(h) and Annex I"),
        text("conditions, period and procedure of withdrawal, with the model form, before ordering"), "LAW-06",
        "slot:checkout.before_pay", "page:law_eu.information",
    ),
    _eu(
        "withdrawal_function", "art. 11a",
        text("a link to withdraw on line, easy to find during the whole period, a statement, a button that confirms, "
        "and an acknowledgement by mail without delay"), "LAW-05",
        "slot:footer", "slot:order.details", "page:law_eu.find", "page:law_eu.withdraw", "letter:law_eu/acknowledged",
        since=date(2026, 6, 19),
    ),
    _eu(
        "supply_agreed", "art. 16(m)",
        text(
            "what is not sent is supplied at once only after the customer agreed, and acknowledged that the right to withdraw ends with it"
        ),
        "LAW-15", "page:checkout", "letter:law_eu/contract",
    ),
    _eu(
        "durable", "art. 8(7)", text("the contract is confirmed by mail, with terms and withdrawal information in it"), "LAW-13",
        "letter:law_eu/contract",
    ),
    _eu(
        "guarantee", text("art. 6(1)(l), and art. 10 of Directive (EU) 2019/771"),
        text("a reminder of the legal guarantee of conformity, with its length"), "LAW-07",
        "slot:checkout.before_pay", "page:law_eu.information", act=_RIGHTS_AND_SALES,
    ),
    _eu(
        "steps", "art. 10", text("the steps of the order, how to correct mistakes, and whether the contract is kept"), "LAW-22",
        "page:checkout", "slot:checkout.before_pay", act=_TRADE,
    ),
    _eu(
        "trackers", "art. 5(3)", text("nothing is stored that follows people before they agreed; this shop stores none"), "LAW-09",
        "page:page.privacy", act=_EPRIVACY,
    ),
    _eu(
        "accessibility", text("art. 13 and Annex V"), text("how the shop meets the requirements of accessibility"), "LAW-08",
        "page:law_eu.accessibility", act=_ACCESS, since=date(2025, 6, 28),
    ),
    _eu(
        "no_odr", text("art. 1, repealing Regulation (EU) 524/2013"),
        text("no link to the platform for on-line disputes, which closed on 20 July 2025"),
        "LAW-11", "page:b2c.complaints", act=text("Regulation (EU) 2024/3228 on the end of the ODR platform"),
        since=date(2025, 7, 20),
    ),
    _es(
        "identity", _LSSI, "art. 10", text("name, address, email, tax number and registration, permanent, easy and free"), "LAW-04",
        "slot:footer", "page:law_eu.information",
    ),
    _es(
        "acknowledged", _LSSI, "art. 28", text("the order is confirmed by mail within 24 hours"), "LAW-13", "letter:law_eu/contract"
    ),
    _es(
        "guarantee", _TRLGDCU, "art. 120", text("the legal guarantee of new goods is three years"), "LAW-07",
        "slot:checkout.before_pay", "page:law_eu.information", binds="market",
    ),
    _es(
        "complaints", _TRLGDCU, "art. 21", text("complaint sheets, an address for complaints, an answer within a month"), "LAW-10",
        "page:b2c.complaints",
    ),
    _es(
        "accessibility", text("Ley 11/2023 and Real Decreto 193/2023"), text("title I of the act"),
        text("the accessibility of goods and services"),
        "LAW-08", "page:law_eu.accessibility", binds="market",
    ),
)  # fmt: skip
"""All of them. What a check can see from outside, it checks; a letter is checked by what the checkout says of it."""

AUTHORITIES = (
    Authority(
        key="es.consumo", country="ES", name="Dirección General de Consumo",
        what=text("Complaint sheets (hojas de reclamaciones) and arbitration: ask the consumer office of your town or region."),
        url="https://www.dsca.gob.es/es/consumo",
    ),
    Authority(
        key="es.ecc", country="ES", name="Centro Europeo del Consumidor en España",
        what=text("For purchases in another country of the Union; free of charge."), url="https://cec.consumo.gob.es",
    ),
)  # fmt: skip
