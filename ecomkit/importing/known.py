"""What the shop has already: whose a SKU is, which addresses are taken."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from ecomkit.domain import Product
from ecomkit.importing.cleaning import WrongCell, slugify
from ecomkit.importing.products import NUMBER, Draft
from ecomkit.speech import say
from ecomkit.storage.database import Database
from ecomkit.storage.products import products_by_slug
from ecomkit.storage.tables import product, variant

__all__ = ["KnownProducts"]


@dataclass(slots=True)
class KnownProducts:
    """Looks products up by SKU, number or address, a batch at a time.

    `foreign` are the currencies besides the shop's own. `promised` stands in for what a trial run would have saved: names of
    products that the shop does not have yet.
    """

    database: Database
    foreign: tuple[str, ...] = ()
    promised: dict[str, str] = field(default_factory=dict)
    _numbers: dict[str, str] | None = None

    def settle(self, drafts: Sequence[Draft]) -> list[tuple[Draft, Product | WrongCell]]:
        """Give each draft its address, or say why it can have none.

        A product is known again by its SKUs, so that it keeps its address whatever it is called now.
        """
        skus = {one.sku: draft for draft in drafts for one in draft.product.variants}
        owners = self._owners(list(skus))
        siblings = self._skus_of(list(set(owners.values())))
        taken = self._taken([slug for draft in drafts for slug in _wishes(draft)])
        used: set[str] = set()
        settled: list[tuple[Draft, Product | WrongCell]] = []
        for draft in drafts:
            try:
                slug = _address(draft, owners, siblings, taken)
                if slug in used:
                    words = say("belongs to %(slug)s: write that name in a column «product»", slug=slug)
                    raise WrongCell("sku", words)
            except WrongCell as wrong:
                settled.append((draft, wrong))
            else:
                taken.add(slug)
                used.add(slug)
                settled.append((draft, draft.product.model_copy(update={"slug": slug})))
        return settled

    def before(self, wanted: Mapping[str, Sequence[str]]) -> dict[str, Product]:
        """Staged products that the shop has already, by their key: by the address that it names, else by its SKUs."""
        owners = self._owners([sku for skus in wanted.values() for sku in skus])
        slugs = {
            key: key[1:] if key.startswith("/") else next((owners[sku] for sku in skus if sku in owners), "")
            for key, skus in wanted.items()
        }
        with self.database.read() as rows:
            asked = list(dict.fromkeys(filter(None, slugs.values())))
            found = {one.slug: one for one in products_by_slug(rows, asked, self.foreign)}
        return {key: found[slug] for key, slug in slugs.items() if slug in found}

    def by_name(self, names: Sequence[str]) -> dict[str, str]:
        """The addresses of products named by SKU, by the number over their variants, or by address."""
        wanted = sorted(set(names))
        found = {slug: slug for slug in self._taken(wanted)}
        found |= {name: self.numbers[name] for name in wanted if name in self.numbers}
        found |= self._owners(wanted)
        return found | {name: self.promised[name] for name in wanted if name in self.promised and name not in found}

    def promise(self, one: Product) -> None:
        """Note a product that a trial run would save."""
        names = [one.slug, *(v.sku for v in one.variants), *(value for key, value in one.attributes if key == NUMBER)]
        self.promised.update(dict.fromkeys(names, one.slug))

    @property
    def numbers(self) -> dict[str, str]:
        """Products by the number over their variants, read once."""
        if self._numbers is None:
            chosen = select(product.c.slug, product.c.attributes).where(product.c.attributes.contains(f'"{NUMBER}"'))
            with self.database.read() as rows:
                found = rows.all(chosen)
            self._numbers = {dict(json.loads(row.attributes)).get(NUMBER, ""): row.slug for row in found}
        return self._numbers

    def _owners(self, skus: list[str]) -> dict[str, str]:
        with self.database.read() as rows:
            found = rows.all(select(variant.c.sku, variant.c.product).where(variant.c.sku.in_(skus)))
        return {row.sku: row.product for row in found}

    def _skus_of(self, slugs: list[str]) -> dict[str, set[str]]:
        with self.database.read() as rows:
            found = rows.all(select(variant.c.sku, variant.c.product).where(variant.c.product.in_(slugs)))
        groups: dict[str, set[str]] = {}
        for row in found:
            groups.setdefault(row.product, set()).add(row.sku)
        return groups

    def _taken(self, slugs: list[str]) -> set[str]:
        with self.database.read() as rows:
            return {row.slug for row in rows.all(select(product.c.slug).where(product.c.slug.in_(slugs)))}


def _wishes(draft: Draft) -> tuple[str, ...]:
    """The addresses a product would like, best first."""
    slug, number = draft.product.slug, dict(draft.product.attributes).get(NUMBER, draft.product.variants[0].sku)
    return (slug,) if draft.explicit else (slug, f"{slug[:80].rstrip('-')}-{slugify(number, 'n')[:39].strip('-')}")


def _address(draft: Draft, owners: dict[str, str], siblings: dict[str, set[str]], taken: set[str]) -> str:
    """The address of a product. Raises `WrongCell` where there is none."""
    own = {one.sku for one in draft.product.variants}
    now = sorted({owners[sku] for sku in own if sku in owners})
    if draft.explicit:
        others = [slug for slug in now if slug != draft.product.slug]
        if others:
            raise WrongCell(
                "product",
                say("its SKUs are sold as %(others)s already: use that name, or other SKUs", others=", ".join(others)),
            )
        return draft.product.slug
    if len(now) > 1:
        raise WrongCell("sku", say("its SKUs belong to several products of the shop: %(now)s", now=", ".join(now)))
    if now and draft.alone and len(siblings[now[0]]) > 1:
        count = len(siblings[now[0]])
        raise WrongCell(
            "sku",
            say(
                "is one of %(count)s variants of %(now)s: write that name in a column «product»",
                count=count,
                now=now[0],
            ),
        )
    if now:
        return now[0]
    free = [slug for slug in _wishes(draft) if slug not in taken]
    if not free:
        raise WrongCell(
            "slug", say("the addresses %(wishes)s are taken by other products", wishes=" and ".join(_wishes(draft)))
        )
    return free[0]
