"""`ecomkit plugins`: what is installed and enabled, what each does, and who implements which hook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ecomkit.cli.options import as_json, print_json, shop_folder
from ecomkit.speech import say, say_count

if TYPE_CHECKING:
    from ecomkit.kernel import Problem, Registry
    from ecomkit.settings import Settings

__all__ = ["plugins"]


@click.group()
def plugins() -> None:
    """List, show and check plugins and hooks."""


@plugins.command("list")
@shop_folder
@as_json
def list_(folder: Path, as_json: bool) -> None:
    """List the enabled plugins in the order of calls, then those that are only installed."""
    from ecomkit.cli.tables import print_table
    from ecomkit.generator.manifests import installed_manifests
    from ecomkit.kernel.discovery import local_modules

    settings, registry, problems = _examined(folder)
    known = {one.name: one for one in installed_manifests()}
    rows = []
    for position, name in enumerate(settings.shop.plugins, 1):
        started = _started(registry, name)
        wrong = [one for one in problems if one.plugin in (name, getattr(started, "name", name))]
        kind, title = (started.kind, started.title) if started else ("", "")
        state = "broken" if wrong or started is None else "enabled"
        rows.append({"order": position, "name": name, "kind": kind, "state": state, "title": title})
    others = [(one.name, one.kind, one.title) for one in known.values() if one.name not in settings.shop.plugins]
    others += [
        (f"local:{name}", "", "")
        for name in local_modules(folder / "plugins")
        if f"local:{name}" not in settings.shop.plugins
    ]
    rows += [{"order": None, "name": n, "kind": k, "state": "installed", "title": t} for n, k, t in sorted(others)]
    if as_json:
        print_json(rows)
        return
    print_table(
        ("#", say("name"), say("kind"), say("state"), say("title")),
        [[value or "" for value in row.values()] for row in rows],
    )
    if problems:
        click.echo(say("Something is broken: see `ecomkit plugins doctor`."), err=True)


@plugins.command()
@click.argument("name")
@shop_folder
@as_json
def show(name: str, folder: Path, as_json: bool) -> None:
    """Show one enabled plugin: what it needs, its settings, its hooks with their places."""
    settings, registry, problems = _examined(folder)
    plugin = _started(registry, name)
    if plugin is None:
        _refuse(name, settings, problems)
    assert plugin is not None
    shown = {
        "name": plugin.name, "title": plugin.title, "kind": plugin.kind, "requires": list(plugin.requires),
        "what": (type(plugin).__doc__ or "").strip().split("\n")[0], "place": str(plugin.folder),
        "settings": _settings(plugin),
        "hooks": [
            {"hook": spec, "keys": list(one.keys), "where": one.where}
            for spec in registry.specs for one in registry.implementations(spec) if one.plugin == plugin.name
        ],
    }  # fmt: skip
    if as_json:
        print_json(shown)
    else:
        _print(shown)


@plugins.command()
@shop_folder
@click.option("--used", is_flag=True, help="Only hooks that somebody implements.")
@as_json
def hooks(folder: Path, used: bool, as_json: bool) -> None:
    """List every hook with its verb, how it is written, and who implements it."""
    from ecomkit.cli.tables import print_table

    _, registry, _ = _examined(folder)
    rows = []
    for name, spec in registry.specs.items():
        by = [
            f"{one.plugin}[{', '.join(one.keys)}]" if one.keys else one.plugin for one in registry.implementations(name)
        ]
        if by or not used:
            row = {"hook": name, "verb": spec.verb.prefix, "signature": spec.signature, "implemented_by": by}
            rows.append(row | {"what": spec.doc.split("\n")[0], "declared_by": spec.plugin or "core"})
    if as_json:
        print_json(rows)
        return
    print_table(
        ("verb", "signature", say("implemented by")),
        [(r["verb"], r["signature"], ", ".join(r["implemented_by"])) for r in rows],
    )
    click.echo(say_count("%(number)s hook", "%(number)s hooks", len(rows)))


@plugins.command()
@shop_folder
@as_json
def doctor(folder: Path, as_json: bool) -> int:
    """Say what keeps plugins from starting: all of it, each with file, line and remedy. Exit 1 when there is something."""
    from dataclasses import asdict

    _, registry, problems = _examined(folder)
    if as_json:
        print_json({"healthy": not problems, "problems": [asdict(one) for one in problems]})
        return 1 if problems else 0
    for one in problems:
        click.echo(f"✗ {one.code}  {one}")
    if not problems:
        click.echo(say_count("✓ %(number)s plugin starts.", "✓ %(number)s plugins start.", len(registry.plugins)))
    return 1 if problems else 0


def _examined(folder: Path) -> tuple[Settings, Registry, list[Problem]]:
    from ecomkit.settings import read_settings
    from ecomkit.shop import examine_plugins

    settings = read_settings(folder)
    return settings, *examine_plugins(settings, folder)


def _started(registry: Registry, name: str) -> Any:
    """The started plugin of that name, as the shop's list or as its class says it."""
    from ecomkit.kernel.discovery import LOCAL

    word = name.removeprefix(LOCAL)
    for plugin in registry.plugins:
        module = type(plugin).__module__
        if plugin.name == word or (
            name.startswith(LOCAL) and module.endswith(f"_{word}") and module.startswith("ecomkit_local_")
        ):
            return plugin
    return None


def _refuse(name: str, settings: Settings, problems: list[Problem]) -> None:
    from ecomkit.errors import StartError, UserError
    from ecomkit.kernel.problems import close_match

    own = [one for one in problems if one.plugin == name]
    if own:
        raise StartError(own)
    meant = close_match(name, settings.shop.plugins)
    hint = (
        say("did you mean %(meant)s?", meant=repr(meant))
        if meant
        else say("enabled are: %(names)s", names=", ".join(settings.shop.plugins) or say("none"))
    )
    raise UserError(say("plugin %(name)s is not enabled in shop.toml: %(hint)s", name=repr(name), hint=hint))


def _settings(plugin: Any) -> dict[str, dict[str, object]]:
    """Every setting with its value and default; secrets are not shown."""
    found: dict[str, dict[str, object]] = {}
    values = plugin.settings.model_dump(mode="json")
    for name, field in type(plugin.settings).model_fields.items():
        hidden = any(word in name for word in ("secret", "password", "token", "key"))
        default = None if field.is_required() else field.get_default(call_default_factory=True)
        found[name] = {"value": "…" if hidden else values[name], "default": default, "required": field.is_required()}
    return found


def _print(shown: dict[str, Any]) -> None:
    from ecomkit.cli.tables import print_table

    click.echo(f"{shown['name']}: {shown['title']} ({shown['kind']})\n{shown['what']}\n{shown['place']}")
    if shown["requires"]:
        click.echo(say("requires %(plugins)s", plugins=", ".join(shown["requires"])))
    if shown["settings"]:
        rows = [(k, v["value"], "required" if v["required"] else v["default"]) for k, v in shown["settings"].items()]
        print_table(("setting", "value", "default"), rows)
    print_table(("hook", "keys", "where"), [(h["hook"], ", ".join(h["keys"]), h["where"]) for h in shown["hooks"]])
