"""Compiling behind gates: what they refuse reaches no prover, and teaches the next attempt."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from lemmata.assembly import Choices, Compiled, compile_module
from lemmata.contracts.attempts import Attempt, Budget, Exhausted, Proposal, Requirement
from lemmata.contracts.errors import InputError, PolicyError
from lemmata.contracts.reading import read_module
from lemmata.contracts.verdicts import Candidate, Verdict
from lemmata.evidence import check
from lemmata.generators import Request
from lemmata.proving import Session, Settings

TASK = '''
from icontract import ensure


@ensure(lambda n, result: result > n)
def above(n: int) -> int:
    """A larger number.

    >>> above(1)
    2
    """
    ...
'''


class Script:
    """Proposes these bodies in turn, and remembers what it was told."""

    name = "script"

    def __init__(self, bodies: Sequence[str]) -> None:
        self.bodies = list(bodies)
        self.told: tuple[Requirement, ...] = ()

    def propose(self, request: Request, budget: Budget) -> Proposal:
        """The next body."""
        self.told = request.requirements
        if not self.bodies:
            return Exhausted("no more ideas")
        return Candidate(self.bodies.pop(0), self.name)


def compiled(
    folder: Path, bodies: Sequence[str], text: str = TASK
) -> tuple[list[Compiled], Script, list[InputError]]:
    """What becomes of the one open task with these candidates."""
    (folder / "task.py").write_text(text)
    script = Script(bodies)
    errors: list[InputError] = []
    with Session(Settings(1.0)) as session:
        module = read_module(folder / "task.py")
        choices = Choices(folder / "lemmas", opened=script)
        made = list(compile_module(session, module, "above", choices, errors.append))
    return made, script, errors


def tries(made: list[Compiled]) -> list[tuple[Verdict, str]]:
    """Verdict and method of each attempt."""
    attempts: tuple[Attempt, ...] = made[0].attempts
    return [(one.judgement.verdict, one.judgement.method) for one in attempts]


def test_security_comes_before_every_prover(tmp_path: Path) -> None:
    """A refused body is unsupported by its gate, its rule a requirement, and the next one wins."""
    bodies = ["eval('n')\nreturn n + 1", "return n + 1"]
    made, script, _ = compiled(tmp_path, bodies)
    assert tries(made)[0] == (Verdict.UNSUPPORTED, "gate security")
    assert made[0].judgement.verdict is Verdict.PROVED
    assert any("eval" in known.text for known in script.told)
    lemma = made[0].lemma
    assert lemma is not None
    assert check(lemma).gates == ("security", "syntax")


def test_a_policy_file_asks_every_gate(tmp_path: Path) -> None:
    """Bounds, golden rows and runs decide before any proof, and what passed is sealed."""
    (tmp_path / "lemmata.toml").write_text(
        '[default.syntax]\nnesting = 1\n[tasks.above.accuracy]\ngolden = "golden.jsonl"\n'
    )
    (tmp_path / "golden.jsonl").write_text('{"input": {"n": 7}, "expected": 8, "split": "train"}\n')
    bodies = [
        "if n > 0:\n    if n > 1:\n        return n + 1\nreturn n + 1",
        "return n",
        "return n + 1 if n != 7 else 100",
        "return n + 1",
    ]
    made, script, _ = compiled(tmp_path, bodies)
    assert tries(made)[:3] == [
        (Verdict.UNSUPPORTED, "gate syntax"),
        (Verdict.REFUTED, "gate execution"),
        (Verdict.UNKNOWN, "gate accuracy"),
    ]
    told = " ".join(known.text for known in script.told)
    assert "nests 2 deep" in told
    assert "the result must be 8" in told
    assert made[0].judgement.verdict is Verdict.PROVED
    assert made[0].lemma is not None
    passed = ("security", "syntax", "types", "execution", "accuracy")
    assert check(made[0].lemma).gates == passed


def test_a_broken_gate_ends_the_search(tmp_path: Path) -> None:
    """A plug-in that nobody offers lets nothing through: no lemma, and the reason."""
    (tmp_path / "lemmata.toml").write_text('[default]\nextra = ["nobody"]\n')
    made, _, _ = compiled(tmp_path, ["return n + 1"])
    assert made[0].judgement.verdict is Verdict.FAILED
    assert "no gate 'nobody'" in made[0].judgement.reason
    assert made[0].lemma is None


def test_a_broken_policy_is_bad_input(tmp_path: Path) -> None:
    """Nothing is compiled by a policy that nobody understands."""
    (tmp_path / "lemmata.toml").write_text("[default]\naccpt = 1\n")
    with pytest.raises(PolicyError, match="accept"):
        compiled(tmp_path, ["return n + 1"])
    (tmp_path / "lemmata.toml").write_text('[tasks.above.accuracy]\ngolden = "none.jsonl"\n')
    made, _, errors = compiled(tmp_path, ["return n + 1"])
    assert made == []
    assert "golden set cannot be read" in str(errors[0])


def test_what_is_only_tested_is_never_sealed(tmp_path: Path) -> None:
    """A policy that accepts `tested` makes no lemma of it: a lemma is proved."""
    (tmp_path / "lemmata.toml").write_text('[default]\naccept = "tested"\n')
    body = "try:\n    return n + 1\nexcept ValueError:\n    return n + 2"
    made, _, _ = compiled(tmp_path, [body])
    assert tries(made)[0][0] is Verdict.UNSUPPORTED
    assert made[0].judgement.verdict is Verdict.UNKNOWN
    assert made[0].lemma is None


def test_what_a_candidate_calls_is_proved_first(tmp_path: Path) -> None:
    """A function below the task, moved by each candidate's lines, is part of the sealed proof."""
    contract = "@ensure(lambda n, result: result == n + 1)"
    below = f"\n\n{contract}\ndef after(n: int) -> int:\n    return n + 1\n"
    bodies = ["return after(n) - 1", "m = n\n\nreturn after(m)"]
    made, _, errors = compiled(tmp_path, bodies, TASK + below)
    assert errors == []
    assert tries(made)[0][0] is Verdict.REFUTED
    lemma = made[0].lemma
    assert lemma is not None
    assert check(lemma).ok
