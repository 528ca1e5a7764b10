"""The catalogue's still lifes: a few shapes, a paper and the colours of each product, a file for each category."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tools.clay.stills.bags import BAGS
from tools.clay.stills.home import HOME
from tools.clay.stills.staff import STAFF
from tools.clay.stills.still import Still
from tools.clay.stills.supply import SUPPLY
from tools.clay.stills.table import TABLE
from tools.clay.stills.work import WORK

__all__ = ["STILLS", "Still"]

STILLS: Final[Mapping[str, Still]] = {**TABLE, **HOME, **BAGS, **WORK, **SUPPLY, **STAFF}
"""By the slug of the product."""
