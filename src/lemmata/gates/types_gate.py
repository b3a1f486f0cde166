"""The types gate: a type checker reads the candidate against the signature of its task."""

import ast
from collections.abc import Iterator

from lemmata.contracts.errors import Place
from lemmata.contracts.gating import GateResult
from lemmata.contracts.syntax import is_ellipsis, without_docstring
from lemmata.contracts.verdicts import Finding
from lemmata.gates.gate_rules import ILL_TYPED, TYPE_RULES, UNTYPED
from lemmata.gates.protocol import Submission, Tools
from lemmata.gates.results import judged, skipped
from lemmata.gates.rules import rules_digest

NO_MODULE = ("import-not-found", "unresolved-import")
"""What ty calls a module that it cannot find, by its versions."""


class TypesGate:
    """Asks ty; the text is read and never run."""

    name = "types"

    def judge(self, submission: Submission, tools: Tools) -> GateResult:
        """Every parameter has a type, and ty reports no error."""
        checker = submission.policy.types.checker
        if checker == "none":
            return skipped(self.name, "the policy asks no type checker")
        findings = list(_untyped(submission))
        version, remarks = tools.servers.check(checker, submission.source)
        linked = tuple(submission.module.links.modules) if submission.module else ()
        still_open = _open_lines(submission)
        for remark in remarks:
            if remark.line in still_open:
                continue
            if remark.code in NO_MODULE and any(f"`{m}`" in remark.message for m in linked):
                continue
            severity = "error" if remark.is_error else "warning"
            place = Place(submission.path, remark.line)
            message = f"{remark.code}: {remark.message}"
            findings.append(
                Finding(ILL_TYPED.id, message, place, severity, requirement=ILL_TYPED.requirement)
            )
        digest = rules_digest(TYPE_RULES, {})
        notes = [f"what comes from the sealed {module} has any type here" for module in linked]
        return judged(self.name, findings, digest, {checker: version}, notes)


def _open_lines(submission: Submission) -> frozenset[int]:
    """The lines of other functions that are still to be compiled: `...` is no value of any type."""
    found = [
        node
        for node in (submission.tree.body if submission.tree else ())
        if isinstance(node, ast.FunctionDef)
        and node.name != submission.function
        and is_ellipsis(without_docstring(node.body))
    ]
    return frozenset(
        line for node in found for line in range(node.lineno, (node.end_lineno or 0) + 1)
    )


def _untyped(submission: Submission) -> Iterator[Finding]:
    node = submission.definition
    if node is None:
        return
    known = node.args
    variadic = [one for one in (known.vararg, known.kwarg) if one is not None]
    for one in [*known.posonlyargs, *known.args, *known.kwonlyargs, *variadic]:
        if one.annotation is None:
            message = f"the parameter {one.arg} of {node.name} has no type"
            yield UNTYPED.finding(message, Place(submission.path, one.lineno))
    if node.returns is None:
        yield UNTYPED.finding(
            f"the result of {node.name} has no type", Place(submission.path, node.lineno)
        )


GATE = TypesGate()
