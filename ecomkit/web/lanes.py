"""Lanes: which thread does which work. Database work never waits for the network."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

__all__ = ["Lanes"]

T = TypeVar("T")
_POSTGRES_THREADS = 8
_OUTSIDE_THREADS = 16


class Lanes:
    """Two lanes: `database` is one dedicated thread on SQLite (two busy ones fight for the GIL) and a small pool on
    PostgreSQL; `outside` is for networks and slow arithmetic such as password hashes.
    """

    def __init__(self, *, sqlite: bool) -> None:
        threads = 1 if sqlite else _POSTGRES_THREADS
        self._database = ThreadPoolExecutor(threads, thread_name_prefix="ecomkit-db")
        self._outside = ThreadPoolExecutor(_OUTSIDE_THREADS, thread_name_prefix="ecomkit-outside")

    async def database(self, work: Callable[..., T], *arguments: object) -> T:
        """Run database work."""
        return await asyncio.get_running_loop().run_in_executor(self._database, work, *arguments)

    async def outside(self, work: Callable[..., T], *arguments: object) -> T:
        """Run work that waits for somebody else, or that takes long."""
        return await asyncio.get_running_loop().run_in_executor(self._outside, work, *arguments)

    def close(self) -> None:
        """Let what runs end, and take nothing more."""
        self._database.shutdown(wait=True, cancel_futures=False)
        self._outside.shutdown(wait=True, cancel_futures=True)
