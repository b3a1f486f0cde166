"""From decision trees to statements that a reader likes: early returns, no nested conditionals."""

from collections.abc import Sequence
from dataclasses import dataclass

from lemmata.contracts.types import BOOL, RecordType, Type
from lemmata.generators.problem import Goal
from lemmata.generators.shapes import Path, assembled
from lemmata.generators.terms import connected, negation, size
from lemmata.generators.trees import Chosen, Node
from lemmata.language.tree import Assign, Const, Expr, If, Name, Return, Stmt

LARGEST_FORMULA = 40
LARGEST_JOINED_TEST = 14
ORDINALS = ("first", "second", "third", "fourth")


@dataclass(frozen=True, slots=True)
class Decision:
    """A tree over expressions: a tuple of leaf terms, or a test with two decisions."""

    terms: tuple[Expr, ...] = ()
    test: Expr | None = None
    then: "Decision | None" = None
    otherwise: "Decision | None" = None


def decision(node: Node, labels: Sequence[tuple[Expr, ...]], tests: Sequence[Expr]) -> Decision:
    """The learned tree with its terms and tests put in, equal branches joined."""
    if isinstance(node, Chosen):
        return Decision(labels[node.label])
    return _branch(
        tests[node.test],
        decision(node.then, labels, tests),
        decision(node.otherwise, labels, tests),
    )


def _branch(test: Expr, then: Decision, otherwise: Decision) -> Decision:
    if then == otherwise:
        return then
    if then.test is not None and otherwise.test is None:
        test, then, otherwise = negation(test), otherwise, then
    if otherwise.test is not None and then.test is None and otherwise.then is not None:
        joined = connected("or", (test, otherwise.test))
        if otherwise.then == then and otherwise.otherwise and size(joined) <= LARGEST_JOINED_TEST:
            return Decision(test=joined, then=then, otherwise=otherwise.otherwise)
    return Decision(test=test, then=then, otherwise=otherwise)


def statements(
    returns: Type, solved: Sequence[tuple[Goal, Decision]], taken: Sequence[str]
) -> tuple[Stmt, ...]:
    """A body that returns the result whose leaves the decisions give.

    One branching goal returns early from every branch; several put their leaves in local
    variables first, named after the fields and never as in ``taken``.
    """
    branching = [item for item in solved if item[1].test is not None]
    fixed: dict[Path, Expr] = {}
    for goal, tree in solved:
        if tree.test is None:
            fixed |= _placed(goal, tree.terms)
    if not branching:
        return (_return(assembled(returns, fixed)),)
    if len(branching) == 1:
        ((goal, tree),) = branching
        return _returning(returns, fixed, goal, tree)
    body: list[Stmt] = []
    used = set(taken)
    for goal, tree in branching:
        names = [_fresh(_hint(returns, leaf.path), used) for leaf in goal.leaves]
        body.extend(_assigning(names, tree))
        variables = zip(names, goal.leaves, strict=True)
        fixed |= {leaf.path: Name(name, leaf.type, 0) for name, leaf in variables}
    return (*body, _return(assembled(returns, fixed)))


def _placed(goal: Goal, terms: tuple[Expr, ...]) -> dict[Path, Expr]:
    return {leaf.path: term for leaf, term in zip(goal.leaves, terms, strict=True)}


def _return(value: Expr) -> Return:
    return Return(value, 0)


def _returning(
    returns: Type, fixed: dict[Path, Expr], goal: Goal, tree: Decision
) -> tuple[Stmt, ...]:
    formula = _formula(tree) if goal.leaves[0].type == BOOL and len(goal.leaves) == 1 else None
    if formula is not None:
        return (_return(assembled(returns, {**fixed, goal.leaves[0].path: formula})),)
    if tree.test is None:
        return (_return(assembled(returns, {**fixed, **_placed(goal, tree.terms)})),)
    assert tree.then is not None
    assert tree.otherwise is not None
    then = _returning(returns, fixed, goal, tree.then)
    return (If(tree.test, then, (), 0), *_returning(returns, fixed, goal, tree.otherwise))


def _assigning(names: list[str], tree: Decision) -> tuple[Stmt, ...]:
    formula = _formula(tree) if len(names) == 1 else None
    if formula is not None:
        return (Assign(names[0], formula, 0),)
    if tree.test is None:
        pairs = zip(names, tree.terms, strict=True)
        return tuple(Assign(name, term, 0) for name, term in pairs)
    assert tree.then is not None
    assert tree.otherwise is not None
    return (If(tree.test, _assigning(names, tree.then), _assigning(names, tree.otherwise), 0),)


def _formula(tree: Decision) -> Expr | None:
    """A tree whose leaves are tests, as one test of moderate size; else None."""
    found = _formula_of(tree)
    return found if found is not None and size(found) <= LARGEST_FORMULA else None


def _formula_of(tree: Decision) -> Expr | None:
    if tree.test is None:
        return tree.terms[0] if tree.terms[0].type == BOOL else None
    assert tree.then is not None
    assert tree.otherwise is not None
    then, otherwise = _formula_of(tree.then), _formula_of(tree.otherwise)
    if then is None or otherwise is None:
        return None
    match then, otherwise:
        case Const(value=True), Const(value=False):
            return tree.test
        case Const(value=False), Const(value=True):
            return negation(tree.test)
        case Const(value=True), _:
            return connected("or", (tree.test, otherwise))
        case Const(value=False), _:
            return connected("and", (negation(tree.test), otherwise))
        case _, Const(value=False):
            return connected("and", (tree.test, then))
        case _, Const(value=True):
            return connected("or", (negation(tree.test), then))
        case _:
            return None


def _hint(kind: Type, path: Path) -> str:
    """The last field on the way to the leaf, or an ordinal of its place in the tuple."""
    hint = ORDINALS[path[-1]] if path and path[-1] < len(ORDINALS) else "part"
    for index in path:
        if isinstance(kind, RecordType):
            hint, kind = kind.fields[index].name, kind.fields[index].type
        elif hasattr(kind, "items"):
            kind = kind.items[index]
    return hint


def _fresh(hint: str, used: set[str]) -> str:
    name = hint
    while name in used:
        name += "_"
    used.add(name)
    return name
