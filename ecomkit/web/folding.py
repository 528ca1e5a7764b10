"""What a template says of constants alone is said once, when it is compiled: most words of a page are such."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import nodes
from jinja2.visitor import NodeTransformer

__all__ = ["folded"]


def folded(template: nodes.Template, known: Mapping[str, Callable[..., object]]) -> nodes.Template:
    """The template with calls of `known` functions on constants replaced by what they return.

    The functions must return the same for the same arguments as long as the template lives. A call with keywords stays.
    """
    result: nodes.Template = _Folding(known).visit(template)
    return result


class _Folding(NodeTransformer):
    def __init__(self, known: Mapping[str, Callable[..., object]]) -> None:
        self._known = known

    def visit_Call(self, node: nodes.Call, *_: Any) -> nodes.Expr:
        self.generic_visit(node)
        function = self._known.get(node.node.name) if isinstance(node.node, nodes.Name) else None
        if function is None or node.kwargs or node.dyn_args or node.dyn_kwargs:
            return node
        try:
            values = [argument.as_const() for argument in node.args]
        except nodes.Impossible:
            return node
        return nodes.Const(function(*values), lineno=node.lineno, environment=node.environment)
