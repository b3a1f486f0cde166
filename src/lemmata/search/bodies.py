"""Which bodies are the same text, or the same code but for help with its proof; and how large."""

import ast
import hashlib
import textwrap
import warnings
from collections.abc import Collection

from lemmata.contracts.verdicts import Candidate

HELP_WORDS = ("invariant", "decreases")


def body_size(candidate: Candidate) -> int:
    """Syntax nodes of the body; its characters where it is not Python."""
    tree = tree_of(candidate)
    return len(candidate.body) if tree is None else sum(1 for _ in ast.walk(tree)) - 1


def body_digest(candidate: Candidate) -> str:
    """A digest that two bodies share when they differ in formatting and comments only."""
    return _digest(candidate, tree_of(candidate), *candidate.helpers)


def code_digest(candidate: Candidate, words: Collection[str] = HELP_WORDS) -> str:
    """A digest that two bodies share when they differ in proof help besides.

    Proof help is `assert`, calls of ``words``, the file's names for `invariant` and `decreases`,
    and helpers that only those call: they say something of the code that runs and compute nothing
    of its result.
    """
    tree = tree_of(candidate)
    return _digest(candidate, None if tree is None else _WithoutHelp(words).visit(tree))


def tree_of(candidate: Candidate) -> ast.Module | None:
    """The body as Python; it is indented under a ``def``, so that ``return`` may stand in it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse("def body():\n" + textwrap.indent(candidate.body, "    "))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


class _WithoutHelp(ast.NodeTransformer):
    def __init__(self, words: Collection[str]) -> None:
        self.words = words

    def visit_Assert(self, node: ast.Assert) -> None:
        """Left out."""

    def visit_Expr(self, node: ast.Expr) -> ast.Expr | None:
        """Left out where it calls a word of proof help."""
        match node.value:
            case ast.Call(func=ast.Name(id=word)) if word in self.words:
                return None
        return node


def _digest(candidate: Candidate, tree: ast.Module | None, *more: str) -> str:
    text = "\0".join((candidate.body if tree is None else ast.dump(tree), *more))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
