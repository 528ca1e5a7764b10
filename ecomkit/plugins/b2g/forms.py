"""What an officer fills in: a draft, read from words into a command."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationError

from ecomkit.domain import Member
from ecomkit.plugins.b2g.tenders import SHORTEST
from ecomkit.plugins.b2g.values import MOST_LINES, LotLine, Tender
from ecomkit.sdk import Field as FormField
from ecomkit.sdk import Form, PageRequest, Value, text

__all__ = ["DEADLINE_WORDS", "DraftForm", "opener_fields", "passphrase_form", "read_lot", "read_moment"]

DEADLINE_WORDS = "Write the deadline as year-month-day hour:minute, for example 2027-03-01 12:00"
_MOMENT = re.compile(r"(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2})", re.ASCII)


class DraftForm(Value):
    """The words of a draft."""

    title: Annotated[
        str,
        Field(
            min_length=3,
            max_length=120,
            title="Title",
            json_schema_extra={"error": "Write a title of 3 to 120 characters"},
        ),
    ]
    summary: Annotated[
        str,
        Field(
            max_length=2000,
            title="Summary",
            description="What is bought, where it goes, and who answers questions",
            json_schema_extra={"kind": "textarea", "rows": 4},
        ),
    ] = ""
    lot: Annotated[
        str,
        Field(
            min_length=1,
            max_length=20_000,
            title="Lot",
            description="One line each: what; unit; quantity. For example: A4 paper; pack; 200",
            json_schema_extra={"kind": "textarea", "rows": 6, "error": "Write at least one line: what; unit; quantity"},
        ),
    ]
    deadline: Annotated[
        str,
        Field(
            title="Deadline for bids",
            description="In the shop's time zone, for example 2027-03-01 12:00",
            json_schema_extra={
                "width": "medium",
                "error": DEADLINE_WORDS,
            },
        ),
    ]
    postcode: Annotated[
        str, Field(max_length=16, title="Postcode of delivery", json_schema_extra={"width": "short", "autocomplete": "postal-code"})
    ] = ""  # fmt: skip


def read_lot(written: str) -> tuple[LotLine, ...] | int:
    """Lines of the lot, or the number of the row that cannot be read."""
    found: list[LotLine] = []
    for number, row in enumerate(written.replace("\r\n", "\n").split("\n"), 1):
        if not row.strip():
            continue
        what, _, rest = row.partition(";")
        unit, _, quantity = rest.partition(";")
        plain = quantity.strip()
        if not (plain.isascii() and plain.isdigit() and len(plain) <= 8) or len(found) == MOST_LINES:
            return number
        try:
            found.append(LotLine(text=what.strip(), unit=unit.strip(), quantity=int(plain)))
        except ValidationError:
            return number
    return tuple(found) if found else 1


def read_moment(written: str, zone: str) -> datetime | None:
    """A local moment as UTC, or None where it cannot be read or does not exist on that clock."""
    match = _MOMENT.fullmatch(written.strip())
    if match is None:
        return None
    try:
        local = datetime(*(int(part) for part in match.groups()), tzinfo=ZoneInfo(zone))  # type: ignore[misc,arg-type]
    except ValueError:
        return None
    moment = local.astimezone(UTC)
    return moment if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == local.replace(tzinfo=None) else None


def opener_fields(request: PageRequest, openers: Sequence[Member], error: str = "") -> tuple[FormField, ...]:
    """A box for each person who may open."""
    return tuple(
        FormField(
            name=f"opener.{one.person}", label=request.say(text("Opener: %(name)s", name=one.name)), kind="checkbox", required=False,
            checked=f"opener.{one.person}" in request.form, error=error if position == 0 else "",
        )
        for position, one in enumerate(openers)
    )  # fmt: skip


def passphrase_form(
    request: PageRequest, tender: Tender, names: dict[str, str], errors: dict[str, str], action: str
) -> Form:
    """One passphrase an opener, typed by themselves; none is ever filled in again."""
    hint = text("At least %(n)s characters, typed by the opener. It is not stored and cannot be replaced.", n=SHORTEST)
    fields = tuple(
        FormField(
            name=f"passphrase{position}", kind="password", hint=request.say(hint), autocomplete="new-password", maxlength=200,
            label=request.say(text("Passphrase of %(name)s", name=names.get(person, person))),
            error=errors.get(f"passphrase{position}", ""),
        )
        for position, person in enumerate(tender.openers, 1)
    )  # fmt: skip
    return Form(action=action, fields=fields, submit_label=request.say(text("Publish the tender")))
