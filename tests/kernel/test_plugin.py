"""What a plugin knows about itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from ecomkit.kernel import NoSettings, Plugin, Registry


class GreetingSettings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    word: str = "Hello"


class Greeting(Plugin[GreetingSettings]):
    name = "greeting"

    def greet(self) -> str:
        return self.settings.word


def test_the_settings_model_is_named_once_and_filled_by_the_shop(start: Callable[..., Registry]) -> None:
    registry = start(Greeting, settings={"greeting": {"word": "Hola"}})
    plugin = registry.plugin("greeting")
    assert isinstance(plugin, Greeting)
    assert plugin.greet() == "Hola"


def test_a_subclass_keeps_the_settings_model() -> None:
    class Warm(Greeting):
        name = "warm"

    assert Warm.Settings is GreetingSettings


def test_a_plugin_may_state_its_model_as_an_attribute() -> None:
    class Stated(Plugin):
        name = "stated"
        Settings = GreetingSettings

    assert Stated.Settings is GreetingSettings


def test_without_a_model_there_are_no_settings() -> None:
    assert Plugin.Settings is NoSettings


def test_the_folder_is_that_of_the_defining_module() -> None:
    assert Greeting(GreetingSettings()).folder == Path(__file__).resolve().parent


def test_a_resource_is_a_folder_beside_the_module(start: Callable[..., Registry], tmp_path: Path) -> None:
    package = tmp_path / "tea"
    (package / "templates").mkdir(parents=True)
    code = "from ecomkit.kernel import Plugin\nclass Tea(Plugin):\n    name = 'tea'\n"
    (package / "__init__.py").write_text(code, encoding="utf-8")
    tea = start("local:tea", local=tmp_path).plugin("tea")
    assert tea.resource("templates") == (package / "templates").resolve()
    assert tea.resource("migrations") is None
