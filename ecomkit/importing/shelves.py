"""Shelves: the tree of categories, found or made from paths such as `Men/Tops/Jackets`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Set

from pydantic import ValidationError

from ecomkit.domain import Category
from ecomkit.importing.cleaning import WrongCell, one_line, plain_text, slugify, whole_number
from ecomkit.importing.languages import keep_words, words_of
from ecomkit.mistakes import mistake_in
from ecomkit.speech import say

__all__ = ["Shelves"]

_ROOTS = frozenset({"default category", "root catalog"})
_STEP = re.compile(r"(?<!\\)/|\s>\s")
_TINTS = ("sand", "mint", "lilac", "sky", "rose", "mist", "leaf")
_BEHIND = 1000
"""Position of a shelf that a product's path names first: behind those with a place of their own."""


class Shelves:
    """All categories of the shop and those about to be made. A slug is unique in the whole tree, a name below its parent."""

    def __init__(self, known: Iterable[Category]) -> None:
        self._known: dict[str, Category] = {}
        self._places: dict[tuple[str | None, str], str] = {}
        self._fresh: dict[str, Category] = {}
        for one in known:
            self._remember(one)

    def _remember(self, one: Category) -> None:
        self._known[one.slug] = one
        self._places[one.parent, one.name.casefold()] = one.slug

    def take_fresh(self) -> tuple[Category, ...]:
        """Categories that are new or different since the last time, parents first."""
        fresh = tuple(self._fresh.values())
        self._fresh.clear()
        return fresh

    def find(self, cell: str, *, commas: bool) -> tuple[str, ...]:
        """The slugs of what a cell names: slugs, or paths divided by `|` (and commas); made where they are not there yet."""
        found: dict[str, None] = {}
        for written in re.split(r"[|,]" if commas else r"\|", cell):
            slug = written.strip() if written.strip() in self._known else self._place(self._steps(written))
            if slug is not None:
                found[slug] = None
        return tuple(found)

    def _steps(self, written: str) -> list[str]:
        steps = [one_line(step.replace("\\/", "/")) for step in _STEP.split(written)]
        steps = [step for step in steps if step]
        return steps[1:] if steps and steps[0].casefold() in _ROOTS else steps

    def _place(self, steps: list[str]) -> str | None:
        parent: str | None = None
        for step in steps:
            slug = self._places.get((parent, _spoken(step).casefold()))
            parent = slug or self._add(parent, step)
        return parent

    def _add(self, parent: str | None, step: str) -> str:
        slug = slugify(step, "category")
        if slug in self._known and parent:
            slug = slugify(f"{parent} {slug}")
        number = 2
        while slug in self._known:
            slug, number = f"{slug.removesuffix(f'-{number - 1}')}-{number}", number + 1
        try:
            one = Category(
                slug=slug,
                name=_spoken(step),
                parent=parent,
                tint=self._tint(parent),
                position=_BEHIND + len(self._known),
            )
        except ValidationError as error:
            raise WrongCell(
                "category",
                say(
                    "%(step)s cannot be a category: %(error)s",
                    step=repr(step[:40]),
                    error=mistake_in(error.errors()[0]).said(),
                ),
            ) from error
        self._remember(one)
        self._fresh[slug] = one
        return slug

    def _tint(self, parent: str | None) -> str:
        if parent in self._known:
            return self._known[parent].tint
        return _TINTS[sum(one.parent is None for one in self._known.values()) % len(_TINTS)]

    @property
    def slugs(self) -> tuple[str, ...]:
        """Those of all categories, also of those about to be made."""
        return tuple(self._known)

    def names_beyond(self, slugs: Collection[str]) -> tuple[str, ...]:
        """What the categories are called that are not among these."""
        before = set(slugs)
        return tuple(one.name for slug, one in self._known.items() if slug not in before)

    def put(self, cells: Mapping[str, str], number: int, columns: Set[str]) -> bool:
        """Take a category as a row describes it; gives whether that is new. Raises `WrongCell`.

        A category that stands in the same place under another slug keeps that slug, so that no address changes. What the file has
        no column for stays as it is.
        """
        name = one_line(cells.get("name", ""))
        slug = slugify(cells.get("slug", "") or name, "category")
        known = self._known.get(slug)
        parent = self._parent(cells) if {"parent", "path"} & columns else known.parent if known else None
        slug = self._places.get((parent, name.casefold())) or slug
        if self._is_below(parent, slug):
            raise WrongCell("parent", say("%(slug)s would stand below itself", slug=repr(slug)))
        position = whole_number("position", cells.get("position", ""))
        before = self._known.get(slug)
        try:
            one = Category(
                slug=slug, name=name, parent=parent, description=plain_text(cells.get("description", "")),
                tint=slugify(cells.get("tint", "")) or (before.tint if before else self._tint(parent)),
                position=100 + number if position is None else position, words=words_of(cells), rule=cells.get("rule", ""),
            )  # fmt: skip
            one = _keep(before, one, columns) if before else one
        except ValidationError as error:
            first = error.errors()[0]
            raise WrongCell(str(first["loc"][0]), mistake_in(first).said()) from error
        if one == before:
            return False
        self._remember(one)
        self._fresh[slug] = one
        return True

    def _parent(self, cells: Mapping[str, str]) -> str | None:
        if cells.get("path", "").strip():
            return self._place(self._steps(cells["path"]))
        parent = cells.get("parent", "").strip()
        if parent and parent not in self._known:
            raise WrongCell(
                "parent", say("there is no category %(parent)s: list it above this one", parent=repr(parent))
            )
        return parent or None

    def _is_below(self, parent: str | None, slug: str) -> bool:
        while parent is not None:
            if parent == slug:
                return True
            parent = self._known[parent].parent if parent in self._known else None
        return False


def _keep(before: Category, one: Category, columns: Set[str]) -> Category:
    stays = {name: getattr(before, name) for name in ("description", "position", "rule") if name not in columns}
    return one.model_copy(update=stays | {"words": keep_words(before.words, one.words, columns)})


def _spoken(step: str) -> str:
    """`mens-shirts` is said `Mens shirts`; anything that is not a slug stays as it is."""
    return step.replace("-", " ").capitalize() if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", step) else step
