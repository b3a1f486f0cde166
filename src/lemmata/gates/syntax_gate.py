"""The syntax gate: Python, of a size that can be judged, without what Ruff calls an error."""

import ast
from collections.abc import Iterator

from lemmata.contracts.errors import Place
from lemmata.contracts.gating import GateResult
from lemmata.contracts.verdicts import Finding
from lemmata.gates.gate_rules import (
    LINTER,
    NO_FUNCTION,
    SYNTAX_RULES,
    TOO_LARGE,
    TOO_TANGLED,
    UNREADABLE,
)
from lemmata.gates.measures import measured
from lemmata.gates.protocol import Submission, Tools
from lemmata.gates.results import judged
from lemmata.gates.rules import rules_digest
from lemmata.gates.servers import RUFF_RULES

WARNINGS = ("F401", "F841")
"""Names that are unused: untidy, and no error."""


class SyntaxGate:
    """Parses, measures, and asks Ruff."""

    name = "syntax"

    def judge(self, submission: Submission, tools: Tools) -> GateResult:
        """Sizes first: a text that is too large goes to no tool."""
        bounds = submission.policy.syntax
        digest = rules_digest(SYNTAX_RULES, {"bounds": vars(bounds), "ruff": list(RUFF_RULES)})
        findings = list(_unreadable(submission)) or list(_sizes(submission))
        if findings or bounds.linter == "none":
            return judged(self.name, findings, digest)
        version, remarks = tools.servers.check("ruff", submission.source)
        for remark in remarks:
            severity = "warning" if remark.code in WARNINGS else "error"
            place = Place(submission.path, remark.line)
            message = f"{remark.code}: {remark.message}"
            findings.append(
                Finding(LINTER.id, message, place, severity, requirement=LINTER.requirement)
            )
        return judged(self.name, findings, digest, {"ruff": version})


def _unreadable(submission: Submission) -> Iterator[Finding]:
    problem, path = submission.problem, submission.path
    if submission.tree is None or not submission.fits:
        message = problem.message if problem else "not valid Python"
        place = problem.place if problem and problem.place else Place(path)
        yield UNREADABLE.finding(message, place)
        return
    named = [
        node
        for node in submission.tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and node.name == submission.function
    ]
    again = _rebinding(submission.tree, submission.function)
    if again:
        message = f"{submission.function} is bound again, to something else"
        yield NO_FUNCTION.finding(message, Place(path, again))
    elif len(named) != 1 or isinstance(named[0], ast.ClassDef):
        message = f"{submission.function} is defined {len(named)} times as a function"
        yield NO_FUNCTION.finding(message, Place(path, named[-1].lineno if named else 0))


def _rebinding(tree: ast.Module, name: str) -> int:
    """The line at which the name is assigned, imported or declared global; 0 where it is not."""
    for node in ast.walk(tree):
        match node:
            case ast.Global(names=names) if name in names:
                return node.lineno
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                if name in {(one.asname or one.name).partition(".")[0] for one in aliases}:
                    return node.lineno
    for statement in tree.body:
        if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for node in ast.walk(statement):
                if isinstance(node, ast.Name) and node.id == name and _is_store(node):
                    return node.lineno
    return 0


def _is_store(node: ast.Name) -> bool:
    return not isinstance(node.ctx, ast.Load)


def _sizes(submission: Submission) -> Iterator[Finding]:
    bounds, path = submission.policy.syntax, submission.path
    size = len(submission.source.encode("utf-8", "surrogatepass"))
    lines = submission.source.count("\n") + 1
    if size > bounds.bytes:
        yield TOO_LARGE.finding(f"{size} bytes, more than {bounds.bytes}", Place(path))
    if lines > bounds.lines:
        yield TOO_LARGE.finding(f"{lines} lines, more than {bounds.lines}", Place(path))
    for one in measured(submission.tree) if submission.tree else ():
        place = Place(path, one.line)
        if one.lines > bounds.function_lines:
            message = f"{one.name} has {one.lines} lines, more than {bounds.function_lines}"
            yield TOO_LARGE.finding(message, place)
        if one.complexity > bounds.complexity:
            message = f"{one.name} has complexity {one.complexity}, more than {bounds.complexity}"
            yield TOO_TANGLED.finding(message, place)
        if one.nesting > bounds.nesting:
            message = f"{one.name} nests {one.nesting} deep, more than {bounds.nesting}"
            yield TOO_TANGLED.finding(message, place)


GATE = SyntaxGate()
