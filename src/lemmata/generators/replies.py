"""From a model's answer to a body: the tool's arguments, or one fenced block of text."""

import ast
import json
import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lemmata.contracts.silence import silence
from lemmata.generators.asking import Answer

LARGEST = 100_000
"""Characters of the longest answer that is read."""
TOOL = "propose_body"
_HINT = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"loop": {"type": "integer"}, "expression": {"type": "string"}},
        "required": ["loop", "expression"],
        "additionalProperties": False,
    },
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "body": {"type": "string", "description": "the statements, not indented"},
        "invariants": {**_HINT, "description": "what a loop keeps"},
        "measures": {**_HINT, "description": "an int that a loop makes smaller, never below 0"},
        "helpers": {
            "type": "array",
            "items": {"type": "string"},
            "description": "functions that the body calls, each a `def` with its contract",
        },
        "explanation": {"type": "string", "description": "why the contract holds, in a sentence"},
    },
    "required": ["body"],
    "additionalProperties": False,
}
_FENCE = re.compile(r"^```[a-z]*\n(.*?)^```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reply:
    """A proposed body, hints by the number of their loop, and the model's own words.

    ``helpers`` are functions that it brings along.
    """

    body: str
    invariants: tuple[tuple[int, str], ...] = ()
    measures: tuple[tuple[int, str], ...] = ()
    explanation: str = ""
    helpers: tuple[str, ...] = ()


def reply_of(answer: Answer) -> Reply | str:
    """What the answer proposes, or what is wrong with it."""
    if answer.broken_off:
        return answer.broken_off
    raw = answer.arguments if answer.arguments is not None else answer.text
    if len(raw) > LARGEST:
        return f"it has {len(raw)} characters, and at most {LARGEST} are read"
    if answer.arguments is None:
        blocks = _FENCE.findall(answer.text)
        if len(blocks) != 1:
            return f"it is text with {len(blocks)} fenced blocks of Python, not one"
        return _checked(Reply(blocks[0]))
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        return "the tool's arguments are no JSON"
    if not isinstance(data, dict) or not isinstance(data.get("body"), str):
        return "the tool's arguments have no `body` text"
    try:
        invariants, measures = (_hints(data.get(key)) for key in ("invariants", "measures"))
    except ValueError as problem:
        return str(problem)
    said = data.get("explanation")
    words = said if isinstance(said, str) else ""
    helpers = data.get("helpers") or []
    if not isinstance(helpers, list) or not all(isinstance(one, str) for one in helpers):
        return "`helpers` is no list of texts"
    return _checked(Reply(data["body"], invariants, measures, words, tuple(helpers)))


def _hints(data: Any) -> tuple[tuple[int, str], ...]:
    found = []
    for each in data if isinstance(data, list) else ():
        loop = each.get("loop") if isinstance(each, dict) else None
        text = each.get("expression") if isinstance(each, dict) else None
        if type(loop) is not int or not isinstance(text, str):
            raise ValueError("a hint is no object with `loop` and `expression`")
        found.append((loop, text))
    return tuple(found)


def _checked(reply: Reply) -> Reply | str:
    hints = [text for _, text in (*reply.invariants, *reply.measures)]
    try:
        for text in (reply.explanation, *hints, *reply.helpers):
            text.encode()
        for text in reply.helpers:
            _tree(text)
        for text in hints:
            _expression(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as fault:
        return f"a hint or a helper is not Python: {fault}"
    return problem_of(reply.body) or reply


def problem_of(body: str) -> str:
    """Why the text is no body; empty if it is one. Half a surrogate pair is no Python either."""
    try:
        body.encode()
        _tree(body)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as fault:
        return f"it is not Python: {fault}"
    return ""


def written(reply: Reply, words: Mapping[str, str]) -> str:
    """The body with its hints as calls at the top of their loops.

    ``words`` are the file's names for ``invariant`` and ``decreases``; without them, and for a
    loop that is not there, a hint is left out: it helps a proof and never changes a meaning.
    """
    if not words or not (reply.invariants or reply.measures):
        return reply.body
    tree = _tree(reply.body)
    loops = sorted(
        (node for node in ast.walk(tree) if isinstance(node, ast.For | ast.While)),
        key=lambda node: (node.lineno, node.col_offset),
    )
    for word, hints in (("decreases", reply.measures), ("invariant", reply.invariants)):
        for loop, text in reversed(hints):
            if 1 <= loop <= len(loops):
                call = ast.Call(ast.Name(words[word], ast.Load()), [_expression(text)], [])
                loops[loop - 1].body.insert(0, ast.Expr(call))
    (function,) = tree.body
    assert isinstance(function, ast.FunctionDef)
    try:
        return "".join(f"{ast.unparse(ast.fix_missing_locations(n))}\n" for n in function.body)
    except RecursionError:  # parsed, and too deep to be written
        return reply.body


def _tree(body: str) -> ast.Module:
    """The body under a ``def``, so that ``return`` may stand in it."""
    with silence():
        return ast.parse("def body():\n" + textwrap.indent(body, "    "))


def _expression(text: str) -> ast.expr:
    with silence():
        return ast.parse(text, mode="eval").body
