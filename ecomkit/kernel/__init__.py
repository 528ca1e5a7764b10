"""The kernel: finds, starts, checks and calls plugins. It knows no commerce."""

from __future__ import annotations

from ecomkit.kernel.calling import NoOwner, ask, check, contribute, record, register, resolve
from ecomkit.kernel.discovery import installed, load, local_modules
from ecomkit.kernel.implementation import Answer, Implementation
from ecomkit.kernel.markers import Fallback, Keys, hookimpl, hookspec
from ecomkit.kernel.plugin import HOOK_API, NoSettings, Plugin
from ecomkit.kernel.problems import Problem
from ecomkit.kernel.registry import Hook, Registry
from ecomkit.kernel.spec import Spec, specs_from
from ecomkit.kernel.verbs import Verb, verb_of

__all__ = [
    "HOOK_API",
    "Answer",
    "Fallback",
    "Hook",
    "Implementation",
    "Keys",
    "NoOwner",
    "NoSettings",
    "Plugin",
    "Problem",
    "Registry",
    "Spec",
    "Verb",
    "ask",
    "check",
    "contribute",
    "hookimpl",
    "hookspec",
    "installed",
    "load",
    "local_modules",
    "record",
    "register",
    "resolve",
    "specs_from",
    "verb_of",
]
