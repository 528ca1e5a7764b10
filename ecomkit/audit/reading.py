"""Reading pages beside each other: while one is still loading, the next is asked for."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING

from ecomkit.audit.driver import Blocked, Driver, Spent
from ecomkit.audit.evidence import PageEvidence, Stage
from ecomkit.audit.look import script
from ecomkit.audit.together import together

if TYPE_CHECKING:
    from playwright.sync_api import Response

__all__ = ["a_tab", "read_pages"]


_MORE = 2
"""How many tabs are opened beside the driver's own, on a shop that is one's own: pages are waited for more than they are worked at."""


@contextmanager
def a_tab(driver: Driver) -> Iterator[Driver]:
    """A driver beside another, in a tab of the same visitor."""
    page = driver.page.context.new_page()
    try:
        page.add_init_script(script("observe.js"))
        yield driver.beside(page)
    finally:
        page.close()


def read_pages(driver: Driver, wanted: Sequence[tuple[str, str]]) -> tuple[tuple[PageEvidence, ...], tuple[str, ...]]:
    """Open pages by name and address; one that has several names is opened once.

    Gives those that answered, and the names for which no time was left, both in the order of `wanted`.
    """
    addresses = tuple(dict.fromkeys(url for _, url in wanted))
    seen, late = _read(driver, addresses)
    pages = tuple(seen[url].model_copy(update={"name": name}) for name, url in wanted if url in seen)
    return pages, tuple(name for name, url in wanted if url in late)


def _read(driver: Driver, addresses: Sequence[str]) -> tuple[dict[str, PageEvidence], set[str]]:
    """What answered, by address, and the addresses for which no time was left. On a shop that is not one's own there is one tab."""
    free = deque([driver])
    seen, late = dict[str, PageEvidence](), set[str]()

    with ExitStack() as tabs:

        def read(url: str) -> None:
            reader = free.popleft() if free else tabs.enter_context(a_tab(driver))
            try:
                seen[url] = _evidence(reader, reader.open(url))
            except Spent:
                late.add(url)
            except Blocked:
                pass
            finally:
                free.append(reader)

        together([partial(read, url) for url in addresses], 1 + _MORE if driver.owned else 1)
    return seen, late


def _evidence(driver: Driver, response: Response | None) -> PageEvidence:
    status = response.status if response else 0
    return PageEvidence(name="", stage=Stage.HOME, url=driver.page.url, status=status, headers={}, facts=driver.look())
