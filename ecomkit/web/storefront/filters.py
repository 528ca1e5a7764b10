"""Filters of a list: read from its address, and shown as a form and as chips that take one away each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl, quote, unquote, urlencode

from ecomkit.domain import Facet, Facets, Filters, Money, PriceRange
from ecomkit.web.models.catalogue import FilterChip, FilterGroup, FilterOption, FilterPanel
from ecomkit.web.request import WebRequest

__all__ = ["FILTER_PARAMETERS", "address_of", "known_of", "pairs_of", "panel_of", "price_words", "read_filters"]

FILTER_PARAMETERS = frozenset({"f", "price", "stock"})
_MOST = 20


def read_filters(request: WebRequest) -> Filters:
    """What the address asks for: `f=Colour:Blue` as often as one likes, `price=1000-2500` in minor units, `stock=1`."""
    features, prices = dict[tuple[str, str], None](), dict[PriceRange, None]()
    for key, value in parse_qsl(request.asked.raw_query.decode("latin-1"), max_num_fields=200, errors="replace"):
        clean = value.replace("\0", "")
        name, sign, said = clean.partition(":")
        if key == "f" and sign and said and len(features) < _MOST:
            features[unquote(name)[:255], said[:255]] = None
        wanted = _range(clean) if key == "price" else None
        if wanted is not None and len(prices) < _MOST // 2:
            prices[wanted] = None
    return Filters(features=tuple(features), prices=tuple(prices), in_stock=request.query.get("stock") == "1")


def _range(text: str) -> PriceRange | None:
    low, sign, high = text.partition("-")
    if not sign or not all(part.isascii() and part.isdigit() and len(part) < 15 for part in (low, high) if part):
        return None
    return PriceRange(least=int(low or 0), under=int(high) if high else None)


def known_of(filters: Filters, found: Facets) -> Filters:
    """The filters without what no product of the list has: an address that names it is no page of its own."""
    values = {(one.name, value.value) for one in found.facets for value in one.values if value.known}
    prices = {one.range for one in found.prices if one.known}
    return Filters(
        features=tuple(pair for pair in filters.features if pair in values),
        prices=tuple(one for one in filters.prices if one in prices), in_stock=filters.in_stock,
    )  # fmt: skip


def pairs_of(filters: Filters) -> list[tuple[str, str]]:
    """Filters as names and values of an address or a form."""
    return [
        *(("f", _feature(*pair)) for pair in filters.features),
        *(("price", _written(one)) for one in filters.prices),
        *([("stock", "1")] if filters.in_stock else []),
    ]


def _feature(name: str, value: str) -> str:
    """A name may have a colon, which ends it here."""
    return f"{quote(name, safe=' ') if ':' in name or '%' in name else name}:{value}"


def _written(one: PriceRange) -> str:
    return f"{one.least}-{'' if one.under is None else one.under}"


def address_of(path: str, keep: Mapping[str, str], filters: Filters) -> str:
    """The list with these filters."""
    pairs = [*keep.items(), *pairs_of(filters)]
    return f"{path}?{urlencode(pairs)}" if pairs else path


def panel_of(
    request: WebRequest, found: Facets, filters: Filters, *, path: str, keep: Mapping[str, str], count: int
) -> FilterPanel | None:
    """The form, or None where there is nothing to choose from."""
    _ = request.gettext
    number = request.formats.number
    groups = [_group(one, number) for one in found.facets if len(one.values) > 1 or any(v.chosen for v in one.values)]
    prices = tuple(
        FilterOption("price", _written(one.range), price_words(request, one.range), number(one.count), one.chosen)
        for one in found.prices
        if one.count or one.chosen
    )
    if len(prices) > 1 or filters.prices:
        groups.insert(0, FilterGroup(_("Price"), prices))
    if filters.in_stock or (count and found.in_stock < count):
        option = FilterOption("stock", "1", _("In stock"), number(found.in_stock), filters.in_stock)
        groups.append(FilterGroup(_("Availability"), (option,)))
    if not groups:
        return None
    submit = request.ngettext("Show %(n)s product", "Show %(n)s products", count) if filters else _("Show the products")
    return FilterPanel(
        action=path, groups=tuple(groups), submit=submit, keep=tuple(keep.items()), chips=_chips(request, found, filters, path, keep),
        clear=address_of(path, keep, Filters()) if filters else "",
    )  # fmt: skip


def _group(one: Facet, number: Callable[[int], str]) -> FilterGroup:
    options = (FilterOption("f", _feature(one.name, v.value), v.label, number(v.count), v.chosen) for v in one.values)
    return FilterGroup(_spoken(one.label), tuple(options))


def _spoken(label: str) -> str:
    """`main_material` is said `Main material`."""
    words = label.replace("_", " ")
    return words[:1].upper() + words[1:]


def _chips(
    request: WebRequest, found: Facets, filters: Filters, path: str, keep: Mapping[str, str]
) -> tuple[FilterChip, ...]:
    """In the order of `Facets.without`."""
    labels = {(one.name, v.value): f"{_spoken(one.label)}: {v.label}" for one in found.facets for v in one.values}
    pairs = pairs_of(filters)
    words = [
        *(labels.get(pair, f"{_spoken(pair[0])}: {pair[1]}") for pair in filters.features),
        *(price_words(request, one) for one in filters.prices),
        *([request.gettext("In stock")] if filters.in_stock else []),
    ]
    counts = [request.ngettext("%(n)s product", "%(n)s products", n) for n in found.without]
    rest = [[*keep.items(), *pairs[:at], *pairs[at + 1 :]] for at in range(len(pairs))]
    return tuple(
        FilterChip(label, f"{path}?{urlencode(left)}" if left else path, count)
        for label, left, count in zip(words, rest, counts, strict=True)
    )


def price_words(request: WebRequest, one: PriceRange) -> str:
    """A range of prices in words."""
    currency = request.ctx.currency
    low = request.money(Money(amount=one.least, currency=currency))
    if one.under is None:
        return request.gettext("%(price)s and more", price=low)
    high = request.money(Money(amount=one.under, currency=currency))
    if not one.least:
        return request.gettext("Under %(price)s", price=high)
    return request.gettext("%(low)s to %(high)s", low=low, high=high)
