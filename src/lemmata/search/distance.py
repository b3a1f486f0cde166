"""How far a judged candidate is from a proof."""

import ast
import hashlib
import textwrap

from lemmata.contracts.attempts import Distance
from lemmata.contracts.verdicts import Candidate, Finding, Judgement, Verdict

STAGES_LEFT = {
    Verdict.PROVED: 0,
    Verdict.UNKNOWN: 1,
    Verdict.FAILED: 1,
    Verdict.REFUTED: 2,
    Verdict.UNSUPPORTED: 3,
}
NOT_PYTHON = 4


def measure(candidate: Candidate, judgement: Judgement, examples_failed: int) -> Distance:
    """The distance of a judged candidate.

    Args:
        candidate: the body that was judged.
        judgement: what the judge said of it.
        examples_failed: how many of the inputs learned so far the body gets wrong.
    """
    stages = STAGES_LEFT[judgement.verdict]
    if _tree(candidate) is None:
        stages = NOT_PYTHON
    return Distance(stages, _unproved(judgement), examples_failed, body_size(candidate))


def body_size(candidate: Candidate) -> int:
    """Syntax nodes of the body; its characters where it is not Python."""
    tree = _tree(candidate)
    return len(candidate.body) if tree is None else sum(1 for _ in ast.walk(tree)) - 1


def body_digest(candidate: Candidate) -> str:
    """A digest that two bodies share when they differ in formatting and comments only."""
    tree = _tree(candidate)
    text = candidate.body if tree is None else ast.dump(tree)
    text = "\0".join((text, *candidate.helpers))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _unproved(judgement: Judgement) -> int:
    if judgement.verdict is Verdict.PROVED:
        return 0
    broken = {_conjunct(finding) for finding in judgement.findings}
    if judgement.counterexample is not None:
        broken.add(judgement.counterexample.violated)
    return max(1, len(broken))


def _conjunct(finding: Finding) -> str:
    return finding.counterexample.violated if finding.counterexample else finding.message


def _tree(candidate: Candidate) -> ast.Module | None:
    """The body as Python; it is indented under a ``def``, so that ``return`` may stand in it."""
    try:
        return ast.parse("def body():\n" + textwrap.indent(candidate.body, "    "))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
