"""Demonstration: a town hall with an officer and two openers, two suppliers, a tender that takes bids and one that was awarded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, TypeVar

from ecomkit.domain import (
    Actor,
    ActorKind,
    AddMembership,
    AddOrganisation,
    Buyer,
    Channel,
    Command,
    parse_amount,
    sample_price,
)
from ecomkit.plugins.b2g.api import (
    AGENCY,
    AWARD,
    BID,
    BIDDER,
    OFFICER,
    OPEN,
    OPENER,
    PUBLISH,
    SEE,
    SUPPLIER,
    AwardTender,
    DraftTender,
    EvaluationOf,
    PublishTender,
    SubmitBid,
    Tenders,
    TurnKey,
)
from ecomkit.plugins.b2g.settings import B2GSettings
from ecomkit.plugins.b2g.values import LotLine
from ecomkit.sdk import JobContext, Principal, Sealed, demo_password, ensure_person

__all__ = ["plant"]

T = TypeVar("T")
TOWN = "demo-ayuntamiento-valdemora"
PAPER, LIGHT = "demo-papeleria-ojeda", "demo-luminarias-tajo"
_OFFICE = (
    ("sam@example.com", "Sam Rivera", OFFICER), ("lucia@example.com", "Lucía Peña", OPENER), ("martin@example.com", "Martín Soto", OPENER),
)  # fmt: skip
_BIDDERS = (
    ("olga@example.com", "Olga Ojeda", PAPER, "Papelería Ojeda"), ("tomas@example.com", "Tomás Vidal", LIGHT, "Luminarias Tajo"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What one of the tenders asks for, in words."""

    title: str
    lines: tuple[LotLine, ...]
    summary: str = "Delivered to the town hall in one delivery. Questions go to the contact page of the shop."


_SUMMARY_ES = "Se entrega en el ayuntamiento en una sola vez. Las preguntas van a la página de contacto de la tienda."
_SAID = {
    "en": (
        _Wanted("Office supplies", (
            LotLine(text="A4 paper, 80 g, recycled", unit="pack", quantity=400),
            LotLine(text="Ballpoint pens, blue", unit="box", quantity=60),
            LotLine(text="Archive boxes", unit="piece", quantity=250),
        )),
        _Wanted("Street lamps for the old town", (
            LotLine(text="LED street lamp, 40 W, 3000 K", unit="piece", quantity=120),
            LotLine(text="Mounting arm, galvanised", unit="piece", quantity=120),
        )),
    ),
    "es": (
        _Wanted("Material de oficina", (
            LotLine(text="Papel A4 reciclado de 80 g", unit="paquete", quantity=400),
            LotLine(text="Bolígrafos azules", unit="caja", quantity=60), LotLine(text="Cajas de archivo", unit="unidad", quantity=250),
        ), _SUMMARY_ES),
        _Wanted("Farolas para el casco antiguo", (
            LotLine(text="Farola led de 40 W, 3000 K", unit="unidad", quantity=120),
            LotLine(text="Brazo galvanizado", unit="unidad", quantity=120),
        ), _SUMMARY_ES),
    ),
}  # fmt: skip
"""The two tenders in the shop's first language: what an agency publishes has one language."""
_PERMISSIONS = {
    OFFICER: frozenset({PUBLISH, AWARD, SEE, "members.see"}),
    OPENER: frozenset({OPEN, SEE, "members.see"}),
    BIDDER: frozenset({BID, "members.see"}),
}


def plant(settings: B2GSettings, ctx: JobContext) -> Sequence[Principal]:
    """People, organisations, and the two tenders. The openers' passphrases are made like their passwords."""
    people = {email: ensure_person(ctx, name=name, email=email) for email, name, *_ in (*_OFFICE, *_BIDDERS)}
    _do(ctx, AddOrganisation(name="Ayuntamiento de Valdemora", country=ctx.shop.country, key=TOWN))
    for email, _, role in _OFFICE:
        _do(ctx, AddMembership(person=people[email], organisation=TOWN, capacity=AGENCY, role=role))
    for email, _, key, name in _BIDDERS:
        _do(ctx, AddOrganisation(name=name, country=ctx.shop.country, key=key))
        _do(ctx, AddMembership(person=people[email], organisation=key, capacity=SUPPLIER, role=BIDDER))
    officer = _as(ctx, people["sam@example.com"], Buyer(party=TOWN, capacity=AGENCY), OFFICER)
    if not officer.ask(Tenders(view="agency")):
        _tenders(settings, ctx, officer, people)
    return _principals(ctx)


def _principals(ctx: JobContext) -> Sequence[Principal]:
    found = []
    for email, _, role in _OFFICE:
        what = (
            f"agency officer at {TOWN}" if role == OFFICER else f"agency opener; passphrase: {_passphrase(ctx, email)}"
        )
        found.append(Principal(role=what, email=email, password=demo_password(ctx, email), page="/agency/tenders"))
    for email, _, _, name in _BIDDERS:
        found.append(
            Principal(role=f"supplier {name}", email=email, password=demo_password(ctx, email), page="/tenders")
        )
    return found


def _passphrase(ctx: JobContext, email: str) -> str:
    return f"opener-{demo_password(ctx, f'passphrase:{email}')}"


def _as(ctx: JobContext, person: str, buyer: Buyer, role: str) -> JobContext:
    actor = Actor(kind=ActorKind.PERSON, key=person, permissions=_PERMISSIONS[role])
    return replace(ctx, actor=actor, buyer=buyer, channel=Channel.WEB)


def _do(ctx: JobContext, command: Command[T]) -> T:
    return ctx.run(command)


def _tenders(settings: B2GSettings, ctx: JobContext, officer: JobContext, people: dict[str, str]) -> None:
    supplies, lighting = _SAID.get(ctx.shop.languages[0].partition("-")[0], _SAID["en"])
    start = ctx.now - timedelta(days=30)
    awarded = _published(officer, people, lighting, start, start + timedelta(days=14))
    for number, (email, prices) in enumerate(
        (("olga@example.com", ("189", "31.50")), ("tomas@example.com", ("174.50", "33.90")))
    ):
        _bid(ctx, people, email, awarded, prices, start + timedelta(days=3 + number))
    opening = start + timedelta(days=14, seconds=settings.settle_seconds + 60)
    for number, (email, _, role) in enumerate(_OFFICE):
        if role == OPENER:
            opener = _as(ctx, people[email], Buyer(party=TOWN, capacity=AGENCY), OPENER)
            turned = TurnKey(tender=awarded, passphrase=Sealed(secret=_passphrase(ctx, email)))
            _do(replace(opener, now=opening + timedelta(minutes=number)), turned)
    first = officer.ask(EvaluationOf(number=awarded)).offers[0]
    decides = replace(officer, now=opening + timedelta(days=1))
    decides.run(AwardTender(tender=awarded, envelope=first.envelope))  # refused where no plugin knows the taxes
    deadline = ctx.now.replace(minute=0, second=0, microsecond=0) + timedelta(days=21)
    _published(officer, people, supplies, ctx.now, deadline)


def _published(officer: JobContext, people: dict[str, str], wanted: _Wanted, at: Any, deadline: Any) -> str:
    emails = [email for email, _, role in _OFFICE if role == OPENER]
    openers = tuple(people[email] for email in emails)
    draft = DraftTender(
        subject=wanted.title,
        summary=wanted.summary,
        lines=wanted.lines,
        deadline=deadline,
        postcode="28270",
        openers=openers,
    )
    key = _do(replace(officer, now=at), draft)
    passphrases = tuple(Sealed(secret=_passphrase(officer, email)) for email in emails)
    _do(replace(officer, now=at), PublishTender(tender=key, passphrases=passphrases))
    return key


def _bid(ctx: JobContext, people: dict[str, str], email: str, tender: str, euros: tuple[str, ...], at: Any) -> None:
    currency = ctx.shop.currency
    prices = ",".join(str(parse_amount(sample_price(one, currency), currency).amount) for one in euros)
    supplier = next(key for address, _, key, _ in _BIDDERS if address == email)
    bidder = _as(ctx, people[email], Buyer(party=supplier, capacity=SUPPLIER), BIDDER)
    command = SubmitBid(tender=tender, bid=Sealed(secret=prices), slip=f"demonstration-{supplier}")
    _do(replace(bidder, now=at), command)
