"""A problem is one line that a person can act on."""

from __future__ import annotations

import pytest

from ecomkit.kernel import Problem


@pytest.mark.parametrize(
    ("problem", "line"),
    [
        (
            Problem("hook.unknown", "there is no hook 'x'", "b", "b.py", 3, "Did you mean 'y'?"),
            "plugin 'b' (b.py:3): there is no hook 'x'. Did you mean 'y'?",
        ),
        (Problem("plugin.requires", "requires 'a'", "b"), "plugin 'b': requires 'a'."),
        (Problem("spec.invalid", "is wrong", None, "core.py", 7), "core.py:7: is wrong."),
        (Problem("pick.unknown", "is\nnothing"), "is nothing."),
    ],
)
def test_a_problem_reads_as_one_line(problem: Problem, line: str) -> None:
    assert str(problem) == line
