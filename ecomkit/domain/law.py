"""Law: what a shop owes its customers by statute, each duty a value with its article, its place and its audit check (C8)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from ecomkit.domain.command import Query
from ecomkit.domain.party import Code
from ecomkit.domain.text import Text
from ecomkit.domain.value import Value

__all__ = ["Authorities", "Authority", "Duties", "Duty", "Imprint", "WaysToPay"]

_Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
_Place = Annotated[str, Field(pattern=r"^(page|slot|letter):[a-z0-9_./-]+$")]


class Imprint(Value):
    """Who sells, as the law wants it told: the settings' `[identity]`, for the pages of plugins."""

    company: str = ""
    address: str = ""
    tax_id: str = ""
    email: str = ""
    phone: str = ""
    answer_hours: int = 24
    return_days: int = 0
    return_costs: Literal["customer", "shop"] = "customer"


class Duty(Value):
    """What has to be shown or done, by which article of which act, where it is met, and the check that looks for it.

    `binds` says whose country counts: a `seat` duty is of the country where the shop is, a `market` duty of each country that
    it sells to, and it holds for either. `places` are `page:` with a route's name, `slot:` of a page, or `letter:` with a template.
    Act, article and what is shown are said in the reader's language where they are a `Text`.
    """

    key: Code
    jurisdiction: Annotated[str, Field(min_length=2, max_length=8)]
    act: Annotated[str, Field(min_length=3)] | Text
    article: Annotated[str, Field(min_length=1)] | Text
    shows: Annotated[str, Field(min_length=10)] | Text
    places: Annotated[tuple[_Place, ...], Field(min_length=1)]
    check: Annotated[str, Field(pattern=r"^[A-Z]{2,5}-\d{2,3}$")]
    countries: frozenset[_Country]
    binds: Literal["seat", "market"] = "market"
    since: date | None = None

    def holds(self, seat: str, markets: tuple[str, ...]) -> bool:
        """Whether a shop that is in `seat` and sells to `markets` owes it."""
        return seat in self.countries or (self.binds == "market" and not self.countries.isdisjoint(markets))


class Authority(Value):
    """Who takes a consumer's complaint where the shop did not help: an office with its address on the web (C8b)."""

    key: Code
    country: _Country
    name: str
    what: Text
    url: Annotated[str, Field(pattern=r"^https://")]
    phone: str = ""


class Duties(Query[tuple[Duty, ...]]):
    """The duties that this shop has, by where it is and where it sells, in the order of its plugins."""


class Authorities(Query[tuple[Authority, ...]]):
    """Who takes complaints about this shop: where it is, and where it sells."""


class WaysToPay(Query[tuple[Text, ...]]):
    """The names of the ways to pay that this buyer has, to be told before anything is ordered."""
