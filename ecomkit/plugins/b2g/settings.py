"""The plugin's settings."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ecomkit.sdk import Value

__all__ = ["B2GSettings"]


class B2GSettings(Value):
    """`[plugins.b2g]`.

    `work` is the cost of a passphrase's key: scrypt with N = 2^work, r = 8 (15: 32 MiB and about a tenth of a second).
    `settle_seconds` pass between the deadline and the first act of opening, so that a bid that arrived in time and is
    still being written is not shut out. An opener has `tries` wrong passphrases in `try_minutes`. An awarded offer can be
    ordered for `award_days`.
    """

    work: Annotated[
        int, Field(ge=14, le=20, description="The cost of a passphrase's key: scrypt, N = 2^work, r = 8")
    ] = 15
    settle_seconds: Annotated[
        int, Field(ge=0, le=3600, description="Between the deadline and the first act of opening")
    ] = 5
    tries: Annotated[int, Field(ge=1, le=20, description="Wrong passphrases an opener has")] = 5
    try_minutes: Annotated[int, Field(ge=1, le=1440, description="In how many minutes they are counted")] = 15
    award_days: Annotated[
        int, Field(ge=1, le=365, description="How long an award can be ordered, and the term of an invoice")
    ] = 30
