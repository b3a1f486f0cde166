"""From bytes or text to a tree; what cannot be read is a finding, never a pass."""

import ast
import io
import sys
import tokenize
import unicodedata
from collections.abc import Iterator

from lemmata.contracts.errors import Place
from lemmata.contracts.silence import silence
from lemmata.contracts.verdicts import Finding
from lemmata.gates.security.text_rules import CONFUSABLE, HIDDEN, OVERSIZED, UNREADABLE

NESTING_BOUND = 100
"""Deepest nesting of a tree that is scanned; a chain of operators is as deep as it is long."""


def read_text(source: str | bytes, path: str, bound: int) -> str | Finding:
    """The text, or why it is none: too large, not UTF-8, a null byte, a lone surrogate."""
    size = len(source)
    if size > bound:
        return OVERSIZED.finding(f"{size:,} bytes, at most {bound:,} are read", Place(path))
    try:
        text = source if isinstance(source, str) else source.decode("utf-8")
        data = text.encode("utf-8")
    except UnicodeError as error:
        return UNREADABLE.finding(f"not UTF-8 ({error})", Place(path))
    if len(data) > bound:
        return OVERSIZED.finding(f"{len(data):,} bytes, at most {bound:,} are read", Place(path))
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        return UNREADABLE.finding("a null byte", Place(path, line))
    return text


def parse_text(text: str, path: str) -> ast.Module | Finding:
    """The tree, or a finding; the parser's own limits (depth, memory) are findings too."""
    try:
        with silence():
            tree = ast.parse(text, path)
    except SyntaxError as error:
        return UNREADABLE.finding(f"not Python: {error.msg}", Place(path, error.lineno or 0))
    except (RecursionError, MemoryError, ValueError) as error:
        return UNREADABLE.finding(f"not parsed: {type(error).__name__} {error}", Place(path))
    deep = _too_deep(tree)
    if deep is not None:
        message = f"nested deeper than {NESTING_BOUND} levels"
        return OVERSIZED.finding(message, Place(path, deep))
    return tree


def _too_deep(tree: ast.AST) -> int | None:
    """The line where the tree is nested too deep; walked without recursion."""
    stack: list[tuple[ast.AST, int, int]] = [(tree, 0, 0)]
    while stack:
        node, depth, line = stack.pop()
        line = getattr(node, "lineno", line)
        if depth > NESTING_BOUND and not isinstance(node, ast.expr_context | ast.operator):
            return line
        stack.extend((child, depth + 1, line) for child in ast.iter_child_nodes(node))
    return None


def character_findings(text: str, path: str) -> Iterator[Finding]:
    """Characters that make the text read otherwise than it runs."""
    if text.isascii():
        return
    for number, line in enumerate(text.split("\n"), 1):
        for character in line:
            if unicodedata.category(character) == "Cf" and character != "\ufeff":
                name = unicodedata.name(character, f"U+{ord(character):04X}")
                yield HIDDEN.finding(f"the invisible character {name}", Place(path, number))
                break
    for name, number in _identifiers(text):
        plain = unicodedata.normalize("NFKC", name)
        if plain != name:
            yield CONFUSABLE.finding(
                f"the identifier {name!r} is read as {plain!r}", Place(path, number)
            )
        elif _mixes_scripts(name):
            yield CONFUSABLE.finding(
                f"the identifier {name!a} mixes Latin letters with others that look like them",
                Place(path, number),
            )


def _identifiers(text: str) -> list[tuple[str, int]]:
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, IndentationError, SyntaxError):
        return []  # it parsed, so only a tail that holds no names is lost
    return [
        (token.string, token.start[0])
        for token in tokens
        if token.type in (tokenize.NAME, tokenize.ERRORTOKEN) and not token.string.isascii()
    ]


def _mixes_scripts(name: str) -> bool:
    scripts = {unicodedata.name(letter, "?").split()[0] for letter in name if letter.isalpha()}
    return "LATIN" in scripts and bool(scripts & {"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"})


def python_version() -> str:
    """The interpreter whose grammar decided what parses."""
    return ".".join(map(str, sys.version_info[:3]))
