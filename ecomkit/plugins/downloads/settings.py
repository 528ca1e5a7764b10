"""`[plugins.downloads]`: where files are kept, and how often and how long they can be fetched."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field

from ecomkit.sdk import Value

__all__ = ["DownloadSettings"]


class DownloadSettings(Value):
    """What is written in `shop.toml`."""

    folder: Annotated[
        str,
        Field(
            min_length=1, max_length=500,
            description="Where files are kept: a folder of the shop's that no page serves, or an address of its own. Back it up",
        ),
    ] = "var/downloads"  # fmt: skip
    times: Annotated[
        int, Field(ge=0, le=10_000, description="How often each piece that was bought brings each file; 0: without end")
    ] = 5
    days: Annotated[int, Field(ge=0, le=36_500, description="For how many days after the payment; 0: without end")] = (
        365
    )
    resume_hours: Annotated[
        int, Field(ge=1, le=168, description="For how long one download may break off and go on without counting again")
    ] = 12
    upload_mb: Annotated[
        int,
        Field(ge=1, le=2_000, description="How large a file may be that staff send from the back office, in megabytes"),
    ] = 50

    def most(self, pieces: int) -> int | None:
        """How often so many pieces bring a file; None for without end."""
        return self.times * pieces if self.times else None

    def end(self, now: datetime) -> datetime | None:
        """Until when what is granted now can be fetched; None for without end."""
        return now + timedelta(days=self.days) if self.days else None
