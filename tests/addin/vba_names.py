"""What a compiler of VBA says beyond the grammar, as far as the add-in's modules need it: names that nobody declared,
names that are declared twice, and members that Excel does not have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.addin.excel_stand_in import Application, Workbook

LIBRARY = frozenset(
    name.lower()
    for names in (
        # [MS-VBAL] 6.1.2, the VBA library, as far as the add-in uses it
        "Array Chr CStr Dir Environ EOF Err FreeFile InStrRev IsEmpty Join LCase Left Len MsgBox Now Right Split",
        "StrComp TimeSerial UBound VarType",
        "vbExclamation vbInformation vbNewLine vbObjectError vbQuestion vbString vbTextCompare vbYes vbYesNo",
        # Excel's type library: members of its Global class, and constants
        "Application ActiveWorkbook ThisWorkbook AppleScriptTask",
        "xlCalculationAutomatic xlCalculationManual xlDisabled xlErrorHandler xlLinkTypeExcelLinks",
    )
    for name in names.split()
)
"""Names that every module knows."""
OBJECTS = {"application": Application, "app": Application, "wb": Workbook, "thisworkbook": Workbook}
"""Names that stand for an object of Excel in the add-in."""


@dataclass
class Procedure:
    """A procedure: its name, what it declares, and the names that it uses, in the lower case of VBA's comparison."""

    name: str
    public: bool
    declared: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)


@dataclass
class ModuleNames:
    """The names of a module: public and private ones that it declares, and its procedures."""

    public: list[str] = field(default_factory=list)
    private: list[str] = field(default_factory=list)
    procedures: list[Procedure] = field(default_factory=list)


def names_of(tree: Any) -> ModuleNames:
    """What a module declares and uses."""
    names = ModuleNames()
    for node, path in _nodes(tree, ()):
        if _kind(node) != "ProcedureDeclaration":
            continue
        text = node.getText().lstrip().lower()
        procedure = Procedure(_procedure_name(node), not text.startswith("private"))
        for inner, inner_path in _nodes(node, path):
            _note(inner, inner_path, procedure)
        names.procedures.append(procedure)
        (names.public if procedure.public else names.private).append(procedure.name)
    for node, path in _nodes(tree, ()):
        if _kind(node) != "AmbiguousIdentifier" or "ProcedureDeclaration" in path:
            continue
        if {"UntypedNameConstItem", "WitheventsVariableDcl", "UntypedVariableDcl"} & set(path[-2:]) or (
            "ExternalProcDcl" in path and path[-1] == "FunctionName"
        ):
            declaration = next(part for part in path if part.endswith("Declaration"))
            scope = names.public if "Public" in declaration or _is_public_const(node) else names.private
            scope.append(node.getText().lower())
    return names


def undeclared(modules: Mapping[str, ModuleNames]) -> list[str]:
    """Names that are used without being declared: "Module.Procedure: name"."""
    found = []
    for title, module in modules.items():
        others = {name for other, names in modules.items() if other != title for name in names.public}
        known = {*LIBRARY, *others, *module.public, *module.private}
        for procedure in module.procedures:
            unknown = procedure.used - known - set(procedure.declared)
            found += [f"{title}.{procedure.name}: {name}" for name in sorted(unknown)]
    return found


def ambiguous(modules: Mapping[str, ModuleNames]) -> list[str]:
    """Names that are declared twice in one scope, or public in two modules: "Ambiguous name detected"."""
    found = []
    for title, module in modules.items():
        found += [f"{title}: {name}" for name, times in Counter([*module.public, *module.private]).items() if times > 1]
        for procedure in module.procedures:
            twice = [name for name, times in Counter([procedure.name, *procedure.declared]).items() if times > 1]
            found += [f"{title}.{procedure.name}: {name}" for name in twice]
    everywhere = Counter(name for module in modules.values() for name in set(module.public))
    return found + [name for name, times in everywhere.items() if times > 1]


@dataclass(frozen=True)
class MemberUse:
    """A member of an object of Excel, as a module uses it."""

    owner: str
    name: str
    count: int
    named: tuple[str, ...]

    @property
    def complaint(self) -> str:
        """What Excel has against it; nothing when there is such a member that takes these arguments."""
        spec = OBJECTS[self.owner.lower()]._vba_members.get(self.name.lower())
        if spec is None:
            return f"{self.owner} has no {self.name}"
        takes = [name.lower() for name in spec.parameters]
        if unknown := [name for name in self.named if name.lower() not in takes]:
            return f"{self.owner}.{self.name} has no parameter {unknown[0]}"
        if self.count > len(takes) or (spec.kind == "method" and self.count < _required(spec)):
            return f"{self.owner}.{self.name} does not take {self.count} arguments"
        return ""


def member_uses(tree: Any) -> Iterator[MemberUse]:
    """Every member of an object of Excel that a module uses."""
    for node, _ in _nodes(tree, ()):
        if not _kind(node).startswith("MemberAccessExpress") or _kind(node.getChild(0)).startswith("Member"):
            continue
        owner = node.getChild(0).getText()
        if owner.lower() not in OBJECTS or node.getChildCount() < 3:
            continue
        positional, named = _arguments(node)
        yield MemberUse(owner, node.getChild(node.getChildCount() - 1).getText(), positional + len(named), named)


def _arguments(node: Any) -> tuple[int, tuple[str, ...]]:
    """The number of arguments without a name, and the names of the others, of a member that is called or indexed."""
    parent = node.parentCtx
    while parent is not None and parent.getChildCount() == 1:
        parent = parent.parentCtx
    lists = [child for child in parent.getChildren() if _kind(child) == "ArgumentList"]
    if not lists or parent.getChild(0).getSourceInterval()[0] != node.getSourceInterval()[0]:
        return 0, ()
    arguments = list(_top_arguments(lists[0]))
    names = [argument.getText().split(":=")[0].strip() for argument in arguments if _kind(argument) == "NamedArgument"]
    return len(arguments) - len(names), tuple(names)


def _top_arguments(node: Any) -> Iterator[Any]:
    for child in node.getChildren():
        if _kind(child) in ("PositionalArgument", "RequiredPositionalArgument", "NamedArgument"):
            yield child
        elif hasattr(child, "getChildren"):
            yield from _top_arguments(child)


def _required(spec: Any) -> int:
    defaults = spec.getter.__defaults__ or ()
    return len(spec.parameters) - len(defaults)


def _note(node: Any, path: tuple[str, ...], procedure: Procedure) -> None:
    kind = _kind(node)
    if kind == "AmbiguousIdentifier" and path[-1] in (
        "UntypedNameParamDcl",
        "UntypedVariableDcl",
        "UntypedNameConstItem",
    ):
        procedure.declared.append(node.getText().lower())
    elif kind == "SimpleNameExpression" and path[-1] != "DefinedTypeExpression":
        procedure.used.add(node.getText().rstrip("$").lower())


def _procedure_name(node: Any) -> str:
    for inner, _ in _nodes(node, ()):
        if _kind(inner) in ("SubroutineName", "FunctionName"):
            return str(inner.getText().lower())
    raise ValueError(f"a procedure without a name: {node.getText()[:60]}")


def _is_public_const(node: Any) -> bool:
    while node is not None and _kind(node) != "ConstDeclaration":
        node = node.parentCtx
    return node is not None and "public" in node.parentCtx.getText().lower().split("const")[0]


def _kind(node: Any) -> str:
    return type(node).__name__.removesuffix("Context")


def _nodes(node: Any, path: tuple[str, ...]) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """A node and all that is below it, each with the kinds of the nodes above it."""
    yield node, path
    if hasattr(node, "getChildren"):
        below = (*path, _kind(node))
        for child in node.getChildren():
            yield from _nodes(child, below)
