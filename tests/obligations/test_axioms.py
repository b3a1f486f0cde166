"""Every law of lists holds of native sequences: a law that is not shown here fails the test."""

from collections.abc import Sequence

import pytest

from lemmata.obligations.prelude import PRELUDE
from lemmata.obligations.sequences import LAWS, SIGNATURES, functions, laws
from lemmata.obligations.smtlib import implies, negate
from lemmata.obligations.solvers import Limits, Script, Solver, solve
from lemmata.obligations.theory import Axiom, replaced
from tests.obligations.native import DEFINITIONS

SORT, ITEM = "list.Item", "Item"
NAMES = {"L": SORT, "T": ITEM}
LIMITS = Limits(z3_rlimit=30_000_000, cvc5_rlimit=5_000_000)


# A longer list is one item more at the end; for `diff` and `rep` at the start.
LONGER = "(seq.++ ys (seq.unit w))"
EMPTY = f"(as seq.empty (Seq {ITEM}))"
SHORTER = f"(fill.{SORT} v (- n 1))"
FILLED = f"(= (fill.{SORT} v n) (ite (<= n 0) {EMPTY} (seq.++ {SHORTER} (seq.unit v))))"
REPEATED = f"(= (rep.{SORT} xs n) (ite (<= n 0) {EMPTY} (seq.++ xs (rep.{SORT} xs (- n 1)))))"
MODULO = "(=> (<= n i) (= (mod (- i n) n) (mod i n)))"
BEFORE = {"n": "(- n 1)"}


def text(asserted: Sequence[str], variables: Sequence[tuple[str, str]], solver: Solver) -> str:
    """A script over native sequences; functions without a definition are declared."""
    clamps = [PRELUDE["py.clamp"], PRELUDE["py.span"]]
    lines = [
        "(set-logic ALL)",
        *clamps,
        f"(declare-sort {ITEM} 0)",
        f"(define-sort {SORT} () (Seq {ITEM}))",
    ]
    declared = dict(functions(SORT, ITEM))
    for name, (domain, to) in SIGNATURES.items():
        body = DEFINITIONS.get(name)
        if name == "rev" and solver is Solver.CVC5:
            body = "(seq.rev a)"
        if body is None:
            lines.append(declared[f"{name}.{SORT}"])
            continue
        pairs = zip("abc", domain, strict=False)
        bound = " ".join(f"({one} {NAMES.get(sort, sort)})" for one, sort in pairs)
        sort = NAMES.get(to, to)
        lines.append(f"(define-fun {name}.{SORT} ({bound}) {sort} {replaced(body, NAMES)})")
    constants = [f"(declare-const {name} {sort})" for name, sort in dict.fromkeys(variables)]
    asserts = [f"(assert {one})" for one in asserted]
    return "\n".join([*lines, *constants, *asserts, "(check-sat)\n"])


def by_step(law: Axiom) -> list[list[str]]:
    """The assertions, to be unsat one by one, that show a law of a recursive function."""
    claim = law.statement
    match law.name:
        case "fill-len" | "fill-at":
            size = f"(= (seq.len {SHORTER}) (ite (< (- n 1) 0) 0 (- n 1)))"
            known = "true" if law.name == "fill-len" else size
            return [[FILLED, known, implies("(< 0 n)", replaced(claim, BEFORE)), negate(claim)]]
        case "rep-len":
            return [[REPEATED, implies("(< 0 n)", replaced(claim, BEFORE)), negate(claim)]]
        case "rep-at":
            size = "(len.list.Item xs)"
            before = replaced(claim, {"n": "(- n 1)", "i": f"(- i {size})"})
            times = f"(* {size} (ite (< (- n 1) 0) 0 (- n 1)))"
            length = f"(= (len.list.Item (rep.list.Item xs (- n 1))) {times})"
            before_i = f"(mod (- i {size}) {size})"
            turn = f"(=> (and (< 0 {size}) (<= {size} i)) (= {before_i} (mod i {size})))"
            small = f"(=> (and (<= 0 i) (< i {size})) (= (mod i {size}) i))"
            step = [REPEATED, length, turn, small, implies("(< 0 n)", before), negate(claim)]
            return [step, [negate(small)], ["(> n 0)", negate(MODULO)]]
        case "rev-at":
            longer = replaced(claim, {"xs": LONGER})
            before = replaced(claim, {"xs": "ys", "i": "(- i 1)"})
            size = "(= (seq.len (seq.rev ys)) (seq.len ys))"
            none = replaced(claim, {"xs": EMPTY})
            return [[before, size, negate(longer)], [negate(none)]]
        case "rev-back":
            at = next(one for one in laws(SORT, ITEM, "=") if one.name == "rev-at")
            known = replaced(at.statement, {"i": "(- (- (len.list.Item xs) 1) i)"})
            return [[known, negate(claim)]]
        case "eq-differ":
            ((chosen, _),) = law.chosen
            more = {"xs": "(seq.++ (seq.unit v) xs)", "ys": "(seq.++ (seq.unit w) ys)"}
            goals = [
                negate(replaced(claim.replace(chosen, "d"), {**more, "d": one}))
                for one in ("0", f"(+ {chosen} 1)")
            ]
            none = replaced(claim.replace(chosen, "d"), {"xs": EMPTY, "ys": EMPTY})
            return [[claim, *goals], [negate(none)]]
        case _:
            return [[negate(claim)]]


MORE = (
    ("xs", SORT),
    ("ys", SORT),
    ("v", ITEM),
    ("w", ITEM),
    ("i", "Int"),
    ("n", "Int"),
    ("d", "Int"),
)


@pytest.mark.parametrize("law", laws(SORT, ITEM, "="), ids=lambda law: law.name)
def test_every_law_holds_of_native_sequences(law: Axiom) -> None:
    """The negation of each law, functions read as those of native sequences, is unsat."""
    variables = (*law.variables, *(one for one in MORE if one[0] not in dict(law.variables)))
    for asserted in by_step(law):
        script = Script(text(asserted, variables, Solver.CVC5))
        assert [reply.status for reply in solve([script], Solver.CVC5, LIMITS)] == ["unsat"]


def test_a_wrong_law_is_seen() -> None:
    """The audit can fail: an item of a concatenation without its guard, which once was a law."""
    wrong = "(= (at.list.Item (cat.list.Item xs ys) i) (at.list.Item xs i))"
    script = Script(text([negate(wrong)], MORE, Solver.CVC5))
    assert [reply.status for reply in solve([script], Solver.CVC5, LIMITS)] != ["unsat"]


def test_laws_have_names_of_their_own() -> None:
    """No law hides behind another's name."""
    names = [law.name for law in LAWS]
    assert len(names) == len(set(names)) > 35
