"""Writes `docs/settings.md` from the models of the settings: `python -m tools.settings_page [--check]`."""

from __future__ import annotations

import json
import typing
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ecomkit.settings import Settings
from tools.pages import DOCS, bundled, run, table

PAGE = DOCS / "settings.md"
LEAD = """# Settings

Generated from the code by `python -m tools.settings_page`.

All settings of a shop stand in its `shop.toml`. A key that does not exist is an error, told with its line by `ecomkit doctor`.
`"env:NAME"` stands for a variable of the environment or of the file `.env` beside it, so that no secret is in `shop.toml`.
`ECOMKIT_URL`, `ECOMKIT_SMTP` and `ECOMKIT_DATABASE` override `shop.url`, `mail.smtp` and `shop.database`.

Two plugins may own the same key of a `resolve_*` hook, such as a country. Then the shop says who answers:

```toml
[picks]
"resolve_tax:MX" = "taxes_mx"
```
"""
_WORDS = {
    "string": "text",
    "integer": "whole number",
    "boolean": "`true` or `false`",
    "array": "list",
    "object": "table",
}


def models_in(annotation: object) -> Iterator[type[BaseModel]]:
    """The models that stand in a type, such as `ShippingRate` in `tuple[ShippingRate, ...]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in typing.get_args(annotation):
        yield from models_in(inner)


def settings_models() -> tuple[tuple[str, type[BaseModel]], ...]:
    """Each section of `shop.toml` with its model: core's, then those of the plugins that come along."""
    own = [
        (_heading(name, field), next(models_in(field.annotation), None))
        for name, field in Settings.model_fields.items()
    ]
    plugins = [(f"plugins.{plugin.name}", plugin.Settings) for plugin in bundled() if plugin.Settings.model_fields]
    return tuple((name, model) for name, model in (*own, *plugins) if model is not None)


def _heading(name: str, field: FieldInfo) -> str:
    """A section of which the shop may have any number is shown with a name of its own."""
    return f"{name}.…" if typing.get_origin(field.annotation) is Mapping and any(models_in(field.annotation)) else name


def fields_of(model: type[BaseModel]) -> Iterator[tuple[type[BaseModel], str, FieldInfo]]:
    """Every setting of a model, and of the models in it."""
    for name, field in model.model_fields.items():
        yield model, name, field
        for inner in models_in(field.annotation):
            yield from fields_of(inner)


def _values(schema: dict[str, Any]) -> str:
    options = [one for one in schema.get("anyOf", [schema]) if one.get("type") != "null"]
    kind = _WORDS.get(options[0].get("type", "object"), "table")
    low, high = options[0].get("minimum"), options[0].get("maximum")
    if low is not None and high is not None:
        return f"{kind}, {low} to {high}"
    return kind if low is None else f"{kind}, at least {low}"


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "needed"
    value = field.get_default(call_default_factory=True)
    if value is None or value in ("", (), {}):
        return "–"
    return f"`{json.dumps(value)}`"


def _table(model: type[BaseModel]) -> list[str]:
    schema = model.model_json_schema()["properties"]
    rows = [
        (f"`{name}`", field.description or "", _values(schema[name]), _default(field))
        for name, field in model.model_fields.items()
    ]
    return table(("setting", "what it is", "values", "if left out"), rows)


def _doc(model: type[BaseModel]) -> str:
    words = " ".join((model.__doc__ or "").split("\n\n")[0].split())
    said = words.partition("`: ")[2] if words.startswith("`[") else words
    return said[:1].upper() + said[1:]


def _section(name: str, model: type[BaseModel]) -> list[str]:
    lines = [f"## `[{name}]`", "", *([_doc(model), ""] if _doc(model) else []), *_table(model)]
    for key, field in model.model_fields.items():
        for inner in models_in(field.annotation):
            many = typing.get_origin(field.annotation) is tuple
            heading = f"[[{name}.{key}]]" if many else f"[{name}.{key}.…]"
            lines += [f"### `{heading}`", "", _doc(inner), "", *_table(inner)]
    return lines


def written() -> str:
    """The page."""
    lines = [LEAD]
    for name, model in settings_models():
        lines += _section(name, model)
    without = ", ".join(f"`{plugin.name}`" for plugin in bundled() if not plugin.Settings.model_fields)
    return "\n".join([*lines, f"Without settings: {without}.", ""])


if __name__ == "__main__":
    run(PAGE, written)
