"""Where the templates of a profile are filled in: data alone is within reach, and work and size have a limit.

An organization's template is no code of ours: a slip in it, such as a loop without end or a text a billion characters
long, must end in a sentence. So jinja2's own sandbox is narrowed to what templates of upload files need, and everything
that can be large or go on is counted in characters and steps before it is done. Counts, unlike seconds, are the same on
every machine.
"""

from __future__ import annotations

import math
from collections.abc import (
    Callable,
    ItemsView,
    Iterable,
    Iterator,
    KeysView,
    Mapping,
    MutableMapping,
    Sequence,
    ValuesView,
)
from functools import wraps
from inspect import signature
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

from jinja2 import StrictUndefined, nodes
from jinja2.exceptions import SecurityError
from jinja2.filters import do_join, make_attrgetter
from jinja2.loaders import BaseLoader
from jinja2.nodes import EvalContext
from jinja2.runtime import BlockReference, Context, Macro, Undefined, markup_join
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace, pass_eval_context
from markupsafe import soft_str

from generator.exchange.cell_texts import Prepared
from generator.exchange.counting import LARGEST_BITS, TOO_LARGE, Code, Counting, size

AT_LEAST = 1_000_000
"""Characters and steps that may always be spent on filling a template in."""
FOR_EACH = 20
"""How often each character that goes into a template may be looked at or written."""
_AN_ITEM = 10
"""What a value in a list counts for."""
_PLACES = range(-12, 13)
"""Decimals to round to."""
_FILTERS = frozenset(
    {
        "abs", "capitalize", "count", "d", "default", "e", "escape", "first", "float", "forceescape", "int", "items",
        "join", "last", "length", "list", "lower", "map", "max", "min", "reject", "rejectattr", "replace", "reverse",
        "round", "safe", "select", "selectattr", "sort", "string", "sum", "title", "trim", "truncate", "unique",
        "upper",
    }
)  # fmt: skip
"""The filters there are: of the others some give texts of any length, some look into the program, some draw by
chance."""
_TESTS = frozenset(
    {
        "!=", "<", "<=", "==", ">", ">=", "boolean", "defined", "divisibleby", "eq", "equalto", "escaped", "even",
        "false", "float", "ge", "greaterthan", "gt", "in", "integer", "iterable", "le", "lessthan", "lower", "lt",
        "mapping", "ne", "none", "number", "odd", "sameas", "sequence", "string", "true", "undefined", "upper",
    }
)  # fmt: skip
"""The tests there are: what stands behind `is`, or is named to `select` and `reject`."""
_METHODS_THAT_LENGTHEN = frozenset({"join", "replace", "zfill"})
"""The methods of texts that may give longer ones, which is counted before."""
_ROUNDED: Mapping[str, Callable[[float], float]] = {"ceil": math.ceil, "floor": math.floor}
_METHODS: Mapping[type, frozenset[str]] = {
    str: frozenset(
        {
            "capitalize", "casefold", "count", "endswith", "find", "index", "isalnum", "isalpha", "isascii",
            "isdecimal", "isdigit", "islower", "isnumeric", "isspace", "isupper", "lower", "lstrip", "partition",
            "removeprefix", "removesuffix", "rfind", "rpartition", "rsplit", "rstrip", "saying", "split", "splitlines",
            "startswith", "strip", "swapcase", "title", "upper",
        }
    ),
    list: frozenset({"count", "index"}),
    tuple: frozenset({"count", "index"}),
    dict: frozenset({"get", "items", "keys", "values"}),
}  # fmt: skip
"""The methods of plain values that make nothing longer; `saying` is that of the text of a cell."""


class Sandbox(ImmutableSandboxedEnvironment):
    """Keeps a template to plain data, and counts what it does.

    Args:
        loader: gives the files of the profile.
        finish: what happens to each value before it is written.
    """

    code_generator_class = Code
    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "**", "%"})

    def __init__(self, loader: BaseLoader, finish: Callable[[Any], Any]) -> None:
        super().__init__(
            autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
            keep_trailing_newline=True, finalize=finish, loader=loader, auto_reload=False,
        )  # fmt: skip
        functions: dict[str, Any] = {"dict": _dict, "namespace": _namespace, "range": self.globals["range"]}
        self.globals = {name: _fitting(name, run) for name, run in functions.items()}
        own: dict[str, Callable[..., Any]] = {"join": self._join(), "replace": self._replace, "round": self._round}
        self.filters = {name: self._counted(name, self.filters[name]) for name in _FILTERS - own.keys()}
        self.filters |= {name: _fitting(name, run) for name, run in own.items()}
        tests: dict[str, Any] = self.tests
        self.tests = {name: self._counted(name, tests[name]) for name in _TESTS}
        self._steps = 0
        """Of all templates that were read: what calling a macro may cost."""
        self.begin(lambda: 0)

    def begin(self, further: Callable[[], int]) -> None:
        """Begins to count anew.

        Args:
            further: how many characters go into the template, asked for once, and only when more is spent than usual.
        """
        self._left = AT_LEAST
        self._further: Callable[[], int] | None = further

    def spend(self, count: int) -> None:
        """Counts characters or steps. Raises SecurityError when there were too many."""
        self._left -= count
        if self._left < 0 and self._further is not None:
            self._left += FOR_EACH * self._further()
            self._further = None
        if self._left < 0:
            raise SecurityError("it goes on without end, or writes far more than there is to say")

    def measure(self, value: Any) -> Any:
        """The value itself, once what is in it was counted."""
        if isinstance(value, (str, range)):
            self.spend(len(value))
        elif isinstance(value, dict):
            self.measure([*value.keys(), *value.values()])
        elif isinstance(value, (list, tuple, set, frozenset, KeysView, ValuesView, ItemsView)):
            for inner in value:
                self.spend(_AN_ITEM)
                self.measure(inner)
        else:
            self.spend(1)
        return value

    # --- what a template comes to through nodes that `Counting` puts into it
    # ------------------------------------------------------------------------------------------------------

    def rounds(self, values: Iterable[Any], cost: int) -> Iterable[Any]:
        """What a loop goes through, once its rounds were counted."""
        several = values if isinstance(values, (tuple, list, range, str, dict)) else list(values)
        if several:
            self.spend(len(several) * cost)
        return several

    def joined(self, *values: Any) -> str:
        """Values one after the other, as with ~."""
        for value in values:
            self.measure(value)
        return markup_join(values)

    def taken(self, part: Any) -> Any:
        """A slice, once its length was counted."""
        if isinstance(part, (str, Sequence)):
            self.spend(len(part))
        return part

    # --- what jinja2 asks
    # ------------------------------------------------------------------------------------------------------

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        self._steps += size(tree)
        Counting(self).visit(tree)
        return tree

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:  # jinja2's signature
        """In one mapping, which is looked through for each activity."""
        return {**self.globals, **(d or {})}

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, dict):
            try:
                return obj[attribute]
            except KeyError:
                known = hasattr(dict, attribute)
                return super().getattr(obj, attribute) if known else self.undefined(obj=obj, name=attribute)
        if attribute in getattr(type(obj), "__dataclass_fields__", ()):
            return getattr(obj, attribute)
        if attribute in _METHODS_THAT_LENGTHEN and isinstance(obj, str):
            return self._lengthening(obj, attribute)
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if not isinstance(argument, (str, int, slice)):
            raise SecurityError("what stands in [brackets] must be a text or a number")
        return super().getitem(obj, argument)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        if isinstance(obj, (int, float, bytes, type)) or isinstance(value, Prepared):
            return False
        for kind, methods in _METHODS.items():
            if isinstance(obj, kind) and callable(value):
                return attr in methods
        return super().is_safe_attribute(obj, attr, value)

    def unsafe_undefined(self, obj: Any, attribute: str) -> Undefined:
        what = f"a template cannot use {attribute!r}; docs/catalog.md lists the methods that it can"
        return self.undefined(what, obj=obj, name=attribute, exc=SecurityError)

    def wrap_str_format(self, value: Any) -> None:
        """Nothing stands in for the methods that fill in texts; `is_safe_attribute` refuses them."""

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        if type(obj) is Macro:  # the template's own, which needs no further look
            self.spend(self._steps + _AN_ITEM * (len(args) + len(kwargs)))
            for value in (*args, *kwargs.values()):
                self.measure(value)
            return obj(context.eval_ctx, *args, **kwargs)
        owner = getattr(obj, "__self__", None)
        if isinstance(obj, (Macro, BlockReference)):
            self.spend(self._steps)
        self.measure(owner)
        self.measure([*args, *kwargs.values()])
        try:
            return super().call(context, obj, *args, **kwargs)
        except TypeError as error:
            if isinstance(obj, (BuiltinFunctionType, FunctionType, MethodType)):
                raise _unfitting(obj.__name__) from error
            raise

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        if operator == "%" and isinstance(left, str):
            raise SecurityError("% is for numbers; write texts one after the other with ~")
        numbers = [value for value in (left, right) if isinstance(value, int)]
        if any(value.bit_length() > LARGEST_BITS for value in numbers):
            raise SecurityError(TOO_LARGE)
        if operator in ("-", "/", "//"):
            self.measure([left, right])
        lengths = [len(value) for value in (left, right) if isinstance(value, (str, Sequence))]
        if lengths:
            self.spend(sum(lengths) if operator == "+" else max(lengths) * _times(left, right))
        elif operator in ("*", "**") and len(numbers) == 2:
            bits = left.bit_length() * abs(right) if operator == "**" else left.bit_length() + right.bit_length()
            if bits > LARGEST_BITS:
                raise SecurityError(TOO_LARGE)
        return _sized(super().call_binop(context, operator, left, right))

    def concat(self, pieces: Iterable[str]) -> str:
        written = list(pieces)
        self.spend(sum(map(len, written)))
        return "".join(written)

    # --- filters
    # ------------------------------------------------------------------------------------------------------

    def _counted(self, name: str, run: Callable[..., Any]) -> Callable[..., Any]:
        """A filter or test that counts what it takes and gives; what it would give one by one it gives at once."""

        @wraps(run)
        def counted(*args: Any, **kwargs: Any) -> Any:
            taken = [*args, *kwargs.values()]
            self.measure([value for value in taken if not isinstance(value, (Context, EvalContext, Sandbox))])
            result = _sized(run(*args, **kwargs))
            return self.measure(list(result) if isinstance(result, Iterator) else result)

        return _fitting(name, counted)

    def _join(self) -> Callable[..., str]:
        @pass_eval_context
        def join(context: EvalContext, value: Iterable[Any], d: str = "", attribute: str | int | None = None) -> str:
            values = list(value if attribute is None else map(make_attrgetter(self, attribute), value))
            self.measure(values)
            self.spend(len(values) * len(d))
            text: str = do_join(context, values, d)
            return text

        return join

    def _replace(self, text: Any, old: Any, new: Any, count: int | None = None) -> Any:
        plain, old, new = (soft_str(self.measure(value)) for value in (text, old, new))
        self.spend(len(plain) + plain.count(old) * len(new))
        return plain.replace(old, new, -1 if count is None else count)  # of escaped text, what it takes in is escaped

    def _round(self, value: float, precision: int = 0, method: str = "common") -> float:
        if not isinstance(value, (int, float)):
            raise SecurityError("only a number can be rounded")
        if precision not in _PLACES:
            raise SecurityError("a number is rounded to far too many places")
        if method == "common":
            return round(value, int(precision))
        if method not in _ROUNDED:
            raise SecurityError("a number is rounded by 'common', 'ceil' or 'floor'")
        return float(_ROUNDED[method](value * 10**precision) / 10**precision)

    def _lengthening(self, text: str, name: str) -> Callable[..., str]:
        """A method of a text that counts how long what it gives becomes."""

        def join(values: Iterable[str]) -> str:
            several = list(values)
            self.spend(len(several) * len(text))
            return text.join(several)

        def replace(old: str, new: str, count: int = -1) -> str:
            made: str = self._replace(text, old, new, count)
            return made

        def zfill(width: int) -> str:
            self.spend(max(width, 0))
            return text.zfill(width)

        methods: dict[str, Callable[..., str]] = {"join": join, "replace": replace, "zfill": zfill}
        return _fitting(name, methods[name])


def _sized(value: Any) -> Any:
    """The value itself. Raises SecurityError for a number that is too large, such as infinity, or none, such as NaN."""
    if isinstance(value, int) and value.bit_length() > LARGEST_BITS:
        raise SecurityError(TOO_LARGE)
    if isinstance(value, float) and not math.isfinite(value):
        raise SecurityError(TOO_LARGE)
    return value


def _times(left: Any, right: Any) -> int:
    return next((abs(value) for value in (left, right) if isinstance(value, int)), 1)


class _Namespace(Namespace):
    """Is written without what it holds, which may be of any size."""

    def __repr__(self) -> str:
        return "<namespace>"


def _dict(*args: Any, **kwargs: Any) -> dict[Any, Any]:
    """Stands for the class, whose methods change plain data."""
    return dict(*args, **kwargs)


def _namespace(*args: Any, **kwargs: Any) -> Namespace:
    return _Namespace(*args, **kwargs)


def _fitting(name: str, run: Callable[..., Any]) -> Callable[..., Any]:
    """A filter, test or method that says plainly when it is given too much, too little or another kind of value."""

    @wraps(run)
    def fitting(*args: Any, **kwargs: Any) -> Any:
        try:
            return run(*args, **kwargs)
        except TypeError as error:
            try:
                signature(run).bind(*args, **kwargs)
            except TypeError:
                raise _unfitting(name) from error
            raise

    fitting.__name__ = name
    return fitting


def _unfitting(name: str) -> SecurityError:
    return SecurityError(f"{name} is given too much, too little, or what it does not take")
