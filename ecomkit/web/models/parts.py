"""Moved to `ecomkit.hooks.pages.parts`."""

from ecomkit.hooks.pages.parts import *  # noqa: F403
