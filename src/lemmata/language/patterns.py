"""Patterns of `match`: parsed to the typed tree, and read as a test and its bindings."""

import ast
from collections.abc import Iterator

from lemmata.contracts.types import (
    BOOL,
    NONE,
    OptionalType,
    RecordType,
    TupleType,
    Type,
    UnionType,
    show,
)
from lemmata.language.expressions import expression
from lemmata.language.members import constant
from lemmata.language.refusals import Site
from lemmata.language.scope import Scope
from lemmata.language.tree import (
    TRUE,
    CapturePattern,
    Const,
    Expr,
    IsInstance,
    Logic,
    Name,
    Narrow,
    OrPattern,
    Pattern,
    Project,
    ShapePattern,
    ValuePattern,
)
from lemmata.language.typing_rules import base_of, equal, is_none, negation

_NOWHERE = ""


def parse_pattern(node: ast.pattern, kind: Type, scope: Scope) -> Pattern:
    """The pattern of one case for a subject of type ``kind``.

    Raises:
        UnsupportedError: a pattern outside the language, or one that can never match.
    """
    pattern = _pattern(node, kind, scope)
    names = list(bound_names(pattern))
    if len(names) != len(set(names)):
        raise scope.site(node).refuse("a pattern that binds a name twice", "use two names")
    return pattern


def _pattern(node: ast.pattern, kind: Type, scope: Scope) -> Pattern:
    site = scope.site(node)
    scope.enter(node)
    match node:
        case ast.MatchSingleton(value=value):
            found: Pattern = _singleton(value, kind, site)
        case ast.MatchValue(value=value_node):
            found = _value(value_node, kind, scope, site)
        case ast.MatchAs(pattern=inner, name=name):
            found = _capture(inner, name, kind, scope)
        case ast.MatchOr(patterns=patterns):
            found = _alternatives(patterns, kind, scope, site)
        case ast.MatchSequence(patterns=patterns):
            found = _sequence(patterns, kind, scope, site)
        case ast.MatchClass():
            found = _class(node, kind, scope, site)
        case ast.MatchMapping():
            raise site.refuse("a mapping pattern", "dicts are not modelled")
        case _:
            raise site.refuse("a star pattern", "tuples have a fixed length")
    scope.leave()
    return found


def _item(kind: Type) -> Type:
    return kind.item if isinstance(kind, OptionalType) else kind


def _singleton(value: bool | None, kind: Type, site: Site) -> Pattern:
    if value is not None and base_of(_item(kind)) != BOOL:
        remedy = "True and False in a pattern mean identity; use a guard"
        raise site.refuse(f"the pattern `{value}` on {show(kind)}", remedy)
    return ValuePattern(constant(value, site))


def _value(node: ast.expr, kind: Type, scope: Scope, site: Site) -> Pattern:
    value = expression(node, scope)
    if not isinstance(value, Const):
        raise site.refuse("a value pattern that is not a constant", "compare in a guard")
    equal(Name("_", kind, site.line), value, site)
    return ValuePattern(value)


def _capture(inner: ast.pattern | None, name: str | None, kind: Type, scope: Scope) -> Pattern:
    if inner is None:
        return CapturePattern(name)
    return CapturePattern(name, _pattern(inner, kind, scope))


def _alternatives(patterns: list[ast.pattern], kind: Type, scope: Scope, site: Site) -> Pattern:
    alternatives = tuple(_pattern(one, kind, scope) for one in patterns)
    if any(True for one in alternatives for _ in bound_names(one)):
        raise site.refuse("an or-pattern that binds names", "write two cases")
    if any(is_catch_all(one) for one in alternatives[:-1]):
        raise site.refuse("an alternative after one that matches anything", "leave it out")
    return OrPattern(alternatives)


def _sequence(patterns: list[ast.pattern], kind: Type, scope: Scope, site: Site) -> Pattern:
    shape = _item(kind)
    if any(isinstance(one, ast.MatchStar) for one in patterns):
        raise site.refuse("a star pattern", "tuples have a fixed length")
    if not isinstance(shape, TupleType):
        raise site.refuse(f"a sequence pattern on {show(kind)}", "it matches tuples")
    if len(patterns) != len(shape.items):
        count = f"{len(patterns)} parts"
        raise site.refuse(f"a sequence pattern of {count} on {show(kind)}", "mend the length")
    pairs = zip(patterns, shape.items, strict=True)
    parts = tuple((index, _pattern(one, item, scope)) for index, (one, item) in enumerate(pairs))
    return ShapePattern(shape, parts)


def _class(node: ast.MatchClass, kind: Type, scope: Scope, site: Site) -> Pattern:
    shape = _item(kind)
    named = _class_named(node.cls, scope)
    if named is None:
        name = ast.unparse(node.cls)
        raise site.refuse(f"the class pattern `{name}()`", "match dataclasses of this file")
    if named not in (shape.items if isinstance(shape, UnionType) else (shape,)):
        raise site.refuse(f"the pattern `{named.name}()` on {show(kind)}", "it never matches")
    if node.patterns and (named.keyword_only or len(node.patterns) > len(named.fields)):
        raise site.refuse(f"so many positional patterns in {named.name}()", "name the fields")
    indexes = list(range(len(node.patterns)))
    for name in node.kwd_attrs:
        index = named.index(name)
        if index is None or index in indexes:
            raise site.refuse(f"the pattern part `{name}` of {named.name}()", "mend the pattern")
        indexes.append(index)
    pairs = zip(indexes, [*node.patterns, *node.kwd_patterns], strict=True)
    parts = tuple((index, _pattern(one, named.fields[index].type, scope)) for index, one in pairs)
    return ShapePattern(named, parts)


def _class_named(node: ast.expr, scope: Scope) -> RecordType | None:
    if not isinstance(node, ast.Name) or node.id in scope.names:
        return None
    kind = scope.module.types.get(node.id)
    return kind if isinstance(kind, RecordType) and kind.name == node.id else None


def bound_names(pattern: Pattern) -> Iterator[str]:
    """The names that the pattern binds, in order."""
    match pattern:
        case CapturePattern(name=name, inner=inner):
            if inner is not None:
                yield from bound_names(inner)
            if name is not None:
                yield name
        case ShapePattern(parts=parts):
            for _, part in parts:
                yield from bound_names(part)
        case OrPattern(alternatives=alternatives):
            for one in alternatives:
                yield from bound_names(one)
        case ValuePattern():
            return


def is_catch_all(pattern: Pattern) -> bool:
    """Whether Python knows from the text alone that the pattern matches anything."""
    match pattern:
        case CapturePattern(inner=inner):
            return inner is None or is_catch_all(inner)
        case OrPattern(alternatives=alternatives):
            return is_catch_all(alternatives[-1])
        case _:
            return False


def covers(pattern: Pattern, kind: Type) -> bool:
    """Whether the pattern matches every value of the type, seen without a solver."""
    match pattern:
        case CapturePattern(inner=inner):
            return inner is None or covers(inner, kind)
        case ShapePattern(type=shape, parts=parts):
            return shape == kind and all(covers(part, _part(shape, index)) for index, part in parts)
        case OrPattern(alternatives=alternatives):
            return any(covers(one, kind) for one in alternatives)
        case ValuePattern(value=value):
            return kind == NONE and value.value is None


def _part(shape: TupleType | RecordType, index: int) -> Type:
    return shape.items[index] if isinstance(shape, TupleType) else shape.fields[index].type


def pattern_test(pattern: Pattern, subject: Expr) -> Expr:
    """Whether the pattern matches, as an expression of type bool; ``subject`` stands repeatedly."""
    tests = tuple(_tests(pattern, subject))
    return _connected("and", tests, subject.line)


def _connected(operator: str, tests: tuple[Expr, ...], line: int) -> Expr:
    if not tests:
        return TRUE
    return tests[0] if len(tests) == 1 else Logic(operator, tests, BOOL, line)


def _tests(pattern: Pattern, subject: Expr) -> Iterator[Expr]:
    """The conditions, in the order in which Python checks them."""
    line = subject.line
    match pattern:
        case ValuePattern(value=value):
            yield equal(subject, value, Site(_NOWHERE, line))
        case CapturePattern(inner=inner):
            if inner is not None:
                yield from _tests(inner, subject)
        case ShapePattern(type=shape, parts=parts):
            if isinstance(_item(subject.type), UnionType):
                assert isinstance(shape, RecordType)
                yield IsInstance(subject, shape, BOOL, line)
            elif isinstance(subject.type, OptionalType):
                yield negation(is_none(subject, line))
            for index, part in parts:
                yield from _tests(part, _component(subject, shape, index))
        case OrPattern(alternatives=alternatives):
            yield _connected("or", tuple(pattern_test(one, subject) for one in alternatives), line)


def _narrowed(subject: Expr, shape: TupleType | RecordType) -> Expr:
    if subject.type != shape:
        return Narrow(subject, shape, None, subject.line)
    return subject


def _component(subject: Expr, shape: TupleType | RecordType, index: int) -> Expr:
    return Project(_narrowed(subject, shape), index, _part(shape, index), subject.line)


def pattern_bindings(pattern: Pattern, subject: Expr) -> tuple[tuple[str, Expr], ...]:
    """What each name of the pattern is bound to once it matched, in order."""
    match pattern:
        case CapturePattern(name=name, inner=inner):
            found = () if inner is None else pattern_bindings(inner, subject)
            whole = subject
            if isinstance(inner, ShapePattern):
                whole = _narrowed(subject, inner.type)
            return found if name is None else (*found, (name, whole))
        case ShapePattern(type=shape, parts=parts):
            return tuple(
                pair
                for index, part in parts
                for pair in pattern_bindings(part, _component(subject, shape, index))
            )
        case OrPattern() | ValuePattern():
            return ()
