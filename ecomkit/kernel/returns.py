"""What an implementation may return: the spec's annotation, compiled once, checked strictly at every call."""

from __future__ import annotations

import inspect
import types
import typing
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin

from pydantic import BaseModel, ConfigDict, InstanceOf, TypeAdapter, ValidationError

__all__ = ["Returned", "WrongReturn"]

_STRICT = ConfigDict(strict=True, allow_inf_nan=False, arbitrary_types_allowed=True)
_UNIONS = (Union, types.UnionType)
_CHECKED_BY_PYDANTIC = frozenset({"builtins", "datetime", "decimal", "uuid", "types", "collections", "collections.abc"})


class WrongReturn(Exception):
    """The value is not what the hook's annotation allows. The message names types, never the value."""


class Returned:
    """Checks returned values against one annotation.

    No value is coerced or copied: models and dataclasses are checked by `isinstance`, plain values strictly, and floats
    must be finite. Where the annotation is a list, any list or tuple will do; it comes back as a tuple, None as an empty one.
    """

    __slots__ = ("_allowed", "_validate", "many")

    def __init__(self, annotation: Any) -> None:
        item = _item(annotation)
        self.many = item is not None
        self._allowed = _name(annotation)
        # In a tuple even when single: pydantic refuses a configuration for a bare model or dataclass.
        checked: Any = tuple[_instances(item), ...] if self.many else tuple[_instances(annotation)]  # type: ignore[misc]
        adapter: TypeAdapter[Any] = TypeAdapter(checked, config=_STRICT)
        self._validate: Callable[[object], object] = adapter.validator.validate_python

    def __call__(self, value: object) -> Any:
        """The value, frozen into a tuple where many are allowed. Raises `WrongReturn`."""
        if self.many:
            if value is None:
                return ()
            if not isinstance(value, list | tuple):
                raise self._wrong(value, "")
            value = tuple(value)
        try:
            self._validate(value if self.many else (value,))
        except ValidationError as error:
            raise self._wrong(value, _reason(error, many=self.many)) from error
        return value

    def _wrong(self, value: object, reason: str) -> WrongReturn:
        if inspect.iscoroutine(value):
            value.close()
        kind = "None" if value is None else "many values" if self.many and reason else f"a value of type {_type(value)}"
        return WrongReturn(f"returned {kind} where the hook allows {self._allowed}{reason}")


def _item(annotation: Any) -> Any | None:
    """The item type of "any number of them", or None for a single value."""
    if get_origin(annotation) in _UNIONS:
        some = [part for part in get_args(annotation) if part is not type(None)]
        return _item(some[0]) if len(some) == 1 else None
    if annotation in (list, tuple, Sequence):
        return Any
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (list, Sequence):
        return arguments[0]
    return arguments[0] if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis else None


def _instances(annotation: Any) -> Any:
    """The annotation with each class that is not a plain value's replaced by a check of `isinstance`."""
    if annotation is Any or isinstance(annotation, typing.TypeVar):
        return Any
    if isinstance(annotation, type) and get_origin(annotation) is None:
        return _instance(annotation)
    if isinstance(annotation, typing.NewType):
        return _instances(annotation.__supertype__)
    if hasattr(annotation, "__value__"):
        return _instances(annotation.__value__)
    return _parts(annotation, get_origin(annotation), get_args(annotation))


def _parts(annotation: Any, origin: Any, arguments: tuple[Any, ...]) -> Any:
    if origin is Annotated:
        return Annotated[(_instances(arguments[0]), *arguments[1:])]
    if origin in _UNIONS:
        return Union[tuple(_instances(part) for part in arguments)]  # noqa: UP007
    if origin in (None, Literal, type) or not arguments or any(isinstance(part, list) for part in arguments):
        return annotation
    if getattr(origin, "__module__", "") not in _CHECKED_BY_PYDANTIC:
        return _instance(origin)
    return origin[tuple(part if part is Ellipsis else _instances(part) for part in arguments)]


def _instance(cls: type) -> Any:
    if cls.__module__ in _CHECKED_BY_PYDANTIC or typing.is_typeddict(cls):
        return cls
    if getattr(cls, "_is_protocol", False) and not getattr(cls, "_is_runtime_protocol", False):
        return Any
    if issubclass(cls, BaseModel):
        cls = cls.__pydantic_generic_metadata__["origin"] or cls
    return InstanceOf[cls]  # type: ignore[misc, valid-type]


def _reason(error: ValidationError, *, many: bool) -> str:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    message = first["msg"][:1].lower() + first["msg"][1:]
    return f": number {cast(int, first['loc'][0]) + 1}: {message}" if many and first["loc"] else f": {message}"


def _name(annotation: Any) -> str:
    return annotation.__name__ if isinstance(annotation, type) and not get_args(annotation) else str(annotation)


def _type(value: object) -> str:
    return type(value).__qualname__
