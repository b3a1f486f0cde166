"""Sketches as text and as trees: where the holes of a body are, and what each may be filled with.

A hole is a call `hole()` of the file's import, or of that bare name where the file has none. What
it sees is what the parser knows at that place; its type is found by trying: the body must be
readable.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, product

from lemmata.contracts.bodies import body_of, with_body
from lemmata.contracts.errors import InputError, UnsupportedError
from lemmata.contracts.imports import HOLE, qualified
from lemmata.contracts.plain import loop_word
from lemmata.contracts.reading import reread
from lemmata.contracts.syntax import parse_file
from lemmata.contracts.tasks import Module
from lemmata.contracts.types import BOOL, FRACTION, INT, STR, FunctionType, Type
from lemmata.language.expressions import expression
from lemmata.language.parsing import read_body
from lemmata.language.scope import Scope
from lemmata.language.tree import Call, Expr, Stmt

WORD = "hole"
MOST_HOLES = 4
MOST_READINGS = 80
MOST_TYPINGS = 3
_BODY = "<body>"


@dataclass(frozen=True, slots=True)
class Spot:
    """A `hole()` in a body: its place in the body's text, and what is known of it by its place.

    ``about`` says where it stands, for people. ``refused`` says why no hole may stand there.
    """

    line: int
    column: int
    end_column: int
    about: str
    is_test: bool = False
    is_result: bool = False
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Hole:
    """A hole with a type, the function that stands for it while its filling is sought, its scope.

    That function is called with the values of ``names``, in their order.
    """

    spot: Spot
    function: str
    type: Type
    scope: Scope
    names: tuple[str, ...]
    kinds: tuple[Type, ...]


@dataclass(frozen=True, slots=True)
class Typing:
    """One way to read the body: its statements, and its holes in the order of the text."""

    statements: tuple[Stmt, ...]
    decreases: tuple[Expr, ...]
    holes: tuple[Hole, ...]


def knowing_holes(module: Module) -> Module:
    """The module in which the bare name `hole` is the word, where nothing else has that name."""
    if HOLE in module.imports.values() or _is_taken(module):
        return module
    return replace(module, imports={**module.imports, WORD: HOLE})


def _is_taken(module: Module) -> bool:
    known = (module.imports, module.tasks, module.types, module.constants, module.unsupported)
    return any(WORD in names for names in (*known, module.opaque, module.borrowed))


def is_sketch(module: Module, name: str) -> bool:
    """Whether the body that the file itself has for this function holds a hole."""
    if name not in module.tasks or module.tasks[name].is_open:
        return False
    return bool(holes_of(module, body_of(module, name)))


def holes_of(module: Module, body: str) -> tuple[Spot, ...]:
    """The holes of a body, in the order of the text; of one that is no Python none."""
    imports = knowing_holes(module).imports
    try:
        tree = parse_file(body, _BODY)
    except InputError:
        return ()
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    found = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and qualified(node.func, imports) == HOLE
    ]
    return tuple(
        _spot(node, parents, imports)
        for node in sorted(found, key=lambda n: (n.lineno, n.col_offset))
    )


def _spot(node: ast.Call, parents: Mapping[ast.AST, ast.AST], imports: Mapping[str, str]) -> Spot:
    parent, statement = parents[node], parents[node]
    while not isinstance(statement, ast.stmt):
        statement = parents[statement]
    refused = ""
    if node.args or node.keywords:
        refused = "hole() takes nothing: what it may use is what stands before it"
    elif node.end_lineno != node.lineno:
        refused = "write hole() on one line"
    elif loop_word(statement, imports) is not None:
        refused = "leave the invariant or the measure out: they are found where they are missing"
    elif isinstance(statement, ast.Assert):
        refused = "an assertion that says nothing is no step: leave it out"
    about = ast.unparse(statement).partition("\n")[0]
    is_test = isinstance(parent, ast.If | ast.While | ast.IfExp) and parent.test is node
    return Spot(
        node.lineno,
        node.col_offset,
        node.end_col_offset or 0,
        about if len(about) <= 80 else f"{about[:79]}…",
        is_test or isinstance(parent, ast.BoolOp | ast.Not),
        isinstance(parent, ast.Return),
        refused,
    )


def filled_text(body: str, spots: Sequence[Spot], texts: Sequence[str]) -> str:
    """The body with its holes replaced, in brackets only where they change the meaning."""
    lines = body.split("\n")
    for spot, text in sorted(zip(spots, texts, strict=True), key=_place, reverse=True):
        raw = lines[spot.line - 1].encode()
        before, after = raw[: spot.column].decode(), raw[spot.end_column :].decode()
        bare, safe = (
            [*lines[: spot.line - 1], f"{before}{one}{after}", *lines[spot.line :]]
            for one in (text, f"({text})")
        )
        lines = bare if _same("\n".join(bare), "\n".join(safe)) else safe
    return "\n".join(lines)


def _place(pair: tuple[Spot, str]) -> tuple[int, int]:
    return pair[0].line, pair[0].column


def _same(one: str, other: str) -> bool:
    try:
        return ast.dump(parse_file(one, _BODY)) == ast.dump(parse_file(other, _BODY))
    except InputError:
        return False


@dataclass(slots=True)
class _Reading:
    """Says what each hole stands for in one reading, and keeps what was known there."""

    kinds: Mapping[tuple[int, int], Type]
    scopes: dict[tuple[int, int], Scope] = field(default_factory=dict)

    def __call__(self, node: ast.Call, scope: Scope) -> Expr:
        place = (node.lineno, node.col_offset)
        inside = replace(scope, types=dict(scope.types), calls=set(), depth=0, holes=None)
        self.scopes[place] = inside
        parts = [(name, _read(name, node, inside)) for name in sorted(scope.types)]
        arguments = tuple(part for _, part in parts if part is not None)
        return Call(_function(place), arguments, self.kinds[place], node.lineno)


def _function(place: tuple[int, int]) -> str:
    return f"hole.{place[0]}.{place[1]}"


def _read(name: str, node: ast.AST, scope: Scope) -> Expr | None:
    """The variable as an expression there; None where it cannot be read for sure."""
    if name in scope.unbound or isinstance(scope.types[name], FunctionType):
        return None
    try:
        return expression(ast.copy_location(ast.Name(name, ast.Load()), node), scope)
    except UnsupportedError:
        return None


def typings(module: Module, name: str, body: str, spots: Sequence[Spot]) -> Iterator[Typing]:
    """The ways to read the body, the likeliest types first, at most a few.

    Raises:
        InputError: the body cannot be put into the file, or is outside the language however its
            holes are typed; the reason is that of the first reading.
    """
    placed = knowing_holes(reread(module, with_body(module, name, body)))
    task = placed.tasks[name]
    calls = [
        node
        for node in ast.walk(task.node)
        if isinstance(node, ast.Call) and qualified(node.func, placed.imports) == HOLE
    ]
    places = sorted((node.lineno, node.col_offset) for node in calls)
    choices = [_kinds(placed, name, spot) for spot in spots]
    ranked = sorted(
        islice(product(*(range(len(kinds)) for kinds in choices)), 4_096),
        key=lambda at: (sum(at), at),
    )
    first: UnsupportedError | None = None
    found = 0
    for at in ranked[:MOST_READINGS]:
        kinds = [kinds[i] for kinds, i in zip(choices, at, strict=True)]
        reading = _Reading(dict(zip(places, kinds, strict=True)))
        try:
            read = read_body(placed, task, set(), reading)
        except UnsupportedError as error:
            first = first or error
            continue
        holes = tuple(
            _hole(spot, place, kind, reading.scopes[place])
            for spot, place, kind in zip(spots, places, kinds, strict=True)
            if place in reading.scopes
        )
        if len(holes) < len(spots):
            continue
        yield Typing(read.statements, read.block.decreases, holes)
        found += 1
        if found >= MOST_TYPINGS:
            return
    if not found and first is not None:
        raise first


def _hole(spot: Spot, place: tuple[int, int], kind: Type, scope: Scope) -> Hole:
    node = ast.Name(WORD, ast.Load(), lineno=place[0], col_offset=place[1])
    known = [(name, part) for name in sorted(scope.types) if (part := _read(name, node, scope))]
    names = tuple(name for name, _ in known)
    return Hole(spot, _function(place), kind, scope, names, tuple(part.type for _, part in known))


def _kinds(module: Module, name: str, spot: Spot) -> list[Type]:
    """The types that are tried for a hole, the likeliest first."""
    task = module.tasks[name]
    if spot.is_test:
        return [BOOL]
    if spot.is_result:
        return [task.returns]
    known = [parameter.type for parameter in task.parameters]
    inner = [kind.item for kind in known if hasattr(kind, "item")]
    offered = [INT, task.returns, *known, *inner, STR, BOOL, FRACTION]
    return [kind for kind in dict.fromkeys(offered) if not isinstance(kind, FunctionType)]
