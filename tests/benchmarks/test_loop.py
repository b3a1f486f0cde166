"""The benchmark of the loop: the same draws with feedback and without, and no wrong proof."""

import json

import pytest

from benchmarks import loop
from lemmata.contracts.attempts import Budget, Requirement, RequirementKind, Turn
from lemmata.contracts.bodies import body_of
from lemmata.contracts.reading import read_module
from lemmata.contracts.verdicts import Judgement, Verdict
from lemmata.search import Ways, replayer

SMALL = ["--only", "basic_011.py", "--mutants", "6", "--seeds", "4", "--curve", "0,1"]


def test_feedback_wins(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """On one small task: fewer proposals with feedback, every search proved, nothing wrong."""
    monkeypatch.setattr("sys.argv", ["loop.py", *SMALL, "--edit-seeds", "0"])
    assert loop.main() == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["tasks"], report["left_out"], report["wrong"]) == (1, {}, [])
    without, obeying = report["obeying"]["0.0"], report["obeying"]["1.0"]
    assert obeying["proposals_mean"] < without["proposals_mean"]
    assert without["not_sure_share"] == obeying["not_sure_share"] == 0
    assert report["ratio_without_to_with"]["ratio"] > 1
    assert {goal["figure"]: goal["met"] for goal in report["goals"]}["wrong proofs"]


def test_who_obeys_proposes_nothing_that_a_learned_input_refutes() -> None:
    """The one difference between the ways is whether a draw is run on what was learned."""
    module = read_module(loop.FOLDER / "basic_011.py")
    name, right = "last_digit", body_of(module, "last_digit")
    replay = replayer(module, name)
    pool = ("return 0\n", "return n\n", "return n % 9\n")
    nobody = Judgement(name, Verdict.FAILED)
    task = loop.Task(name, module, right, pool, (), lambda *_: nobody, Ways(), replay)
    choices = loop.Choices(0.5, 3, 40, 1, 9, 1.0, (0.0, 1.0), 2, 0)
    learned = (Requirement(RequirementKind.EXAMPLE, "", (("n", 19),)),)
    drawn = {}
    for obeys in (0.0, 1.0):
        propose = loop._drawing(task, choices, obeys, 0)
        said = [propose(Turn(learned), Budget()) for _ in range(20)]
        drawn[obeys] = {getattr(one, "body", "") for one in said}
    assert drawn[0.0] == {right, *pool}
    assert drawn[1.0] == {right}
