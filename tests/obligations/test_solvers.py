"""The solver processes: isolation, limits that repeat, models, proofs, and broken tools."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from lemmata.contracts.errors import ToolError
from lemmata.obligations import solvers as room
from lemmata.obligations.solvers import (
    Limits,
    Reply,
    Script,
    Solver,
    Solvers,
    doctor,
    solve,
    solve_both,
    versions,
    z3_binary,
)

UNSAT = Script("(declare-const x Int)\n(assert (and (> x 1) (< x 2)))\n(check-sat)")
SAT = Script(
    """(set-logic ALL)
(declare-datatype Box ((empty) (full (content Int))))
(declare-const x Int)
(declare-const y Real)
(declare-const s String)
(declare-const b Box)
(assert (and (= x (- 7)) (= y (/ 1.0 3.0)) (= s "a") (= b (full 2))))
(check-sat)""",
    ("x", "y", "s", "b"),
)
HARD = Script(
    """(declare-const x Int)
(declare-const y Int)
(declare-const z Int)
(assert (and (> x 1) (> y 1) (> z 1) (= (* x x x) (+ (* y y y) (* z z z)))))
(check-sat)"""
)
SMALL = Limits(z3_rlimit=50_000, cvc5_rlimit=20_000)
both = pytest.mark.parametrize("solver", list(Solver), ids=lambda solver: solver.value)


@pytest.fixture
def pool() -> Iterator[Solvers]:
    """Solvers with small limits, closed afterwards."""
    with Solvers(SMALL) as made:
        yield made


@both
def test_scripts_do_not_see_one_another(pool: Solvers, solver: Solver) -> None:
    """The same name with another type, and a contradiction before it, change nothing."""
    other = Script("(declare-const x Bool)\n(assert x)\n(check-sat)", ("x",))
    replies = pool.solve([UNSAT, other, SAT, UNSAT], solver)
    assert [reply.status for reply in replies] == ["unsat", "sat", "sat", "unsat"]
    assert replies[1].values == ("((x true))",)


@both
def test_a_resource_limit_is_unknown_and_repeats(pool: Solvers, solver: Solver) -> None:
    """The limit is counted in the solver's units: alone or after others, the reply is one."""
    first = pool.solve([HARD], solver)[0]
    again = pool.solve([UNSAT, SAT, HARD], solver)[2]
    assert first.status == "unknown"
    assert first.reason.startswith("resource limit of ")
    assert first == again == solve([HARD], solver, SMALL)[0]


def test_models_are_read_back_as_the_solver_prints_them(pool: Solvers) -> None:
    """One reply a query, in order, in the syntax of each solver."""
    replies = pool.solve_both([SAT])
    common = ("((x (- 7)))", '((s "a"))', "((b (full 2)))")
    for (reply,) in replies.values():
        assert (reply.values[0], *reply.values[2:]) == common
    assert replies[Solver.Z3][0].values[1] == "((y (/ 1.0 3.0)))"
    assert replies[Solver.CVC5][0].values[1] == "((y (/ 1 3)))"


def test_unsat_comes_with_a_proof_where_asked(pool: Solvers) -> None:
    """cvc5 prints a CPC proof that ends in false; without the wish, or for sat, there is none."""
    with_proof, sat = pool.solve([UNSAT, SAT], Solver.CVC5, proofs=True)
    assert "(step " in with_proof.proof
    assert " false :rule " in with_proof.proof
    assert sat.proof == ""
    assert pool.solve([UNSAT], Solver.CVC5)[0].proof == ""


@both
def test_a_killed_child_is_started_again(pool: Solvers, solver: Solver) -> None:
    """A kill -9 between two scripts loses nothing."""
    assert pool.solve([UNSAT], solver)[0].status == "unsat"
    os.kill(pool.pids()[solver], signal.SIGKILL)
    assert pool.solve([UNSAT], solver)[0].status == "unsat"


@both
def test_the_wall_limit_is_unknown(solver: Solver) -> None:
    """A script that outlasts the wall limit is unknown for that reason; the next is answered."""
    endless = Limits(z3_rlimit=2**31 - 1, cvc5_rlimit=2**40, wall_seconds=0.4)
    with Solvers(endless) as made:
        made.versions()
        started = time.monotonic()
        late, fine = made.solve([HARD, UNSAT], solver)
    assert late == Reply("unknown", "wall limit of 0.4 s", is_late=True)
    assert fine.status == "unsat"
    assert time.monotonic() - started < 10


@both
@pytest.mark.parametrize(
    "text",
    [
        "(assert foo)\n(check-sat)",
        "(asert true)\n(check-sat)",
        '(declare-const x Int)\n(assert (= x "a"))\n(check-sat)',
        "(declare-const x Int)",
    ],
)
def test_a_script_that_is_not_understood_is_no_answer(
    pool: Solvers, solver: Solver, text: str
) -> None:
    """A dropped assertion would change the meaning, so any complaint is an error."""
    with pytest.raises(ToolError, match=solver.value):
        pool.solve([Script(text)], solver)
    assert pool.solve([UNSAT], solver)[0].status == "unsat"


def fake_z3(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Another program in the place of z3."""
    program = folder / "z3"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setattr(room, "z3_binary", lambda: program)


def test_a_solver_that_crashes_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code and first line of stderr are in the error; both solvers are asked, one fails."""
    crash = "read a; echo '(:version \"0\")'; echo lemmata-mark; echo boom >&2; exit 7"
    fake_z3(tmp_path, monkeypatch, crash)
    with pytest.raises(ToolError, match="z3 ended without an answer: exit code 7, boom"):
        solve_both([UNSAT])


def test_a_solver_that_says_anything_else_is_no_proof(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Garbage is an error, never `unsat`."""
    fake_z3(tmp_path, monkeypatch, "while read a; do echo unsatisfied; echo lemmata-mark; done")
    with pytest.raises(ToolError, match="z3 did not understand a script: unsatisfied"):
        solve([UNSAT], Solver.Z3)


def test_a_missing_solver_names_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the binary or the package nothing is proved, and the error says what to install."""
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ToolError, match="pip install z3-solver"):
        z3_binary()
    monkeypatch.setattr(sys, "path", [])
    with pytest.raises(ToolError, match="pip install cvc5"):
        solve([UNSAT], Solver.CVC5)
    assert [(fact.name, fact.ok) for fact in doctor()] == [("z3", False), ("cvc5", False)]


def test_children_inherit_nothing(pool: Solvers, monkeypatch: pytest.MonkeyPatch) -> None:
    """A child has its three pipes, no other open file of ours, and an environment of its own."""
    monkeypatch.setenv("LEMMATA_SECRET", "x")
    with Path(__file__).open() as file:
        os.set_inheritable(file.fileno(), True)
        pool.solve_both([UNSAT])
        for pid in pool.pids().values():
            assert b"SECRET" not in Path(f"/proc/{pid}/environ").read_bytes()
            opened = {str(entry.readlink()) for entry in Path(f"/proc/{pid}/fd").iterdir()}
            assert str(Path(__file__)) not in opened


def test_what_is_installed() -> None:
    """Both solvers tell their version, and doctor that they answer."""
    assert set(versions()) == set(Solver)
    assert all(version[0].isdigit() for version in versions().values())
    assert [fact.ok for fact in doctor()] == [True, True]


def test_closing_ends_the_children(pool: Solvers) -> None:
    """After close no child is left, and a later question starts new ones."""
    pool.solve_both([UNSAT])
    before = pool.pids()
    pool.close()
    assert not any(Path(f"/proc/{pid}").exists() for pid in before.values())
    assert pool.solve([UNSAT], Solver.Z3)[0].status == "unsat"


CHAINS = Script(
    """(set-logic ALL)
(define-const one (Array Int Int) ((as const (Array Int Int)) 0))
(define-const two (Array Int Int) ((as const (Array Int Int)) 1))
(declare-const i Int)
(declare-const j Int)
(assert (= (store one i 5) (store two j 6)))
(check-sat)"""
)


def test_what_cvc5_has_no_procedure_for_is_unknown(pool: Solvers) -> None:
    """It understood the script and says that it gives up: no fault, and no answer either."""
    (said,) = pool.solve([CHAINS], Solver.CVC5)
    assert said.status == "unknown"
    assert "not yet support" in said.reason
