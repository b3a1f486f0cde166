"""Compiling behind gates: what they refuse reaches no prover, and teaches the next attempt."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from lemmata.assembly import Choices, Compiled, accepted_of, compile_module
from lemmata.contracts.attempts import (
    Attempt,
    Budget,
    Distance,
    Exhausted,
    Proposal,
    Requirement,
)
from lemmata.contracts.errors import InputError, PolicyError
from lemmata.contracts.reading import read_module
from lemmata.contracts.verdicts import Candidate, Cost, Judgement, Verdict
from lemmata.evidence import check
from lemmata.evidence.tested import Trial
from lemmata.gates import Policies, Toolbox
from lemmata.gates.accepting import Arguments
from lemmata.gates.gating import AS_IT_STANDS, Gating
from lemmata.generators import Request
from lemmata.proving import Session, Settings
from lemmata.search import Outcome

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


CAUGHT = "try:\n    return n + 1\nexcept ValueError:\n    return n + 2"


def accepting(folder: Path, more: str = "") -> None:
    """A policy that accepts what is only tested."""
    (folder / "lemmata.toml").write_text(
        f'[default]\naccept = "tested"\nexecution.inputs = 6\n{more}'
    )


def test_what_is_only_tested_is_sealed_as_that(tmp_path: Path) -> None:
    """Where the policy accepts it: a lemma of its own strength, whose verdict stays what it was."""
    accepting(tmp_path)
    made, _, _ = compiled(tmp_path, [CAUGHT])
    (one,) = made
    assert (one.judgement.verdict, one.judgement.assurance) == (Verdict.UNSUPPORTED, None)
    assert (one.judgement.word, one.body) == ("tested", CAUGHT)
    assert one.lemma is not None
    assert one.judgement.tested is not None
    assert one.judgement.tested.lemma == str(one.lemma)
    assert check(one.lemma).state == "tested"
    assert '"strength": "tested"' in (one.lemma / "ledger.json").read_text()
    accepting(tmp_path, '[tasks.above]\naccept = "proved"\n')
    made, _, _ = compiled(tmp_path / ".", [CAUGHT])
    assert (made[0].judgement.word, made[0].lemma) == ("unknown", None)


def test_a_proof_comes_before_what_is_tested(tmp_path: Path) -> None:
    """The search goes on for a proof, and no proof is replaced by less."""
    accepting(tmp_path)
    made, _, _ = compiled(tmp_path, [CAUGHT, "return n + 1"])
    assert made[0].judgement.verdict is Verdict.PROVED
    assert made[0].lemma is not None
    assert check(made[0].lemma).state == "holds"
    made, _, _ = compiled(tmp_path, [CAUGHT])
    assert (made[0].judgement.word, made[0].judgement.tested) == ("unsupported", None)
    assert "is a proof, which stays" in made[0].judgement.notes[-1]
    assert check(tmp_path / "lemmas" / "above.lemma").state == "holds"


@pytest.mark.parametrize(
    ("body", "more", "told"),
    [
        ("return n", "", "gate"),
        (CAUGHT, '[default.security]\nkind = "activity"\ntools = []\n', "nothing ran"),
        (CAUGHT, "[default.execution]\ninputs = 0\n", "no generated input ran"),
    ],
)
def test_what_did_not_run_is_not_tested(tmp_path: Path, body: str, more: str, told: str) -> None:
    """A refuted body, one that may not run here, and one without inputs: why, and no lemma."""
    text = f'[default]\naccept = "tested"\n{more}'
    (tmp_path / "lemmata.toml").write_text(text)
    made, _, _ = compiled(tmp_path, [body])
    assert (made[0].judgement.word, made[0].lemma) == ("unknown", None)
    assert told in " ".join([*made[0].judgement.notes, made[0].judgement.reason])


def test_what_a_later_input_breaks_is_not_tested() -> None:
    """An undecided body that the input of another attempt refutes is not offered as tested."""
    unknown = Judgement("above", Verdict.UNKNOWN)
    attempts = tuple(
        Attempt(number, Candidate(body, "g"), unknown, Distance(stages, 1, 0, 3, failing))
        for number, body, stages, failing in ((1, "return n", 2, 1), (2, CAUGHT, 5, None))
    )
    outcome = Outcome(Verdict.UNKNOWN, attempts[0], attempts, "not sure", Cost())
    asked = []

    class Asked(Gating):
        """Accepts nothing, and notes what it was asked about."""

        def accepted(
            self,
            name: str,
            judgement: Judgement,
            candidate: Candidate = AS_IT_STANDS,
            learned: Sequence[Arguments] = (),
        ) -> tuple[Judgement, Trial | None]:
            """Not this one."""
            asked.append(candidate.body)
            return judgement, None

    with Toolbox() as box:
        best, _, trial = accepted_of("above", outcome, unknown, Asked(Policies(), box))
    assert (asked, best, trial) == ([CAUGHT], attempts[0], None)


CALLER = """

@ensure(lambda n, result: result > n + 1)
def more(n: int) -> int:
    return above(n) + 1
"""


def test_nothing_in_the_file_is_proved_by_what_is_tested(tmp_path: Path) -> None:
    """A caller of a tested body is tested at best, though it would follow from the contract."""
    accepting(tmp_path)
    text = TASK.replace("    ...\n", "    " + CAUGHT.replace("\n", "\n    ") + "\n")
    (tmp_path / "task.py").write_text(text + CALLER)
    errors: list[InputError] = []
    with Session(Settings(1.0)) as session:
        module = read_module(tmp_path / "task.py")
        made = list(compile_module(session, module, None, Choices(tmp_path / "l"), errors.append))
    assert [(one.judgement.function, one.judgement.word) for one in made] == [
        ("above", "tested"),
        ("more", "tested"),
    ]
    assert errors == []
