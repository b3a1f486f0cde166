"""A second opinion by Nagini: the one file that starts it, in an environment of its own.

``$LEMMATA_NAGINI`` names that environment. The function is translated to Nagini's notation, as
far as that is plain: ints and bools, and no calls of other functions. It shows no inputs, so it
never refutes; what it verifies is a note.
"""

import ast
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from lemmata.contracts.errors import ToolError
from lemmata.contracts.tasks import Clause, Task
from lemmata.contracts.types import BoolType, IntType
from lemmata.language.tree import Call
from lemmata.provers.callees import nodes
from lemmata.provers.limits import Limits
from lemmata.provers.opinions import confirmation, doubt, run_tool
from lemmata.provers.protocol import Answer, Question

ENVIRONMENT = "LEMMATA_NAGINI"
SECONDS = 300.0
"""Wall seconds: it starts a Java machine and types the file first, which takes half a minute."""
_HEAD = "from nagini_contracts.contracts import *\n\n\n"
_LOOP_WORDS = {"invariant": "Invariant"}


@dataclass(frozen=True, slots=True)
class Nagini:
    """Confirms or doubts; never proves and never refutes."""

    name: str = "nagini"

    def require(self) -> None:
        """As `NeedsTool.require`."""
        _program()

    def ask(self, question: Question, limits: Limits) -> Answer:
        """Unknown, with what Nagini says.

        Raises:
            ToolError: it is missing.
        """
        program = _program()
        task = question.module.tasks[question.name]
        kinds = [*(parameter.type for parameter in task.parameters), task.returns]
        if not all(isinstance(kind, IntType | BoolType) for kind in kinds):
            return doubt(self.name, "only ints and bools are translated for it", applies=False)
        if any(isinstance(node, Call) for node in nodes(question.function)):
            return doubt(self.name, "calls of other functions are not translated", applies=False)
        if not task.ensures:
            return doubt(self.name, "there is no postcondition", applies=False)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "subject.py"
            file.write_text(translated(question.module.source, task), encoding="utf-8")
            status, output = run_tool([str(program), file.name], file.parent, SECONDS)
        if status is None:
            return doubt(self.name, f"no answer in {SECONDS:g} s")
        if status == 0 and "Verification successful" in output:
            return confirmation(self.name, "verifies it")
        lines = [line.strip() for line in output.splitlines() if line.strip()]
        told = next((line for line in lines if "might not" in line), lines[0] if lines else "")
        return doubt(self.name, f"it does not verify it: {told[:200] or 'nothing said'}")


def translated(source: str, task: Task) -> str:
    """The function alone, with its contract in Nagini's notation."""
    function = next(
        node
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef) and node.name == task.name
    )
    if ast.get_docstring(function, clean=False) is not None:
        del function.body[0]
    clauses = [_clause("Requires", known) for known in task.requires]
    clauses += [_clause("Ensures", known) for known in task.ensures]
    function.decorator_list = []
    body = [_Words().visit(statement) for statement in function.body]
    function.body = [*clauses, *(statement for statement in body if statement is not None)]
    return f"{_HEAD}{ast.unparse(ast.fix_missing_locations(function))}\n"


def _clause(word: str, clause: Clause) -> ast.stmt:
    condition = _Words().visit(ast.parse(clause.text.strip(), mode="eval").body)
    return ast.Expr(ast.Call(ast.Name(word), [condition], []))


class _Words(ast.NodeTransformer):
    def visit_Name(self, node: ast.Name) -> ast.expr:
        """The returned value."""
        return ast.Call(ast.Name("Result"), [], []) if node.id == "result" else node

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        """An argument on entry."""
        if isinstance(node.value, ast.Name) and node.value.id == "OLD":
            return ast.Call(ast.Name("Old"), [ast.Name(node.attr)], [])
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        """A chain becomes a conjunction, which it has no notation for."""
        self.generic_visit(node)
        sides = [node.left, *node.comparators]
        pairs = zip(sides, node.ops, sides[1:], strict=False)
        links: list[ast.expr] = [ast.Compare(left, [op], [right]) for left, op, right in pairs]
        return links[0] if len(links) == 1 else ast.BoolOp(ast.And(), links)

    def visit_Expr(self, node: ast.Expr) -> ast.stmt | None:
        """What helps a loop: invariants have a word, measures have none."""
        match node.value:
            case ast.Call(func=ast.Name(id="decreases")):
                return None
            case ast.Call(func=ast.Name(id=word), args=arguments) if word in _LOOP_WORDS:
                parts = [self.visit(part) for part in arguments]
                return ast.Expr(ast.Call(ast.Name(_LOOP_WORDS[word]), parts, []))
            case _:
                return node


def _program() -> Path:
    named = os.environ.get(ENVIRONMENT)
    remedy = f"install it in an environment of its own, and name that in {ENVIRONMENT}"
    if not named:
        raise ToolError("nagini's environment is not named", remedy=remedy)
    program = Path(named) / "bin" / "nagini"
    if not program.exists():
        raise ToolError(f"nagini is not in {named}", remedy=remedy)
    return program


PROVER = Nagini()
