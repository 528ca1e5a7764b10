"""A plugin of the shop's own: it greets on the home page. Change it, or take "local:hello" out of shop.toml."""

from __future__ import annotations

from collections.abc import Sequence

from ecomkit.sdk import Block, Context, Plugin, ShownPage, Value, hookimpl
from pydantic import Field


class HelloSettings(Value):
    """`[plugins.hello]` in shop.toml."""

    greeting: str = Field(default="Good to see you.", min_length=1, max_length=120)


class Hello(Plugin[HelloSettings]):
    """Says hello above the products of the home page."""

    name = "hello"
    hook_api = 1
    title = "Greeting"

    @hookimpl
    def contribute_blocks(self, ctx: Context, page: ShownPage) -> Sequence[Block]:
        """A line of text in the slot at the top of the home page; its template is in templates/hello/."""
        if page.name != "home":
            return []
        return [Block(slot="home.top", template="hello/greeting.html", model=self.settings)]
