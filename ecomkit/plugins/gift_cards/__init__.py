"""Gift cards: money on a code, spent in whole or in part, and given back to where it was."""

from __future__ import annotations

from ecomkit.plugins.gift_cards.plugin import GiftCards

__all__ = ["GiftCards"]
