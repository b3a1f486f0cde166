"""Quantified terms with the patterns by which solvers call them up.

A pattern is made of the functions of ours that are applied to the bound variables: items of
lists, calls, folds. A variable that stands only in arithmetic is marked: `mark.Int` is true of
every integer, and stands in the premise, so that a question about one integer calls up what is
known of all that are marked.
"""

from collections.abc import Sequence

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
    found: dict[Term, frozenset[str]] = {}
    _gather(wanted, statement, _NOTHING, found)
    return found


_NOTHING = frozenset[str]()


def _gather(
    wanted: frozenset[str],
    node: SExpr,
    hidden: frozenset[str],
    found: dict[Term, frozenset[str]],
) -> tuple[frozenset[str], bool]:
    """Collect the terms below a node; which variables it mentions, and whether it is plain.

    Plain is what has no logic inside, and bound variables only as arguments of functions of ours.
    """
    if isinstance(node, str):
        return (frozenset((node,)) if node in wanted or node in hidden else _NOTHING), True
    if node[0] == "forall" and len(node) == 3:
        binders = frozenset(shown(one[0]) for one in node[1])
        statement = node[2]
        inner = statement[1] if isinstance(statement, list) and statement[0] == "!" else statement
        _gather(wanted, inner, hidden | binders, found)
        return _NOTHING, False
    mentioned, is_plain = _NOTHING, True
    for part in node:
        names, fits = _gather(wanted, part, hidden, found)
        mentioned, is_plain = mentioned | names, is_plain and fits
    head = node[0]
    is_plain = is_plain and isinstance(head, str) and head not in _LOGIC
    if is_plain and not _is_function(head):
        is_plain = not any(isinstance(part, str) and part in wanted for part in node[1:])
    bound = mentioned & wanted
    if is_plain and bound and not mentioned & hidden and _is_function(head):
        found.setdefault(shown(node), bound)
    return mentioned, is_plain


def _is_function(head: SExpr) -> bool:
    return isinstance(head, str) and "." in head and head.split(".")[0] not in _NO_FUNCTIONS
