"""Quantified terms with the patterns by which solvers call them up.

A pattern is made of the functions of ours that are applied to the bound variables: items of
lists, calls, folds. A variable that stands only in arithmetic is marked: `mark.Int` is true of
every integer, and stands in the premise, so that a question about one integer calls up what is
known of all that are marked.
"""

from collections.abc import Iterator, Sequence

from lemmata.obligations.bounds import shown
from lemmata.obligations.smtlib import SExpr, Term, apply, conjunction, implies, read
from lemmata.obligations.sorts import Sorts
from lemmata.obligations.theory import Axiom, Pattern, Variables, declare, forall

_NO_FUNCTIONS = {"py", "get", "item", "make", "some", "none", "member", "str", "re", "int", "seq"}
_LOGIC = {"and", "or", "not", "=>", "=", "ite", "<", "<=", ">", ">=", "forall", "exists", "let"}
_MOST_PATTERNS = 4


def for_all(sorts: Sorts, variables: Variables, premise: Term, body: Term) -> Term:
    """`forall variables: premise => body`; one that is quantified itself is joined."""
    if body == "true" or premise == "false":
        return "true"
    inner = _opened(body)
    if inner is not None:
        more, inner_premise, body = inner
        variables, premise = (*variables, *more), conjunction([premise, inner_premise])
    names = [name for name, _ in variables]
    pattern = patterns(names, read(implies(premise, body)))
    if pattern is None:
        unmarked = _unmarked(names, read(implies(premise, body)))
        for name in unmarked:
            mark(sorts)
            premise = conjunction([premise, apply("mark.Int", name)])
        pattern = patterns(names, read(implies(premise, body)))
    assert pattern is not None
    return forall(variables, implies(premise, body), pattern)


def mark(sorts: Sorts) -> None:
    """Declare `mark.Int`."""
    marked = Axiom("mark", (("i", "Int"),), "(mark.Int i)", (("(mark.Int i)",),))
    sorts.introduce("mark.Int", declare("mark.Int", ["Int"], "Bool"), (marked,))


def _opened(body: Term) -> tuple[Variables, Term, Term] | None:
    """A quantified implication taken apart: variables, premise, body."""
    if not body.startswith("(forall "):
        return None
    match read(body):
        case ["forall", list() as bound, statement]:
            variables = tuple((shown(one[0]), shown(one[1])) for one in bound)
        case _:
            return None
    if isinstance(statement, list) and statement and statement[0] == "!":
        statement = statement[1]
    match statement:
        case ["=>", premise, conclusion]:
            return variables, shown(premise), shown(conclusion)
        case _:
            return variables, "true", shown(statement)


def patterns(names: Sequence[str], statement: SExpr) -> tuple[Pattern, ...] | None:
    """Patterns that mention every variable, or None where one stands in no function of ours."""
    wanted = frozenset(names)
    found = _candidates(wanted, statement)
    whole = [term for term, bound in found.items() if bound == wanted]
    if whole:
        smallest = [t for t in whole if not any(u != t and u in t for u in whole)]
        return tuple((term,) for term in smallest[:_MOST_PATTERNS])
    chosen: list[Term] = []
    missing = set(wanted)
    for term, bound in sorted(found.items(), key=lambda one: (-len(one[1]), len(one[0]))):
        if bound & missing:
            chosen.append(term)
            missing -= bound
    return None if missing else (tuple(chosen),)


def _unmarked(names: Sequence[str], statement: SExpr) -> list[str]:
    found = _candidates(frozenset(names), statement)
    covered = frozenset[str]().union(*found.values())
    return [name for name in names if name not in covered]


def _candidates(wanted: frozenset[str], statement: SExpr) -> dict[Term, frozenset[str]]:
    """Terms fit for a pattern, with the variables in each, in the order of the text."""
    return {shown(node): bound for node, bound in _walk(wanted, statement, frozenset())}


def _walk(
    wanted: frozenset[str], node: SExpr, hidden: frozenset[str]
) -> Iterator[tuple[SExpr, frozenset[str]]]:
    if isinstance(node, str) or not node:
        return
    if node[0] == "forall" and len(node) == 3:
        binders = frozenset(shown(one[0]) for one in node[1])
        statement = node[2]
        inner = statement[1] if isinstance(statement, list) and statement[0] == "!" else statement
        yield from _walk(wanted, inner, hidden | binders)
        return
    for part in node:
        yield from _walk(wanted, part, hidden)
    bound = _atoms(node) & wanted
    if bound and not _atoms(node) & hidden and _is_function(node[0]) and _is_plain(node, wanted):
        yield node, bound


def _is_function(head: SExpr) -> bool:
    return isinstance(head, str) and "." in head and head.split(".")[0] not in _NO_FUNCTIONS


def _is_plain(node: SExpr, wanted: frozenset[str]) -> bool:
    """No logic inside, and each bound variable stands only as an argument of functions of ours."""
    if isinstance(node, str):
        return True
    head = node[0]
    if isinstance(head, list) or head in _LOGIC:
        return False
    if not _is_function(head) and any(isinstance(p, str) and p in wanted for p in node[1:]):
        return False
    return all(_is_plain(part, wanted) for part in node[1:])


def _atoms(node: SExpr) -> frozenset[str]:
    if isinstance(node, str):
        return frozenset([node])
    return frozenset[str]().union(*map(_atoms, node))
