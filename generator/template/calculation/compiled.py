"""Formulas as functions of a row, by way of Python's compiler: a workbook has hundreds of thousands of cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from generator.template.calculation import functions as excel
from generator.template.calculation.columns import Cells, Column, Formula
from generator.template.calculation.grammar import (
    Binary,
    Call,
    Literal,
    Minus,
    Name,
    Series,
    Span,
    Tree,
    Unreadable,
    tree,
)

Code = tuple[str, str]
"""An expression of Python, and the kind of its values: text, number, truth, or nothing where that is open."""

TEXT, NUMBER, TRUTH, OPEN = "text", "number", "truth", ""
_PLAIN: Mapping[str, tuple[Callable[..., Any], str]] = {
    "LEN": (excel.length, NUMBER), "LEFT": (excel.left, TEXT), "RIGHT": (excel.right, TEXT),
    "MID": (excel.middle, TEXT), "FIND": (excel.find, NUMBER), "SUBSTITUTE": (excel.substitute, TEXT),
    "TRIM": (excel.trim, TEXT), "LOWER": (excel.lowered, TEXT), "CHAR": (excel.character, TEXT),
    "INT": (excel.whole, NUMBER), "ABS": (excel.absolute, NUMBER), "ROUND": (excel.rounded, NUMBER),
    "MOD": (excel.remainder, NUMBER), "MONTH": (excel.month, NUMBER), "DAY": (excel.day_of_month, NUMBER),
    "DATE": (excel.date, NUMBER), "EDATE": (excel.months_later, NUMBER), "AND": (excel.all_hold, TRUTH),
    "OR": (excel.one_holds, TRUTH), "NA": (excel.not_available, OPEN),
}  # fmt: skip
"""Functions of values, with the kind of what they give."""
_ASKED = {
    "ISERROR": excel.is_wrong, "ISNUMBER": excel.is_number, "ISTEXT": excel.is_text, "ISLOGICAL": excel.is_truth,
    "ISBLANK": excel.is_blank,
}  # fmt: skip
"""Functions that take an error as it is."""
_SIGNS = {
    "+": excel.plus, "-": excel.minus, "*": excel.times, "/": excel.divided, "^": excel.power,
}  # fmt: skip
_SHORT = {"+", "-", "*", "/"}


class Place(Protocol):
    """What names stand for."""

    def cell(self, name: str) -> tuple[Column, int | None] | None:
        """The column of a cell, and its row; None as a row is that of the formula. None for another name."""

    def cells(self, name: str) -> Cells | None:
        """The cells of one column that a name stands for; None for another name."""

    def formula(self, name: str) -> Formula | None:
        """The formula that a name stands for; None for another name."""

    def across(self, first: str, last: str) -> list[Column] | None:
        """The columns between two cells of the row; None when they are not that."""

    def today(self) -> Any:
        """The day that TODAY() gives."""


def compiled(formula: str, place: Place) -> Formula:
    """A formula as a function of the row that it stands in.

    The function raises `Wrong` for an error, and `Untold` where the value cannot be known.

    Raises:
        Unreadable: the formula says more than ours do.
    """
    return _Compiler(place).function(tree(formula))


class _Compiler:
    def __init__(self, place: Place) -> None:
        self._place = place
        self._known: dict[str, Any] = {}
        self._names: dict[int, str] = {}

    def function(self, whole: Tree) -> Formula:
        source = f"lambda row: {self.code(whole)[0]}"
        # The source is made here from a formula of ours that was read, and holds nothing but its calls and literals.
        made: Formula = eval(source, self._known)  # noqa: S307
        return made

    def _use(self, thing: Any) -> str:
        """The name under which the function knows a thing."""
        if id(thing) not in self._names:
            name = f"_{len(self._names)}"
            self._names[id(thing)], self._known[name] = name, thing
        return self._names[id(thing)]

    def _call(self, thing: Any, *arguments: str) -> str:
        return f"{self._use(thing)}({','.join(arguments)})"

    # --- values --------------------------------------------------------------------------------------------------

    def code(self, part: Tree) -> Code:  # noqa: PLR0911  # one line for each kind of part
        match part:
            case Literal(bool(value)):
                return str(value), TRUTH
            case Literal(str(value)):
                return repr(value), TEXT
            case Literal(value):
                return repr(float(value)), NUMBER
            case Name(name):
                return self._name(name)
            case Binary():
                return self._binary(part)
            case Minus(of):
                return f"-{self._number(of)}", NUMBER
            case Call():
                return self._function(part)
            case Span(Name(first), Name(last)):
                return self._across(first, last), OPEN
        raise Unreadable

    def _name(self, name: str) -> Code:
        if (cell := self._place.cell(name)) is not None:
            column, row = cell
            return self._call(self._reader(column), "row" if row is None else str(row)), OPEN
        if (formula := self._place.formula(name)) is not None:
            return self._call(formula, "row"), OPEN
        raise Unreadable(name)

    def _reader(self, column: Column) -> Formula:
        return self._kept(column, "at", column.at)

    def _peeker(self, column: Column) -> Formula:
        return self._kept(column, "peek", column.peek)

    def _kept(self, column: Column, what: str, method: Formula) -> Formula:
        """One and the same bound method each time."""
        kept: Formula = self._known.setdefault(f"_{what}_{id(column)}", method)
        return kept

    def _text(self, part: Tree) -> str:
        code, kind = self.code(part)
        return code if kind == TEXT else self._call(excel.text, code)

    def _number(self, part: Tree) -> str:
        code, kind = self.code(part)
        return code if kind == NUMBER else self._call(excel.number, code)

    def _truth(self, part: Tree) -> str:
        code, kind = self.code(part)
        return code if kind == TRUTH else self._call(excel.truth, code)

    def _raw(self, part: Tree) -> str:
        """A value, errors as values."""
        if isinstance(part, Name) and (cell := self._place.cell(part.name)) is not None:
            column, row = cell
            return self._call(self._peeker(column), "row" if row is None else str(row))
        return self._call(excel.raw, f"lambda: {self.code(part)[0]}")

    # --- operators ---------------------------------------------------------------------------------------------

    def _binary(self, part: Binary) -> Code:
        if part.sign == "&":
            return f"({self._text(part.left)}+{self._text(part.right)})", TEXT
        if part.sign in _SHORT:
            return f"({self._number(part.left)}{part.sign}{self._number(part.right)})", NUMBER
        if part.sign == "^":
            return self._call(excel.power, self.code(part.left)[0], self.code(part.right)[0]), NUMBER
        if part.sign in {"=", "<>"}:
            equal = self._equal(part.left, part.right)
            return (equal if part.sign == "=" else f"(not {equal})"), TRUTH
        return self._compared(part.sign, self.code(part.left), self.code(part.right)), TRUTH

    def _equal(self, left: Tree, right: Tree) -> str:
        (one, kind), (other, other_kind) = self.code(left), self.code(right)
        if kind == other_kind == NUMBER:
            return f"({one}=={other})"
        if isinstance(right, Literal) and isinstance(right.value, str):
            folded = repr(excel.lower(right.value))
            return (
                f"({one}=={folded})" if kind == TEXT and not right.value else self._call(excel.same_text, one, folded)
            )
        return self._call(excel.same, one, other)

    def _compared(self, sign: str, left: Code, right: Code) -> str:
        if left[1] == right[1] == NUMBER:
            return f"({left[0]}{sign}{right[0]})"
        # Arguments keep their order, since the first error is the one that shows.
        if sign in {"<", ">="}:
            less = self._call(excel.less, left[0], right[0])
        else:
            less = f"(lambda a, b: {self._use(excel.less)}(b, a))({left[0]}, {right[0]})"
        return less if sign in {"<", ">"} else f"(not {less})"

    # --- functions -----------------------------------------------------------------------------------------------

    def _function(self, call: Call) -> Code:  # noqa: PLR0911, PLR0912  # one line for each function
        name, arguments = call.function, call.arguments
        match name, arguments:
            case "IF", (test, yes, no):
                (one, kind), (other, other_kind) = self.code(yes), self.code(no)
                return f"({one} if {self._truth(test)} else {other})", kind if kind == other_kind else OPEN
            case "IFERROR", (value, otherwise):
                (one, kind), (other, other_kind) = self.code(value), self.code(otherwise)
                together = kind if kind == other_kind else OPEN
                return self._call(excel.unless_wrong, f"lambda: {one}", f"lambda: {other}"), together
            case "NOT", (test,):
                return f"(not {self._truth(test)})", TRUTH
            case "ISNUMBER", (Call("FIND", (Literal(str(piece)), Name() as looked)),):
                return self._call(excel.is_found, self._raw(looked), repr(piece)), TRUTH
            case "CHAR", (Literal(float(value)),):
                return repr(excel.character(value)), TEXT
            case "SUBSTITUTE", (value, Literal(str(old)), Literal(str(new))) if old:
                return f"{self._text(value)}.replace({old!r},{new!r})", TEXT
            case "SUBSTITUTE", (value, Call("CHAR", (Literal(float(old)),)), Literal(str(new))):
                return f"{self._text(value)}.replace({excel.character(old)!r},{new!r})", TEXT
            case "ROW", ():
                return "row", NUMBER
            case "ROWS", (cells,):
                return f"{self._cells(cells)}.count", NUMBER
            case "COUNTA", (Span(Name(first), Name(last)),):
                return self._call(excel.filled, self._across(first, last)), NUMBER
            case "COUNTA", (cells,):
                return self._counted(cells), NUMBER
            case "INDEX", (cells, position):
                return f"{self._cells(cells)}.pick({self.code(position)[0]})", OPEN
            case "MATCH", (value, cells, Literal(0.0)):
                return f"{self._cells(cells)}.match({self.code(value)[0]})", NUMBER
            case "VLOOKUP", (value, cells, Literal(1.0), Literal(False)):
                return f"{self._cells(cells)}.like({self.code(value)[0]})", OPEN
            case "LOOKUP", (value, looked, given):
                return self._call(excel.last, self.code(value)[0], self._each(looked), self._each(given)), OPEN
            case "COUNTIF", (cells, value):
                return f"{self._cells(cells)}.times({self.code(value)[0]})", NUMBER
            case "SUMPRODUCT" | "MAX", (values,):
                return self._call(excel.total if name == "SUMPRODUCT" else excel.largest, self._each(values)), NUMBER
            case "TODAY", ():
                return self._call(self._place.today), OPEN
        if name in _ASKED and len(arguments) == 1:
            return self._call(_ASKED[name], self._raw(arguments[0])), TRUTH
        if name in _PLAIN:
            function, kind = _PLAIN[name]
            return self._call(function, *(self.code(argument)[0] for argument in arguments)), kind
        raise Unreadable(name)

    # --- cells -----------------------------------------------------------------------------------------------------

    def _cells(self, part: Tree) -> str:
        """An expression that gives `Cells`."""
        match part:
            case Name(name) if (cells := self._place.cells(name)) is not None:
                return self._use(cells)
            case Span(Call("INDEX", (Name(one), first)), Call("INDEX", (Name(other), last))) if one == other:
                return f"{self._cells(Name(one))}.to({self.code(first)[0]},{self.code(last)[0]})"
        raise Unreadable

    def _counted(self, part: Tree) -> str:
        if isinstance(part, Name) and (row := self._place.formula(part.name)) is not None:
            return self._call(excel.filled, self._call(row, "row"))
        return f"{self._cells(part)}.filled()"

    def _across(self, first: str, last: str) -> str:
        columns = self._place.across(first, last)
        if columns is None:
            raise Unreadable
        return f"[{','.join(self._call(self._peeker(column), 'row') for column in columns)}]"

    def _each(self, part: Tree) -> str:  # noqa: PLR0911  # one line for each kind of part
        """An expression that gives a value, or a list of values, errors among them as values."""
        match part:
            case Series(values):
                return repr(list(values))
            case Span(Name(first), Name(last)):
                return self._across(first, last)
            case Name(name) if self._place.cells(name) is not None and self._place.cell(name) is None:
                return f"{self._cells(part)}.values"
            case Minus(of):
                return self._call(excel.each, self._use(excel.negative), self._each(of))
            case Binary(sign, left, right):
                return self._call(excel.each, self._operator(sign), self._each(left), self._each(right))
            case Call("ROW", (cells,)):
                return f"{self._cells(cells)}.rows"
            case Call("MAX", (values,)):
                return self._call(excel.largest, self._each(values))
            case Call(name, arguments) if name in _PLAIN:
                return self._call(excel.each, self._use(_PLAIN[name][0]), *map(self._each, arguments))
        return self.code(part)[0]

    def _operator(self, sign: str) -> str:
        one = {"=": excel.same, "<>": _differ, "<": excel.less, ">": _more, "&": _together} | _SIGNS
        if sign not in one:
            raise Unreadable(sign)
        return self._use(one[sign])


def _differ(left: Any, right: Any) -> bool:
    return not excel.same(left, right)


def _more(left: Any, right: Any) -> bool:
    return excel.less(right, left)


def _together(left: Any, right: Any) -> str:
    return excel.text(left) + excel.text(right)
