"""The class that every plugin derives from."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final, Generic, Literal, TypeVar, get_args, get_origin

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from typing_extensions import TypeVar as DefaultTypeVar

    SettingsT = DefaultTypeVar("SettingsT", bound=BaseModel, default=BaseModel)
else:
    SettingsT = TypeVar("SettingsT", bound=BaseModel)

__all__ = ["HOOK_API", "NoSettings", "Plugin", "Resource"]

HOOK_API: Final = 1
"""The major number of the public surface. A plugin states the one that it was written for."""

Resource = Literal["templates", "static", "migrations", "locales"]
"""The folders that a plugin may bring beside its module."""


class NoSettings(BaseModel):
    """The settings of a plugin that has none: any key is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Plugin(Generic[SettingsT]):
    """A part of a shop that can be switched on and off (F4).

    A plugin with settings names their model once: `class Loyalty(Plugin[LoyaltySettings])`, which sets `Settings` and
    types `self.settings`. The shop's section of the plugin's `name` fills it; unknown keys are a problem at start.
    """

    name: ClassVar[str]
    """Lower-case letters, digits and underscores; the same as its entry point."""
    hook_api: ClassVar[int] = HOOK_API
    """The `HOOK_API` that the plugin was written for. Write the number down: inherited, it says nothing."""
    kind: ClassVar[str] = "feature"
    """What the plugin is to a shop, such as `feature`, `model`, `payment`."""
    requires: ClassVar[tuple[str, ...]] = ()
    """Names of plugins that must be enabled too. Checked only: it orders nothing."""
    countries: ClassVar[tuple[str, ...]] = ()
    """Countries (ISO 3166-1, two capital letters) that the plugin is made for, such as those whose law it brings: a new shop there
    starts with it where it is installed. Without any it is for no country in particular, and no shop starts with it for that reason.
    """
    title: ClassVar[str] = ""
    """A few words for people."""
    Settings: ClassVar[type[BaseModel]] = NoSettings
    """The frozen pydantic model of the plugin's settings."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "Settings" not in cls.__dict__ and (model := _stated_settings(cls)) is not None:
            cls.Settings = model

    def __init__(self, settings: SettingsT) -> None:
        self.settings: Final = settings

    @property
    def folder(self) -> Path:
        """The folder of the module that defines the plugin's class."""
        return Path(inspect.getfile(type(self))).resolve().parent

    def resource(self, kind: Resource) -> Path | None:
        """The plugin's folder of that kind, or None when it brings none."""
        folder = self.folder / kind
        return folder if folder.is_dir() else None


def _stated_settings(cls: type) -> type[BaseModel] | None:
    """The model in `class Loyalty(Plugin[LoyaltySettings])`."""
    for base in cls.__dict__.get("__orig_bases__", ()):
        origin = get_origin(base)
        if isinstance(origin, type) and issubclass(origin, Plugin):
            models = [model for model in get_args(base) if isinstance(model, type) and issubclass(model, BaseModel)]
            return models[0] if models else None
    return None
