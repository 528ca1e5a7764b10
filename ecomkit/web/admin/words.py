"""Words of the back office: what happened, who did it and how jobs stand, in place of the names that machines use."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from ecomkit.domain import Money, Text, text
from ecomkit.hooks.pages.parts import Entry, Tag, Tone
from ecomkit.storage import log, profiles
from ecomkit.storage.log import Logged
from ecomkit.web.request import WebRequest

__all__ = ["channel_words", "event_words", "job_tag", "job_words", "state_words", "timeline", "title_of"]

_EVENTS: Final = {
    "order_placed": text("Ordered"), "order_confirmed": text("Order confirmed"), "supply_due": text("What is not sent is supplied now"),
    "order_dispatched": text("Dispatched"), "order_delivered": text("Delivered"), "order_cancelled": text("Cancelled"),
    "order_is_late": text("Late: it should have left by now"),
    "order_expired": text("Let go: nobody paid in time"), "order_refunded": text("Refunded"),
    "payment_started": text("Waiting for the payment"), "payment_settled": text("Payment received"),
    "payment_failed": text("A payment came to nothing"), "payment_refunded": text("Money given back"),
    "payment_came_late": text("Money came too late: it goes back"), "payment_returned": text("Money that came too late is back"),
    "command_held": text("Asked for: it waits for approval"), "command_granted": text("Approved"), "command_let_go": text("Not approved"),
    "discrepancy_closed": text("The unclear payment was closed"), "stock_adjusted": text("Stock was corrected"),
}  # fmt: skip
_BY_STATE: Final = {
    ("payment_settled", "promised"): text("Payment agreed"), ("payment_settled", "authorised"): text("Payment set aside"),
    ("command_let_go", "refused"): text("Refused"), ("command_let_go", "expired"): text("Expired: nobody decided in time"),
}  # fmt: skip
_REASONS: Final = {
    "staff": text("by the shop"), "customer": text("by the customer"), "order cancelled": text("the order was cancelled"),
}  # fmt: skip
_CHANNELS: Final = {
    "web": text("website"), "api": text("API"), "phone": text("by phone"), "kiosk": text("kiosk"), "staff": text("back office"),
    "cli": text("command line"),
}  # fmt: skip
_STATES: Final = {
    "waiting": (text("Waiting"), Tone.PLAIN), "running": (text("Running"), Tone.INFO), "done": (text("Done"), Tone.OK),
    "parked": (text("Given up"), Tone.BAD), "dropped": (text("Dropped"), Tone.PLAIN),
}  # fmt: skip


def title_of(request: WebRequest, command: str) -> str:
    """What a command is called on its button."""
    kind = request.site.core.command_named(command)
    return request.gettext(kind.title()) if kind is not None else state_words(request, command)


def event_words(request: WebRequest, name: str, state: str = "") -> str:
    """What an event says to people. A plugin's own says the first sentence of its docstring."""
    words = _BY_STATE.get((name, state)) or _EVENTS.get(name)
    if words is not None:
        return request.say(words)
    kind = request.site.core.events.get(name)
    said = (kind.__doc__ or "").strip().splitlines()[:1] if kind is not None else []
    return request.gettext(said[0].rstrip(".")) if said else state_words(request, name)


def state_words(request: WebRequest, value: str) -> str:
    """A plugin's name of a state such as `in_review`, as its catalogue says it, else as a word."""
    return request.gettext(value.replace("_", " ").capitalize())


def channel_words(request: WebRequest, channel: str) -> str:
    """How somebody reached the shop; nothing for its own jobs."""
    known = _CHANNELS.get(channel)
    return request.say(known) if known is not None else ""


def job_words(request: WebRequest, plugin: str, name: str) -> str:
    """What a job does: its title, else its name as a word."""
    if name.startswith("on_"):
        return request.gettext("After “%(event)s”", event=event_words(request, name.removeprefix("on_")))
    job = request.site.core.jobs.get((plugin, name))
    return request.say(job.title) if job is not None and job.title is not None else state_words(request, name)


def job_tag(request: WebRequest, state: str) -> Tag:
    """How a job stands."""
    known = _STATES.get(state)
    return Tag(request.say(known[0]), known[1]) if known is not None else Tag(state_words(request, state))


def timeline(request: WebRequest, aggregate: str, key: str) -> tuple[Entry, ...]:
    """What happened to one thing, newest first. However long it is, the names in it are one query."""
    logged = log.history(request.rows, aggregate, key)
    names = profiles.names_of(request.rows, {one.actor for one in logged if one.actor_kind == "person"})
    return tuple(_entry(request, one, names) for one in reversed(logged))


def _entry(request: WebRequest, one: Logged, names: Mapping[str, str]) -> Entry:
    payload = json.loads(one.payload)
    words = event_words(request, one.name, str(payload.get("state", "")))
    detail = " · ".join(_details(request, payload))
    return Entry(
        request.formats.moment(one.at), words, detail, _who(request, one, names), one.at.isoformat(timespec="seconds")
    )


def _details(request: WebRequest, payload: Mapping[str, Any]) -> list[str]:
    """The amount, the way of paying and the reason, where an event has them."""
    found = [
        request.money(Money(**payload[name])) for name in ("money", "payable") if isinstance(payload.get(name), dict)
    ]
    method = request.site.core.methods.get(str(payload.get("method", "")))
    if method is not None:
        found.append(request.say(method.label))
    said = [str(payload[name]) for name in ("reason", "note") if payload.get(name)]
    return found + [_reason(request, words) for words in said]


def _reason(request: WebRequest, words: str) -> str:
    known: Text | None = _REASONS.get(words)
    return request.say(known) if known is not None else words


def _who(request: WebRequest, one: Logged, names: Mapping[str, str]) -> str:
    _ = request.gettext
    acted = {
        "person": names.get(one.actor) or _("somebody whose data was erased"), "guest": _("guest"), "provider": _("payment provider"),
        "anonymous": _("not written down"),
    }.get(one.actor_kind) or _("by itself")  # fmt: skip
    return ", ".join(words for words in (acted, channel_words(request, one.channel)) if words)
