"""Rendering: the templates of shop, plugins and core, in one language at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    nodes,
    select_autoescape,
)
from markupsafe import Markup, escape

from ecomkit.domain import address_in
from ecomkit.hooks import Block
from ecomkit.kernel import Plugin, Registry
from ecomkit.services.words import translations
from ecomkit.web.folding import folded
from ecomkit.web.parts import keeping, made_again

__all__ = ["Templates", "static_folders"]

_CORE = Path(__file__).parent


def static_folders(folder: Path, plugins: Iterable[Plugin[Any]]) -> list[tuple[str, Path]]:
    """Where static files lie: core's, each plugin's under its name, and the shop's theme over all of them."""
    found = [("", _CORE / "static")]
    found += [(f"{plugin.name}/", path) for plugin in plugins if (path := plugin.resource("static")) is not None]
    theme = folder / "theme" / "static"
    return [*found, ("", theme)] if theme.is_dir() else found


class _Environment(Environment):
    """Every template sees the same globals, as they are: a map over a map is looked through anew for each import.

    `lasting` are functions that return the same for the same arguments as long as the environment lives.
    """

    lasting: Mapping[str, Callable[..., object]] = {}

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return self.globals if d is None else super().make_globals(d)

    def _generate(self, source: nodes.Template, *args: Any, **options: Any) -> str:
        return super()._generate(folded(source, self.lasting), *args, **options)


class Templates:
    """Renders view models. A shop's `theme/templates/` comes first, then plugins' under their names, then core's."""

    def __init__(
        self, folder: Path, registry: Registry, asset: Callable[[str], str], languages: Sequence[str], *, dev: bool
    ) -> None:
        self._registry = registry
        self._folder = folder
        self._languages = tuple(languages)
        self._locales: dict[str, Environment] = {}
        plugins = {
            plugin.name: FileSystemLoader(path / plugin.name)
            for plugin in registry.plugins
            if (path := plugin.resource("templates")) is not None
        }
        loader = ChoiceLoader(
            [
                FileSystemLoader(folder / "theme" / "templates"),
                PrefixLoader(plugins),
                FileSystemLoader(_CORE / "templates"),
            ]
        )
        self._loader = loader
        self._asset = asset
        self._dev = dev

    def page(self, template: str, *, frame: object, page: object, locale: str) -> str:
        """A whole page as HTML."""
        return self._in(locale).get_template(template).render(frame=frame, page=page)

    def block(self, block: Block, *, locale: str) -> Markup:
        """What a plugin puts into a slot; its template reads `model`, so what equal models made is shown again."""
        environment = self._in(locale)
        kept: Any = environment.globals["kept"]
        return cast("Markup", kept(environment.get_template(block.template), block.model))

    def cart_link(self, frame: object, *, locale: str) -> str:
        """The link to the cart with its count: the one private part of a guest's page."""
        module: Any = self._in(locale).get_template("components/header.html").module
        return str(module.cart(frame))

    def _in(self, locale: str) -> Environment:
        environment = self._locales.get(locale)
        if environment is None:
            environment = self._locales[locale] = self._made(locale)
        return environment

    def _here(self, locale: str) -> Callable[[str], str]:
        """The filter that every link to a page of the shop goes through: it stays in the page's language."""
        return lru_cache(maxsize=8192)(lambda path: address_in(self._languages, path, locale))

    def _made(self, locale: str) -> Environment:
        """One environment a language: an overlay would share the texts of whichever language came last."""
        made: Any = _Environment(
            loader=self._loader, autoescape=select_autoescape(["html"]), undefined=StrictUndefined, extensions=["jinja2.ext.i18n"],
            trim_blocks=True, lstrip_blocks=True, auto_reload=self._dev, cache_size=-1,
        )  # fmt: skip
        made.globals["asset"] = self._asset
        made.globals["kept"] = made_again if self._dev else keeping()
        made.filters["here"] = self._here(locale)
        words = translations(locale, self._registry, self._folder)
        made.install_gettext_translations(words, newstyle=True)
        said = _quick(words.gettext)
        made.globals |= {"_": said, "gettext": said}
        made.lasting = {"_": said, "gettext": said} | ({} if self._dev else {"asset": self._asset})
        environment: Environment = made
        return environment


def _quick(gettext: Callable[[str], str]) -> Callable[..., Markup]:
    """Jinja2's own way with words, made quick: a sentence without values is formatted once, of others the values alone are escaped."""

    @lru_cache(maxsize=4096)
    def fixed(message: str) -> Markup:
        return Markup(gettext(message)) % {}

    def said(message: str, **values: object) -> Markup:
        if not values:
            return fixed(message)
        return Markup(gettext(message) % {name: escape(value) for name, value in values.items()})

    return said
