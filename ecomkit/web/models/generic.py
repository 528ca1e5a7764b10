"""Moved to `ecomkit.hooks.pages.generic`."""

from ecomkit.hooks.pages.generic import *  # noqa: F403
