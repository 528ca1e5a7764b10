"""The stranger's project has tests of its own, which run in a process of their own."""

from __future__ import annotations

collect_ignore_glob = ["loyalty/*"]
