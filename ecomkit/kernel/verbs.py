"""The seven verbs: the first word of a hook's name is its contract."""

from __future__ import annotations

from enum import Enum

from ecomkit.speech import say

__all__ = ["Verb", "verb_of"]


class Verb(Enum):
    """What a hook may do, told by the first word of its name (F4).

    `prefix` is that word, `called` says when the hook runs, `gives` what an implementation returns and `fails` what
    happens to the work around it when an implementation fails. The documentation prints this table.
    """

    REGISTER = ("register", "once, at shop start", "declarations", "the shop does not start, and says which plugin")
    CONTRIBUTE = (
        "contribute",
        "in a query or while quoting, collected from all",
        "values with provenance",
        "the operation fails, naming plugin and hook",
    )
    ASK = (
        "ask",
        "while quoting, outside any transaction, with a deadline; may use the network",
        "a value kept in the quote",
        "its declared fallback: refuse, or go on and mark for review",
    )
    RESOLVE = (
        "resolve",
        "on demand, by the one plugin that owns the key",
        "one value",
        "the operation fails; two owners of a key are a start-up problem unless the shop picks",
    )
    CHECK = ("check", "before the write, in its transaction", "refusals, approvals needed", "closed: refused")
    RECORD = ("record", "right after the write, in the same transaction", "nothing", "the command rolls back")
    ON = (
        "on",
        "after commit: durable, asynchronous, at least once with a key to dedupe",
        "nothing",
        "isolated, retried, then parked and shown to staff",
    )

    def __init__(self, prefix: str, called: str, gives: str, fails: str) -> None:
        self.prefix = prefix
        self.called = called
        self.gives = gives
        self.fails = fails


_BY_PREFIX = {verb.prefix: verb for verb in Verb}


def verb_of(hook_name: str) -> Verb:
    """The verb of a hook's name: `verb_of("check_place_order") is Verb.CHECK`. Raises `ValueError` for any other word."""
    prefix, underscore, subject = hook_name.partition("_")
    verb = _BY_PREFIX.get(prefix)
    if verb is None or not underscore or not subject:
        words = ", ".join(f"{known}_" for known in _BY_PREFIX)
        raise ValueError(
            say("'%(hook)s' is no hook's name: it starts with one of %(words)s", hook=hook_name, words=words)
        )
    return verb
