"""The cache of solver answers: it saves time, never decides, and cannot be forged."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from lemmata.contracts.errors import CertificateError
from lemmata.contracts.reading import read_source
from lemmata.contracts.verdicts import Judgement, Verdict
from lemmata.evidence import certificate_files, check, write_certificate
from lemmata.language.parsing import parse_program
from lemmata.obligations.solvers import Limits, Reply, Script, Solver, Solvers
from lemmata.provers import remembering
from lemmata.provers.remembering import Memory, Remembering
from lemmata.proving import Known, Session, Settings

UNSAT = Script("(declare-const x Int)(assert (< x x))(check-sat)")
SAT = Script("(declare-const x Int)(assert (< x 3))(check-sat)", ("x",))
ENDLESS = Script("(declare-const x Int)(assert (= (* x x x) 114))(check-sat)")
SOURCE = '''
def f(n: int) -> int:
    """post: __return__ > n"""
    return n + 1


def g(n: int) -> int:
    """post: __return__ >= n + 2"""
    return f(f(n))
'''


class Dead(Remembering):
    """Solvers that can only remember."""

    def _child(self, solver: Solver) -> None:  # type: ignore[override]
        raise AssertionError("a solver was started")


def entries(folder: Path) -> list[Path]:
    """The files of the cache."""
    return sorted(path for path in folder.rglob("*") if len(path.name) == 64)


def both(solvers: Solvers, scripts: Sequence[Script]) -> list[tuple[str, ...]]:
    """What each solver says to each script."""
    return [tuple(reply.status for reply in said) for said in solvers.solve_both(scripts).values()]


def judged(folder: Path | None, source: str = SOURCE) -> tuple[list[Judgement], Known]:
    """The judgements about ``f`` and ``g``, with this cache."""
    module, known = read_source(source, "task.py"), Known()
    program = parse_program(module)
    with Session(Settings(provers=("smt",), cache=folder)) as session:
        return [session.judge(module, program, name, known) for name in "fg"], known


def test_an_answer_is_found_again_without_a_solver(tmp_path: Path) -> None:
    """Unsat and unknown come back as they were, reason and units included."""
    tight = Limits(z3_rlimit=1000, cvc5_rlimit=1000)
    with Remembering(tight, Memory(tmp_path)) as first:
        said = first.solve_both([UNSAT, ENDLESS])
        assert first.hits == 0
    with Dead(tight, Memory(tmp_path)) as second:
        assert second.solve_both([UNSAT, ENDLESS]) == said
        assert second.hits == 4
    assert entries(tmp_path)


def test_the_assertions_that_z3_used_come_back_too(tmp_path: Path) -> None:
    """An unsat that was asked for its core is not one that was not."""
    text = (
        "(set-option :produce-unsat-cores true)(declare-const x Int)"
        "(assert (! (< x 1) :named a))(assert (! (> x 9) :named b))(check-sat)"
    )
    script = Script(text, core=True)
    with Remembering(None, Memory(tmp_path)) as first:
        (said,) = first.solve([script], Solver.Z3)
        assert sorted(said.values[0].strip("()").split()) == ["a", "b"]
        first.solve([Script(text)], Solver.Z3)
        assert first.hits == 0
    with Dead(None, Memory(tmp_path)) as second:
        assert second.solve([script], Solver.Z3) == (said,)


def test_what_this_session_solved_is_no_hit(tmp_path: Path) -> None:
    """The same question twice in one run was solved in that run."""
    with Remembering(None, Memory(tmp_path)) as solvers:
        solvers.solve_both([UNSAT, UNSAT])
        solvers.solve_both([UNSAT])
        assert solvers.hits == 0
    with Dead(None, Memory(tmp_path)) as later:
        later.solve_both([UNSAT])
        assert later.hits == 2


def test_what_could_refute_is_never_kept(tmp_path: Path) -> None:
    """A model is asked for again each time: only a solver's own model is ever replayed."""
    for _ in range(2):
        with Remembering(None, Memory(tmp_path)) as solvers:
            replies = solvers.solve_both([SAT])
            assert [known.status for (known,) in replies.values()] == ["sat", "sat"]
            assert solvers.hits == 0


def test_what_the_clock_or_memory_ended_is_never_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another run may say more, so nothing is remembered of this one."""
    replies = [Reply("unknown", "wall limit", is_late=True), Reply("unknown", "memory limit")]
    monkeypatch.setattr(Solvers, "solve", lambda *_, **__: (replies.pop(),))
    with Remembering(None, Memory(tmp_path)) as solvers:
        for _ in range(2):
            solvers.solve([UNSAT], Solver.Z3)
        assert solvers.hits == 0


@pytest.mark.parametrize(
    "other", [Limits(z3_rlimit=9, cvc5_rlimit=9), Limits(seed=1)], ids=["units", "seed"]
)
def test_other_limits_are_another_question(other: Limits, tmp_path: Path) -> None:
    """More units may decide what fewer did not; another seed may too."""
    with Remembering(None, Memory(tmp_path)) as solvers:
        solvers.solve_both([UNSAT])
        solvers.limits = other
        solvers.solve_both([UNSAT])
        assert solvers.hits == 0


@pytest.mark.parametrize("part", ["_files", "_speakers"])
def test_another_solver_or_another_lemmata_is_another_question(
    part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An upgrade of either makes every entry useless."""
    with Remembering(None, Memory(tmp_path)) as solvers:
        solvers.solve_both([UNSAT])
        monkeypatch.setattr(remembering, part, lambda *_: "another")
        solvers.solve_both([UNSAT])
        assert solvers.hits == 0


@pytest.mark.parametrize("garbage", [b"", b"unsat", b"\xff\n\xff", b"0" * 64 + b'\n["unsat","",0]'])
def test_damaged_entries_are_ignored_with_a_note(garbage: bytes, tmp_path: Path) -> None:
    """They are asked again, and then mended."""
    with Remembering(None, Memory(tmp_path)) as solvers:
        solvers.solve_both([UNSAT])
    for path in entries(tmp_path):
        path.write_bytes(garbage)
    with Remembering(None, Memory(tmp_path)) as solvers:
        assert both(solvers, [UNSAT]) == [("unsat",), ("unsat",)]
        assert solvers.hits == 0
        assert bool(solvers.memory.notes) == bool(garbage)
    with Dead(None, Memory(tmp_path)) as again:
        assert both(again, [UNSAT]) == [("unsat",), ("unsat",)]


def test_an_entry_moved_to_another_question_is_foreign(tmp_path: Path) -> None:
    """An answer belongs to its question: renaming its file does not make it another's answer."""
    memory = Memory(tmp_path)
    memory.keep("a" * 64, "text")
    (tmp_path / "bb").mkdir()
    (tmp_path / "aa" / ("a" * 64)).rename(tmp_path / "bb" / ("b" * 64))
    assert memory.recall("b" * 64) is None
    assert len(memory.notes) == 1


def test_a_cache_of_another_machine_is_worth_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Entries that another key made are ignored: a repository cannot bring its own proofs."""
    Memory(tmp_path).keep("a" * 64, "text")
    assert Memory(tmp_path).recall("a" * 64) == "text"
    monkeypatch.setattr(remembering, "_key", lambda: b"k" * 32)
    assert Memory(tmp_path).recall("a" * 64) is None


def test_a_cache_that_cannot_be_used_is_noted_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file in its place, or a key that cannot be kept: the solvers answer."""
    (tmp_path / "file").write_text("")

    def no_key() -> bytes:
        raise OSError("no home")

    with Remembering(None, Memory(tmp_path / "file")) as solvers:
        assert both(solvers, [UNSAT]) == [("unsat",), ("unsat",)]
        assert len(solvers.memory.notes) == 1
    monkeypatch.setattr(remembering, "_key", no_key)
    with Remembering(None, Memory(tmp_path / "cache")) as solvers:
        assert both(solvers, [UNSAT]) == [("unsat",), ("unsat",)]
        assert ["no home" in note for note in solvers.memory.notes] == [True]
    assert not (tmp_path / "cache").exists()


def test_two_that_keep_an_answer_at_once_do_not_meet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each writes a draft of its own, whatever numbers their processes and threads have."""
    write = Path.write_bytes

    def met(path: Path, data: bytes) -> int:
        monkeypatch.setattr(Path, "write_bytes", write)
        written = write(path, data)
        Memory(tmp_path).keep("a" * 64, "text")
        return written

    memory = Memory(tmp_path)
    monkeypatch.setattr(Path, "write_bytes", met)
    memory.keep("a" * 64, "text")
    assert (memory.recall("a" * 64), memory.notes) == ("text", [])
    assert [path.name for path in (tmp_path / "aa").iterdir()] == ["a" * 64]


def test_two_that_make_the_key_at_once_have_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first to put it in its place wins; a key that changed would make entries foreign."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    link, keys = os.link, list[bytes]()

    def met(source: Path, target: Path) -> None:
        monkeypatch.setattr(os, "link", link)
        keys.append(remembering._key.__wrapped__())
        link(source, target)

    monkeypatch.setattr(os, "link", met)
    keys.append(remembering._key.__wrapped__())
    assert keys[0] == keys[1] == (tmp_path / "lemmata" / "cache.key").read_bytes()
    assert len(list((tmp_path / "lemmata").iterdir())) == 1


def test_the_key_has_one_place_wherever_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A relative $XDG_STATE_HOME would mean a key for each folder: it counts as none."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_STATE_HOME", "state")
    monkeypatch.chdir(tmp_path)
    remembering._key.__wrapped__()
    assert (tmp_path / "home" / ".local" / "state" / "lemmata" / "cache.key").is_file()
    assert not (tmp_path / "state").exists()


def test_a_user_without_a_home_has_no_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a container a user may be a number alone: that is noted, and the solvers answer."""

    def nowhere() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.setattr(Path, "home", nowhere)
    monkeypatch.setattr(remembering, "_key", remembering._key.__wrapped__)
    memory = Memory(tmp_path)
    memory.keep("a" * 64, "text")
    assert memory.recall("a" * 64) is None
    assert ["home directory" in note for note in memory.notes] == [True]


def test_judgements_say_when_they_come_from_the_cache(tmp_path: Path) -> None:
    """So does the judgement of a caller whose callee's proof came from there."""
    (first, _), _ = judged(tmp_path)
    assert (first.verdict, first.cached) == (Verdict.PROVED, False)
    again, _ = judged(tmp_path)
    assert [known.verdict for known in again] == [Verdict.PROVED] * 2
    assert [known.cached for known in again] == [True, True]
    changed = SOURCE.replace("return f(f(n))", "return f(1 + f(n) - 1)")
    (callee, caller), _ = judged(tmp_path, changed)
    assert (callee.cached, caller.cached) == (True, True)


def test_checking_asks_no_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`check` solves with solvers that remember nothing, whatever stands in the cache."""
    module, (_, known) = read_source(SOURCE, "task.py"), judged(None)
    with Solvers() as fresh:
        folder = write_certificate(tmp_path / "g", module, "g", known.evidence, fresh)

    def forbidden(*_: object) -> None:
        raise AssertionError("the cache was looked at")

    monkeypatch.setattr(Memory, "recall", forbidden)
    assert check(folder).ok


def test_certificates_are_solved_anew(tmp_path: Path) -> None:
    """Evidence from the cache is not sealed, and solvers that remember seal nothing."""
    judged(tmp_path / "cache")
    _, known = judged(tmp_path / "cache")
    module = read_source(SOURCE, "task.py")
    assert all(evidence.cached for evidence in known.evidence.values())
    with Dead(None, Memory(tmp_path / "cache")) as dead, pytest.raises(CertificateError):
        certificate_files(module, "g", known.evidence, dead)
    with Solvers() as fresh:
        folder = write_certificate(tmp_path / "g", module, "g", known.evidence, fresh)
        assert fresh.pids()
    assert check(folder).ok
