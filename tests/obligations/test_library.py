"""The lemma library is shown by the solvers themselves, and nothing enters it otherwise."""

from itertools import product

import pytest

from lemmata.obligations.library.divisor_proofs import divisor_proofs
from lemmata.obligations.library.divisors import functions
from lemmata.obligations.library.divisors import laws as divisor_laws
from lemmata.obligations.library.order_proofs import order_proofs
from lemmata.obligations.library.orders import order_laws, sort_laws
from lemmata.obligations.library.proofs import PLANS, Proof, folds, proofs, script
from lemmata.obligations.prelude import PRELUDE
from lemmata.obligations.sequences import laws
from lemmata.obligations.smtlib import negate, symbols
from lemmata.obligations.solvers import Limits, Script, Solver, solve
from lemmata.obligations.theory import Axiom
from tests.obligations.evaluator import Evaluator

LIMITS = Limits(cvc5_rlimit=150_000, wall_seconds=20)
ALL = (*proofs(), *order_proofs(), *divisor_proofs())


@pytest.mark.parametrize("proof", ALL, ids=lambda proof: proof.name)
def test_every_law_is_shown(proof: Proof) -> None:
    """One solver says unsat of each script, and none says sat."""
    (first,) = solve([Script(proof.text)], Solver.Z3, LIMITS)
    assert first.status == "unsat"


def test_cvc5_shows_nearly_all() -> None:
    """cvc5 shows the laws too, but for a few in which it does not end; never is one false."""
    replies = solve([Script(proof.text) for proof in ALL], Solver.CVC5, LIMITS)
    statuses = [reply.status for reply in replies]
    assert "sat" not in statuses
    assert statuses.count("unsat") >= len(ALL) - 3


def test_a_wrong_law_is_not_shown() -> None:
    """A plan shows no law that is false: a sum over one place too many."""
    fold = next(iter(folds()))
    law = next(law for law in fold.laws if law.name == "sum-none")
    wrong = law.statement.replace("(<= hi lo)", "(<= hi (+ lo 1))")
    text = script([law.variables], fold.functions, [f"(not {wrong})"])
    assert [reply.status for reply in solve([Script(text)], Solver.Z3, LIMITS)] != ["unsat"]


@pytest.mark.parametrize("solver", list(Solver))
def test_the_laws_do_not_contradict_each_other(solver: Solver) -> None:
    """All laws of lists, called up by some terms, do not give a contradiction."""
    terms = (
        "(eq.list.Item (cat.list.Item (app.list.Item xs v) ys) (rev.list.Item ys))",
        "(has.list.Item (put.list.Item xs i v) w)",
        "(has.list.Item (cut.list.Item (del.list.Item ys i) lo hi) v)",
        "(= (idx.list.Item (ins.list.Item xs i v) w) (len.list.Item (fill.list.Item v lo)))",
        "(= (at.list.Item (rep.list.Item xs hi) i) (at.list.Item empty.list.Item lo))",
    )
    lists, items = (("xs", "list.Item"), ("ys", "list.Item")), (("v", "Item"), ("w", "Item"))
    numbers = (("i", "Int"), ("lo", "Int"), ("hi", "Int"))
    asserted = [f"(or {term} (not {term}))" for term in terms]
    text = script([(*lists, *items, *numbers)], (), asserted)
    (reply,) = solve([Script(text)], solver, LIMITS)
    assert reply.status != "unsat"


def test_every_law_has_a_plan() -> None:
    """Each law that a fold may bring along is planned, and each plan is of a law."""
    named = {law.name for fold in folds() for law in fold.laws}
    assert named == set(PLANS)


def test_every_law_of_orders_is_shown() -> None:
    """Each law of neighbours and of sorting is the subject of a proof."""
    names = {proof.name for proof in order_proofs()}
    known = (*order_laws("list.Int", "Int", "le"), *sort_laws("list.Int", "Int", "X"))
    assert {law.name for law in known} <= names


def test_every_law_of_divisors_is_shown() -> None:
    """Each is the subject of a proof, of Python's own operation."""
    assert {law.name for law in divisor_laws()} <= {proof.name for proof in divisor_proofs()}


@pytest.mark.parametrize("law", divisor_laws(), ids=lambda law: law.name)
def test_laws_of_divisors_hold_in_python(law: Axiom) -> None:
    """True of all small numbers of either sign, as CPython divides; its guards are in the law."""
    names = [name for name, _ in law.variables]
    evaluator = Evaluator({}, {})
    for given in product(range(-4, 5), repeat=len(names)):
        assert evaluator.text(law.statement, dict(zip(names, given, strict=True))), given


@pytest.mark.parametrize("name", ["mod-is", "mod-rest", "mod-sum"])
def test_laws_of_divisors_are_found_by_no_solver(name: str) -> None:
    """What such a law says does not follow from the others within z3's means; with it, it does."""
    law = next(law for law in divisor_laws() if law.name == name)
    others = [other for other in divisor_laws() if other is not law]
    statuses = []
    for known in (divisor_laws(), others):
        text = script([law.variables], functions(), [negate(law.statement)], known)
        (reply,) = solve([Script(text)], Solver.Z3, Limits(z3_rlimit=300_000))
        statuses.append(reply.status)
    assert statuses == ["unsat", "unknown"]


def test_laws_speak_of_nothing_else() -> None:
    """A law of lists names its functions, Python's clamps and SMT-LIB, and nothing of a user's."""
    for law in laws("list.Int", "Int", "="):
        strangers = {s for s in symbols(law.formula) if "." in s and not s.endswith(".list.Int")}
        assert strangers <= set(PRELUDE) | {"list.Int"}
