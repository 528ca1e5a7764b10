"""Hooks of the customer profile: capacities, roles, fields and segments (F4)."""

from __future__ import annotations

from collections.abc import Sequence

from ecomkit.domain import Capacity, Context, ProfileField, Role, Segment
from ecomkit.kernel import hookspec

__all__ = ["contribute_segments", "register_capacities", "register_profile_fields", "register_roles"]


@hookspec
def register_capacities() -> Sequence[Capacity]:
    """As what one may deal with the shop. Without any, nobody can buy."""
    raise NotImplementedError


@hookspec
def register_roles() -> Sequence[Role]:
    """Roles of people within a capacity, with the permissions that they carry."""
    raise NotImplementedError


@hookspec
def register_profile_fields() -> Sequence[ProfileField]:
    """Personal data that the plugin keeps in the profile: declared, or it cannot be saved (F4d)."""
    raise NotImplementedError


@hookspec
def contribute_segments(ctx: Context) -> Sequence[Segment]:
    """Groups that this buyer belongs to."""
    raise NotImplementedError
