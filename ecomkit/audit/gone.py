"""A shop whose server goes away while it is audited: what is met from then on says nothing of the shop."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ecomkit.audit.check import Need
    from ecomkit.audit.walk import Walk

__all__ = ["Gone", "is_gone", "looked_at", "refuse_gone"]

_TRIES, _BETWEEN_S = 2, 1.0


class Gone(Exception):
    """The shop no longer answers at all."""


def looked_at(walk: Walk, need: Need) -> None:
    """Note that a need beside the way was looked at to its end. Raises Gone where the shop was gone by then."""
    refuse_gone(walk)
    walk.looked.add(need)


def refuse_gone(walk: Walk) -> None:
    """Raises Gone where the shop is."""
    if is_gone(walk):
        raise Gone(walk.home)


def is_gone(walk: Walk) -> bool:
    """Whether something was not answered and not even home is now, asked twice as a person would."""
    if not walk.driver.paced.lost:
        return False
    for number in range(_TRIES):
        time.sleep(_BETWEEN_S * number)
        if _answers(walk):
            walk.driver.paced.lost = False
            return False
    return True


def _answers(walk: Walk) -> bool:
    from playwright.sync_api import Error

    page = walk.driver.page.context.new_page()
    try:
        page.goto(walk.home, wait_until="commit", timeout=walk.driver.timeout_s * 1000)
    except Error:
        return False
    finally:
        page.close()
    return True
