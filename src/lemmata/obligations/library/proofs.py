"""How each law of folds is shown: scripts that are unsat, over bodies of which nothing is known.

A fold is given by its definition (what it is of no place, and of one place more at the end), a
law by induction: it holds if it follows from the definitions and from itself for one place less.
Lists are given by their own laws, which are shown of native sequences. A chosen term stands for
some value, so a law with one is shown by naming candidates.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from lemmata.obligations import sequences
from lemmata.obligations.bounds import shown
from lemmata.obligations.library import filters, sums
from lemmata.obligations.library.shapes import Shape, counted
from lemmata.obligations.prelude import PRELUDE
from lemmata.obligations.scripts import Item, used
from lemmata.obligations.smtlib import SExpr, Term, implies, negate, read
from lemmata.obligations.theory import Axiom, Variables, declare, replaced

LIST = "list.Item"
NAME = "X"
PREVIOUS = "the value chosen one step before"


class Plan(NamedTuple):
    """How a law is shown: by induction with ``less``, from ``lemmas``, choosing ``candidates``.

    ``less`` says what the variables are one step before, ``when`` that there is such a step.
    A lemma is an earlier law of the same fold, with what its variables stand for.
    """

    less: Mapping[str, Term] = {}
    when: Term = "(< lo hi)"
    lemmas: tuple[tuple[str, Mapping[str, Term]], ...] = ()
    candidates: tuple[Term, ...] = ()


class Proof(NamedTuple):
    """A law's name and the script that shows it."""

    name: str
    text: str


_END = {"hi": "(- hi 1)"}
_BOTH = {"hi": "(- hi 1)", "high": "(- high 1)"}
_MIRRORED = {"lo": "(- (len.list.Item p.0) hi)", "hi": "(- (len.list.Item p.0) lo)"}
PLANS: dict[str, Plan] = {
    "sum-same": Plan(),
    "sum-none": Plan(),
    "sum-last": Plan(),
    "sum-first": Plan(_END),
    "sum-split": Plan({"top": "(- top 1)"}, "(< hi top)"),
    "sum-least": Plan(_END, candidates=(PREVIOUS, "(- hi 1)")),
    "sum-frame": Plan(_BOTH, candidates=(PREVIOUS, "(- (- hi lo) 1)")),
    "sum-app": Plan(_END),
    "sum-put": Plan(_END),
    "sum-cat": Plan(_END),
    "sum-cut": Plan(_END),
    "sum-ins": Plan(_END),
    "sum-del": Plan(_END),
    "sum-rev": Plan(_END, lemmas=(("sum-first", _MIRRORED),)),
    "count-most": Plan(_END),
    "count-some": Plan(_END, candidates=(PREVIOUS, "(- hi 1)")),
    "count-one": Plan(_END, lemmas=(("sum-least", _END),)),
    "map-len": Plan(_END),
    "map-at": Plan(_END, lemmas=(("map-len", {}), ("map-len", _END))),
    "map-back": Plan(lemmas=(("map-at", {"i": "(- k lo)"}),)),
    "keep-same": Plan(),
    "keep-none": Plan(),
    "keep-last": Plan(),
    "keep-most": Plan(_END),
    "keep-from": Plan(_END),
    "keep-order": Plan(_END, lemmas=(("keep-from", _END),)),
    "keep-to": Plan(_END, candidates=(PREVIOUS, "(len.list.Item (kept.X p.0 lo (- hi 1)))")),
    "keep-frame": Plan(_BOTH, candidates=(PREVIOUS, "(- (- hi lo) 1)")),
}


class Fold(NamedTuple):
    """A fold over an unknown body: its functions, laws and definitions."""

    label: str
    shape: Shape
    functions: tuple[tuple[str, str], ...]
    laws: tuple[Axiom, ...]


def folds() -> Iterator[Fold]:
    """Every kind of fold, over bodies of which nothing is known: at a place, of an item, counts."""
    place, item = ("P",), (LIST, "P")
    at = f"(at.{LIST} p.0 k)"
    for sort in ("Int", "Real"):
        bodies = {
            "places": (place, f"(body.g.{sort} p.0 k)", "(body.t p.0 k)"),
            "all places": (place, f"(body.g.{sort} p.0 k)", "true"),
            "items": (item, f"(body.h.{sort} {at} p.1)", f"(body.u {at} p.1)"),
        }
        for label, (sorts, element, tests) in bodies.items():
            shape = Shape("sum", sorts, element, tests, sort)
            yield _sums(f"sum of {sort} at {label}", shape)
    for label, sorts, tests in (
        ("places", place, "(body.t p.0 k)"),
        ("items", item, f"(body.u {at} p.1)"),
    ):
        yield _sums(f"count of {label}", Shape("sum", sorts, "1", tests, "Int"))
    mapped = Shape("map", place, "(body.made p.0 k)", "true", "Item")
    yield Fold("map", mapped, filters.map_functions(mapped, NAME), filters.map_laws(mapped, NAME))
    kept = Shape("keep", place, "(body.made p.0 k)", "(body.t p.0 k)", "Item")
    yield Fold("keep", kept, filters.keep_functions(kept, NAME), filters.keep_laws(kept, NAME))


def _sums(label: str, shape: Shape) -> Fold:
    return Fold(label, shape, sums.functions(shape, NAME), sums.laws(shape, NAME))


def proofs() -> Iterator[Proof]:
    """Every law of every fold with its script."""
    for fold in folds():
        for law in fold.laws:
            yield Proof(f"{law.name}, {fold.label}", _by_plan(fold, law, PLANS[law.name]))


def _by_plan(fold: Fold, law: Axiom, plan: Plan) -> Term:
    known = {one.name: one for one in fold.laws[: fold.laws.index(law)]}
    facts = [replaced(known[name].statement, names) for name, names in plan.lemmas]
    if plan.less:
        facts.append(implies(plan.when, replaced(law.statement, plan.less)))
    goals = [negate(law.statement)]
    if law.chosen:
        ((chosen, _),) = law.chosen
        before = replaced(chosen, plan.less)
        named = [before if one == PREVIOUS else one for one in plan.candidates]
        goals = [negate(law.statement.replace(chosen, one)) for one in named]
    definitions = [known for text in (*facts, *goals) for known in _definitions(fold, read(text))]
    return script([law.variables], fold.functions, [*definitions, *facts, *goals])


def _definitions(fold: Fold, node: SExpr) -> Iterator[Term]:
    """What each application of a fold's function in the text means."""
    if isinstance(node, str):
        return
    for part in node:
        yield from _definitions(fold, part)
    head = shown(node[0])
    if head.endswith(f".{NAME}") and head.split(".")[0] in _DEFINED:
        yield _DEFINED[head.split(".")[0]](fold.shape, [shown(part) for part in node[1:]])


def _end(shape: Shape, given: list[Term]) -> tuple[list[Term], Term, Term, Mapping[str, Term]]:
    """Parameters, bounds, and the names that make the body that of the last place."""
    count = len(shape.sorts)
    parameters, (low, high) = given[:count], given[count : count + 2]
    names = dict(zip(shape.parameters, parameters, strict=True)) | {"k": f"(- {high} 1)"}
    return parameters, low, high, names


def _same(name: tuple[str, str]) -> Callable[[Shape, list[Term]], Term]:
    return lambda shape, given: (
        f"(and (= ({name[0]} {' '.join(given)}) ({name[1]} {' '.join(given)}))"
        f" {_DEFINED[name[1].split('.')[0]](shape, given)})"
    )


def _sum(shape: Shape, given: list[Term]) -> Term:
    parameters, low, high, names = _end(shape, given)
    zero = sums.ZEROS[shape.sort]
    body = replaced(counted(shape, zero, "k"), names)
    before = f"(rest.{NAME} {' '.join(parameters)} {low} (- {high} 1))"
    return f"(= (rest.{NAME} {' '.join(given)}) (ite (<= {high} {low}) {zero} (+ {before} {body})))"


def _map(shape: Shape, given: list[Term]) -> Term:
    parameters, low, high, names = _end(shape, given)
    before = f"(map.{NAME} {' '.join(parameters)} {low} (- {high} 1))"
    longer = f"(app.{LIST} {before} {replaced(shape.element, names)})"
    whole = f"(map.{NAME} {' '.join(given)})"
    return f"(= {whole} (ite (<= {high} {low}) empty.{LIST} {longer}))"


def _keep(shape: Shape, given: list[Term]) -> Term:
    parameters, low, high, names = _end(shape, given)
    before = f"(kept.{NAME} {' '.join(parameters)} {low} (- {high} 1))"
    longer = f"(app.{LIST} {before} {replaced(shape.element, names)})"
    some = f"(ite {replaced(shape.tests, names)} {longer} {before})"
    return f"(= (kept.{NAME} {' '.join(given)}) (ite (<= {high} {low}) empty.{LIST} {some}))"


def _from(shape: Shape, given: list[Term]) -> Term:
    """Where item `i` is from: the last place if that passes and there are `i` before it."""
    parameters, low, high, names = _end(shape, given)
    index = given[-1]
    before = f"(kept.{NAME} {' '.join(parameters)} {low} (- {high} 1))"
    last = f"(and {replaced(shape.tests, names)} (= {index} (len.{LIST} {before})))"
    earlier = f"(from.{NAME} {' '.join(parameters)} {low} (- {high} 1) {index})"
    return f"(= (from.{NAME} {' '.join(given)}) (ite {last} (- {high} 1) {earlier}))"


_DEFINED: dict[str, Callable[[Shape, list[Term]], Term]] = {
    "rest": _sum,
    "sum": _same((f"sum.{NAME}", f"rest.{NAME}")),
    "map": _map,
    "kept": _keep,
    "keep": _same((f"keep.{NAME}", f"kept.{NAME}")),
    "from": _from,
}
BODIES = (
    "(declare-sort Item 0)",
    "(declare-sort P 0)",
    declare("body.g.Int", ["P", "Int"], "Int"),
    declare("body.g.Real", ["P", "Int"], "Real"),
    declare("body.h.Int", ["Item", "P"], "Int"),
    declare("body.h.Real", ["Item", "P"], "Real"),
    declare("body.t", ["P", "Int"], "Bool"),
    declare("body.u", ["Item", "P"], "Bool"),
    declare("body.made", ["P", "Int"], "Item"),
    f"(declare-sort {LIST} 0)",
)


def script(
    variables: Sequence[Variables],
    functions: Sequence[tuple[str, str]],
    asserted: Sequence[Term],
    laws: Sequence[Axiom] = (),
) -> str:
    """A script of these assertions, with the laws of lists that they call up."""
    items = [
        *(Item(command, frozenset()) for command in BODIES),
        *(Item(command, frozenset([name])) for name, command in PRELUDE.items()),
        *(
            Item(command, frozenset([name]))
            for name, command in (*sequences.functions(LIST, "Item"), *functions)
        ),
        *(
            Item(f"(declare-const {name} {sort})", frozenset())
            for name, sort in dict.fromkeys(one for group in variables for one in group)
        ),
    ]
    roots = [f"(assert {one})" for one in asserted]
    known = (*sequences.laws(LIST, "Item", "="), *laws)
    lines = ["(set-logic ALL)", *used(items, roots, known), *roots, "(check-sat)"]
    return "\n".join(lines) + "\n"
