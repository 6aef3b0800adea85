"""How templates of a profile are changed as they are read, so that the sandbox hears of each step before it is done."""

from __future__ import annotations

import math
from typing import Any

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Expr
from jinja2.visitor import NodeTransformer

LARGEST_BITS = 256
"""Binary digits of a whole number that is worked out."""
TOO_LARGE = "a number becomes too large"


class Code(CodeGenerator):
    """Compiles templates so that what the finishing function gives is written as it is: it escapes, and jinja2 would
    look at each value once more."""

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile:
            self.write(finalize.src)
        else:
            super()._output_child_pre(node, frame, finalize)

    def _output_child_post(self, node: Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile:
            self.write(")")
        else:
            super()._output_child_post(node, frame, finalize)

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # jinja2's signature
        """What `Counting` put there is the sandbox's own, and asked for directly; it has no named arguments."""
        if not isinstance(node.node, nodes.EnvironmentAttribute):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for number, part in enumerate(node.args):
            self.write(", " if number else "")
            self.visit(part, frame)
        self.write(")")


class Counting(NodeTransformer):
    """Puts counting into what a template says: the methods `rounds`, `measure`, `joined` and `taken` of its sandbox.

    Its own methods are named by jinja2 after its nodes.
    """

    def __init__(self, sandbox: Environment) -> None:
        self._sandbox = sandbox

    def visit_For(self, node: nodes.For) -> nodes.Node:
        if node.recursive:
            raise TemplateSyntaxError("a loop cannot call itself", node.lineno)
        cost = 1 + sum(map(size, [*node.body, *([node.test] if node.test else [])]))
        values: Any = node.iter  # an expression, though jinja2 says no more than node
        node.iter = self._asked("rounds", values, nodes.Const(cost, lineno=node.lineno))
        return self.generic_visit(node)

    def visit_Output(self, node: nodes.Output) -> nodes.Node:
        """What stands there whatever the activity would be written once and for all, be it None: it is put off."""
        node.nodes = [
            part
            if isinstance(part, (nodes.TemplateData, nodes.Name)) or next(part.find_all(nodes.Name), None)
            else self._asked("measure", part)
            for part in node.nodes
        ]
        return self.generic_visit(node)

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:
        return self.generic_visit(self._asked("joined", *node.nodes))

    def visit_Compare(self, node: nodes.Compare) -> nodes.Node:
        parts: list[nodes.Compare | nodes.Operand] = [node, *node.ops]
        for part in parts:
            if not isinstance(part.expr, nodes.Const):
                part.expr = self._asked("measure", part.expr)
        return self.generic_visit(node)

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Node:
        sliced = isinstance(node.arg, nodes.Slice)
        self.generic_visit(node)
        return self._asked("taken", node) if sliced else node

    def visit_Const(self, node: nodes.Const) -> nodes.Node:
        if isinstance(node.value, int) and node.value.bit_length() > LARGEST_BITS:
            raise TemplateSyntaxError(TOO_LARGE, node.lineno)
        if isinstance(node.value, float) and not math.isfinite(node.value):
            raise TemplateSyntaxError(TOO_LARGE, node.lineno)
        return node

    def visit_Pair(self, node: nodes.Pair) -> nodes.Node:
        if not isinstance(node.key, nodes.Const):
            raise TemplateSyntaxError("a key in {braces} must be a text or a number", node.lineno)
        return self.generic_visit(node)

    def visit_Include(self, node: nodes.Include) -> nodes.Node:
        raise TemplateSyntaxError(
            "a file of the profile takes only macros from another, with from … import", node.lineno
        )

    visit_Extends = visit_Include

    def visit_Import(self, node: nodes.Import) -> nodes.Node:
        if node.with_context:
            raise TemplateSyntaxError("macros are taken without context", node.lineno)
        return node

    visit_FromImport = visit_Import

    def _asked(self, name: str, *args: nodes.Expr) -> nodes.Call:
        """Asks the sandbox to do something with what stands in the template."""
        line = args[0].lineno
        asked = nodes.EnvironmentAttribute(name, lineno=line)
        call = nodes.Call(asked, list(args), [], None, None, lineno=line)
        call.set_environment(self._sandbox)
        return call


def size(node: nodes.Node) -> int:
    """How many nodes there are, which is what working it out may cost."""
    return 1 + sum(1 for _ in node.find_all(nodes.Node))
