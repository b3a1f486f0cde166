"""What keeps a function from being a function of its inputs: effects, by name and line.

Read from the syntax tree, so that code is never run. A name counts by what the file imports it
from; a call on a parameter counts by how its chain of attributes ends.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum


class Cause(Enum):
    """Why a function is not pure."""

    TIME = "time"
    RANDOMNESS = "randomness"
    IO = "I/O"
    MODEL = "model call"
    STATE = "global state"
    FLOAT = "float"
    UNBOUNDED = "unbounded type"
    OUTSIDE = "outside the language"


@dataclass(frozen=True, slots=True)
class Reason:
    """One cause, the text that shows it, and its line."""

    cause: Cause
    text: str
    line: int


_MODULES = {
    Cause.TIME: ("time", "datetime", "sched"),
    Cause.RANDOMNESS: ("random", "secrets", "uuid", "numpy.random"),
    Cause.MODEL: (
        "anthropic",
        "cohere",
        "google.genai",
        "google.generativeai",
        "langchain",
        "litellm",
        "llm",
        "mistralai",
        "ollama",
        "openai",
        "pydantic_ai",
        "transformers",
    ),
    Cause.STATE: ("os.environ", "os.getenv", "contextvars", "threading", "sys.argv", "gc"),
    Cause.IO: (
        "aiohttp",
        "asyncio",
        "builtins",
        "httpx",
        "io",
        "logging",
        "multiprocessing",
        "os",
        "pathlib",
        "requests",
        "select",
        "shutil",
        "socket",
        "sqlite3",
        "subprocess",
        "sys",
        "tempfile",
        "urllib",
    ),
    Cause.FLOAT: ("math", "cmath", "statistics", "decimal", "numpy"),
}
"""Modules by what a use of them is; a more exact name counts before a shorter one."""

_BUILT_IN = {
    "open": Cause.IO,
    "print": Cause.IO,
    "input": Cause.IO,
    "exec": Cause.STATE,
    "eval": Cause.STATE,
    "globals": Cause.STATE,
    "id": Cause.STATE,
    "hash": Cause.STATE,
    "float": Cause.FLOAT,
    "complex": Cause.FLOAT,
}
_MODEL_CALLS = (
    "chat.completions.create",
    "completions.create",
    "messages.create",
    "responses.create",
    "generate_content",
    "run_sync",
)


class Surroundings:
    """What a file's names mean: imports, and module-level names that can change."""

    def __init__(self, tree: ast.Module) -> None:
        self.imports = dict(_imports(tree))
        self.changing = frozenset(_changing(tree))

    def cause_of(self, node: ast.AST) -> Cause | None:
        """What this node by itself is, apart from its parts; None where it is harmless."""
        match node:
            case ast.Global() | ast.Nonlocal():
                return Cause.STATE
            case ast.Await() | ast.AsyncFor() | ast.AsyncWith() | ast.Yield() | ast.YieldFrom():
                return Cause.IO
            case ast.Constant(value=float() | complex()) | ast.BinOp(op=ast.Div()):
                return Cause.FLOAT
            case ast.Call(func=func) if (chain := _chain(func)) and chain.endswith(_MODEL_CALLS):
                return Cause.MODEL
            case ast.Attribute() | ast.Name():
                return self._named(node)
            case _:
                return None

    def _named(self, node: ast.Attribute | ast.Name) -> Cause | None:
        chain = _chain(node)
        if chain is None:
            return None
        head, _, rest = chain.partition(".")
        if head in self.changing:
            return Cause.STATE
        full = self.imports.get(head)
        if full is None:
            return _BUILT_IN.get(chain)
        name = f"{full}.{rest}" if rest else full
        best: tuple[int, Cause | None] = (0, None)
        for cause, modules in _MODULES.items():
            for module in modules:
                if name == module or name.startswith(f"{module}."):
                    best = max(best, (len(module), cause), key=lambda pair: pair[0])
        return best[1]

    def reasons(self, root: ast.AST) -> list[Reason]:
        """Every effect in the tree, outermost first, once a line and cause."""
        found: dict[tuple[Cause, int], Reason] = {}
        pending: list[ast.AST] = [root]
        while pending:
            node = pending.pop()
            cause = self.cause_of(node)
            line = getattr(node, "lineno", 0)
            if cause is not None:
                found.setdefault((cause, line), Reason(cause, ast.unparse(node), line))
            if cause is None or not isinstance(node, ast.Attribute):
                pending.extend(reversed(list(ast.iter_child_nodes(node))))
        return sorted(found.values(), key=lambda reason: reason.line)


def _chain(node: ast.expr) -> str | None:
    """`a.b.c` as text; None where something else is in it."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attribute):
            outer = _chain(value)
            return None if outer is None else f"{outer}.{attribute}"
        case _:
            return None


def _imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                for one in names:
                    head = one.name.partition(".")[0]
                    yield (one.asname, one.name) if one.asname else (head, head)
            case ast.ImportFrom(module=str() as module, names=names):
                for one in names:
                    yield one.asname or one.name, f"{module}.{one.name}"
            case _:
                pass


def _changing(tree: ast.Module) -> Iterator[str]:
    """Module-level names that are bound to something mutable or unknown, or rebound anywhere."""
    bound: dict[str, int] = {}
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                pass
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                pass
            case _:
                continue
        bound[name] = bound.get(name, 0) + 1
        if bound[name] > 1 or not _is_constant(value):
            yield name
    for one in ast.walk(tree):
        match one:
            case ast.Global(names=names):
                yield from names
            # `Action.STOP = …` and `SEEN[key] = …` change what the name stands for, anywhere.
            case (
                ast.Attribute(ctx=ast.Store() | ast.Del())
                | ast.Subscript(ctx=ast.Store() | ast.Del())
            ):
                yield from (name.id for name in ast.walk(one) if isinstance(name, ast.Name))
            case _:
                pass


def _is_constant(value: ast.expr) -> bool:
    match value:
        case ast.Constant():
            return True
        case ast.Tuple(elts=items):
            return all(map(_is_constant, items))
        case ast.UnaryOp(operand=operand):
            return _is_constant(operand)
        case ast.BinOp(left=left, right=right):
            return _is_constant(left) and _is_constant(right)
        case ast.Attribute(value=ast.Name()) | ast.Subscript() | ast.Name():
            return True  # a member of an enum, or an alias of a type
        case _:
            return False
