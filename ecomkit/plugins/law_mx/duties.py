"""The duties of a shop towards consumers in Mexico, each with its article, its place and its check.

Articles are those of the Ley Federal de Protección al Consumidor, chapter VIII bis, and of the OECD guidelines of 1999 that stand
behind it. Have the wording in force checked before relying on it: the act is amended often.
"""

from __future__ import annotations

from ecomkit.domain import Authority, Duty
from ecomkit.sdk import Text, text

__all__ = ["AUTHORITIES", "DUTIES"]

_LFPC = "Ley Federal de Protección al Consumidor"
_OECD = text("OECD guidelines for consumer protection in electronic commerce (1999)")
_BOTH = text(
    "Ley Federal de Protección al Consumidor; OECD guidelines for consumer protection in electronic commerce (1999)"
)
_MEXICO = frozenset({"MX"})


def _mx(key: str, article: Text | str, shows: Text, check: str, *places: str, act: Text | str = _LFPC) -> Duty:
    return Duty(
        key=f"mx.{key}",
        jurisdiction="MX",
        act=act,
        article=article,
        shows=shows,
        places=places,
        check=check,
        countries=_MEXICO,
    )


DUTIES = (
    _mx(
        "confidential", "art. 76 bis I", text("what the customer says is confidential and not passed on without consent"), "TRU-01",
        "page:page.privacy", "slot:checkout.before_pay",
    ),
    _mx(
        "secure", "art. 76 bis II", text("data are technically secured, and it is said how before anything is ordered"), "CHK-16",
        "page:checkout", "slot:checkout.before_pay",
    ),
    _mx(
        "identity", "art. 76 bis III", text("street address, phone and means of complaint, before the order"), "LAW-20",
        "slot:footer", "page:contact", "page:b2c.complaints", "page:b2c.safe_buying",
    ),
    _mx(
        "honest", "art. 76 bis IV", text("no deceptive practices about what the goods are"), "LAW-14", "page:product", "page:cart"
    ),
    _mx(
        "costs", "art. 76 bis V", text("terms, costs, extra charges and ways to pay, before the order"), "LAW-21",
        "slot:checkout.top", "page:checkout", "page:cart",
    ),
    _mx(
        "adverts", "art. 76 bis VI",
        text("no advertising to who did not agree to it; kind and number of goods as the customer chose"), "LAW-14",
        "page:checkout", "page:cart",
    ),
    _mx(
        "clear", "art. 76 bis VII", text("clear and sufficient information, above all for those who are easily misled"), "LAW-12",
        "page:b2c.safe_buying",
    ),
    _mx(
        "review", text("part two, IV"), text("the order is reviewed, corrected and confirmed before it binds"), "LAW-22",
        "page:checkout", "slot:checkout.before_pay", act=_OECD,
    ),
    _mx(
        "keep", text("part two, IV"), text("a complete record of the order can be kept"), "LAW-13", "page:order", "slot:order.details",
        act=_OECD,
    ),
    _mx(
        "redress", text("art. 99, and part two, VI"), text("the way to PROFECO and Concilianet"), "LAW-10",
        "page:b2c.complaints", act=_BOTH,
    ),
)  # fmt: skip

AUTHORITIES = (
    Authority(
        key="mx.profeco", country="MX", name="PROFECO",
        what=text("The federal office for consumers takes complaints about any shop that sells in Mexico, free of charge."),
        url="https://www.gob.mx/profeco", phone="55 5568 8722",
    ),
    Authority(
        key="mx.concilianet", country="MX", name="Concilianet",
        what=text("PROFECO settles complaints on line here, where the shop takes part."), url="https://concilianet.profeco.gob.mx",
    ),
)  # fmt: skip
