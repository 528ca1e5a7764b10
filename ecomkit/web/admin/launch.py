"""What the owner still has to fill in before the shop opens, as tasks on the first staff page (E2.5, C8)."""

from __future__ import annotations

from typing import Final

from ecomkit.domain import Text, is_sample_address, text
from ecomkit.hooks.pages.parts import Tag, Task, Tone
from ecomkit.settings import Settings
from ecomkit.web.request import WebRequest

__all__ = ["launch_tasks", "missing_values"]

_SECTION: Final = "[identity] {}"
_TASKS: Final[tuple[tuple[str, Text, str], ...]] = (
    ("company", text("Tell who sells: the legal name"), _SECTION),
    ("address", text("Tell where you are: the address"), _SECTION),
    ("tax_id", text("Tell your tax number"), _SECTION),
    ("email", text("Tell where customers write to"), _SECTION),
    ("phone", text("Tell where a person answers the telephone"), _SECTION),
    ("url", text("Give the shop its address, with https"), "[shop] {}"),
)


def launch_tasks(request: WebRequest) -> tuple[Task, ...]:
    """One for each value of `shop.toml` that is empty or still an example. None once all is filled in."""
    missing = missing_values(request.site.settings)
    state = Tag(request.gettext("To fill in"), Tone.WARN)
    return tuple(
        Task(request.say(title), state, hint=request.gettext("shop.toml: %(where)s", where=where.format(name)))
        for name, title, where in _TASKS
        if name in missing
    )


def missing_values(settings: Settings) -> frozenset[str]:
    """Names of the values that are empty or still an example."""
    identity = settings.identity
    found = {name for name in ("company", "tax_id", "phone") if not getattr(identity, name).strip()}
    if not identity.address.strip() or is_sample_address(identity.address):
        found.add("address")
    if not identity.email or identity.email.endswith(".example"):
        found.add("email")
    if not settings.shop.url.startswith("https://"):
        found.add("url")
    return frozenset(found)
