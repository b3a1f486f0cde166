"""Rules proved, their proofs written, and checked again from the files alone."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lemmata.cli.main import main
from lemmata.cli.shapes import OUTPUTS
from lemmata.rules.verifier import checking, source, symbolic
from lemmata.rules.verifier.checking import AskedSolvers, check, solvers_when_asked

RULES = '''
"""Two rules."""

from dataclasses import dataclass
from enum import Enum

from icontract import require


class Reason(Enum):
    """Why an answer ended."""

    STOP = 1
    LENGTH = 2
    TOOL = 3


@dataclass(frozen=True)
class Change:
    """What is written."""

    retry: bool
    factor: int | None = None


@require(lambda attempts: 0 <= attempts <= 9)
def retry(reason: Reason, attempts: int, thinking: bool) -> Change | None:
    """Ask again."""
    if reason is Reason.LENGTH and attempts < 4:
        return Change(True, 4 if thinking else None)
    return None


@require(lambda used, size: 0 <= used < 2**40 and 1 <= size <= 1000)
def compact(used: int, size: int, last: Reason) -> Change | None:
    """Make room."""
    if used >= 900_000 and size > 3:
        return Change(False, 2) if last is Reason.TOOL else Change(False)
    return None
'''


@pytest.fixture(scope="module")
def solvers() -> Iterator[AskedSolvers]:
    """Both solvers, warm."""
    with solvers_when_asked() as asked:
        yield asked


@pytest.fixture(scope="module")
def proved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the rule file and the proofs of its rules."""
    folder = tmp_path_factory.mktemp("rules")
    (folder / "rules.py").write_text(RULES)
    assert main(["rules", "prove", str(folder / "rules.py"), "-o", str(folder)]) == 0
    return folder


@pytest.fixture
def copy(proved: Path, tmp_path: Path) -> Path:
    """A copy to break."""
    return Path(shutil.copytree(proved, tmp_path / "copy"))


def test_small_and_wide_rules_are_proved(proved: Path, solvers: AskedSolvers) -> None:
    """60 inputs by running the rule, 2**40 times 3,000 by both solvers; networks by both ways."""
    small = check(proved / "retry.rule", solvers)
    assert (small.ok, small.inputs, small.assurance) == (True, 60, "exhaustive")
    assert {one.claim: one.method for one in small.found} == {
        "source": "digest",
        "partition": "counting",
        "rule": "exhaustive",
        "network": "exhaustive",
        "sums": "bound",
        "machine": "diagrams",
    }
    wide = check(proved / "compact.rule", solvers)
    assert (wide.ok, wide.inputs, wide.assurance) == (True, 3000 * 2**40, "two-solvers")
    assert {one.method for one in wide.found if one.claim == "network"} == {"diagrams"}


def edit(path: Path, old: str, new: str) -> None:
    """The file with one text replaced."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def said(folder: Path, solvers: AskedSolvers) -> str:
    """All that a check finds wrong."""
    report = check(folder, solvers)
    assert not report.ok
    return "; ".join(
        [*report.problems, *(f"{f.claim}: {f.problem}" for f in report.found if f.problem)]
    )


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("lemmata-rule-proof: 1", "lemmata-rule-proof: 2", "no `lemmata-rule-proof: 1`"),
        ("rule: retry", "rule: compact", "means something else"),
        ("inputs: 60", "inputs: 61", "product of the fields"),
        ("high: 9", "high: 8", "out of its values"),
        ("- 0..3", "- 0..4", "partition"),
        ("- Reason.TOOL\n", "- Reason.TOO\n", ""),
        ("retry: 'True'", "retry: 'False'", "no such output"),
        ("factor: '4'", "{}", ""),
        ("  - '4'\n", "  - 4 or True\n", "no value as Python writes it"),
        ("  - '4'\n", "  - None\n", "no value as Python writes it"),
        ("bound: ", "bound: 1", "sums reach"),
        ("  - int8\n", "", "sums"),
        ("method: counting", "method: sampling", "not found again"),
        ("- claim: machine\n  method: diagrams\n  count: 60\n", "", "does not claim machine"),
        ("versions:", "extra: 1\nversions:", "unknown part 'extra'"),
    ],
)
def test_a_changed_proof_does_not_hold(
    old: str, new: str, wrong: str, copy: Path, solvers: AskedSolvers
) -> None:
    """What is edited in proof.yaml is seen, each by what it makes untrue."""
    edit(copy / "retry.rule" / "proof.yaml", old, new)
    assert wrong in said(copy / "retry.rule", solvers)


def test_rows_that_say_something_else_are_refuted_with_an_input(
    copy: Path, solvers: AskedSolvers
) -> None:
    """A row with another decision: the rule is run, and the network told apart, by one input."""
    text = (copy / "retry.rule" / "proof.yaml").read_text()
    assert "factor: '4'" in text
    edit(copy / "retry.rule" / "proof.yaml", "    factor: '4'\n", "")
    found = said(copy / "retry.rule", solvers)
    assert "rule: for retry(Reason.LENGTH, 0, True)" in found
    assert "network: the network decides otherwise for reason=Reason.LENGTH" in found
    assert "machine: the machine decides otherwise for reason=Reason.LENGTH" in found


def test_solvers_refute_rows_of_wide_rules(copy: Path, solvers: AskedSolvers) -> None:
    """A guard moved by one in 2**40 values is refuted by an input."""
    proof = copy / "compact.rule" / "proof.yaml"
    text = proof.read_text()
    proof.write_text(text.replace("..899999", "..900000").replace("900000..", "900001.."))
    report = check(copy / "compact.rule", solvers)
    rule = next(one for one in report.found if one.claim == "rule")
    assert "900000" in rule.problem
    network = next(one for one in report.found if one.claim == "network")
    assert "used=900000" in network.problem


def test_wide_rules_with_loops_are_unknown(tmp_path: Path) -> None:
    """Of a loop the solvers see too little: no proof, no refutation, and nothing written."""
    text = """from icontract import require


@require(lambda n: 0 <= n <= 10**6)
def loops(n: int) -> int:
    total = 0
    for i in range(2):
        total += 1 if n > 500 * i else 0
    return total
"""
    (tmp_path / "rules.py").write_text(text)
    assert main(["rules", "prove", str(tmp_path / "rules.py"), "-o", str(tmp_path)]) == 2
    assert [one.name for one in tmp_path.iterdir()] == ["rules.py"]


def test_a_proof_of_another_source_does_not_hold(copy: Path, solvers: AskedSolvers) -> None:
    """Another meaning is refused; another text with the same meaning is noted."""
    rules = copy / "rules.py"
    edit(rules, '"""Ask again."""', '"""Ask once more."""  # a comment')
    report = check(copy / "retry.rule", solvers)
    assert report.ok
    assert "text" in report.notes[0]
    edit(rules, "attempts < 4", "attempts < 5")
    assert "means something else" in said(copy / "retry.rule", solvers)
    assert check(copy / "compact.rule", solvers).ok
    rules.unlink()
    assert "cannot be read" in said(copy / "retry.rule", solvers)


@pytest.mark.parametrize("name", ["network.safetensors", "machine.safetensors"])
def test_changed_files_are_seen(name: str, copy: Path, solvers: AskedSolvers) -> None:
    """One byte of a tensor changed breaks the digest; with the digest mended, the claim."""
    path = copy / "retry.rule" / name
    data = bytearray(path.read_bytes())
    data[-8] ^= 1
    path.write_bytes(bytes(data))
    assert "was changed" in said(copy / "retry.rule", solvers)
    (copy / "retry.rule" / name).unlink()
    assert "cannot be read" in said(copy / "retry.rule", solvers)


def test_a_limit_leaves_a_claim_open(
    proved: Path, solvers: AskedSolvers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is too large to decide is undecided, and neither proved nor broken."""
    monkeypatch.setattr(symbolic, "MOST_NODES", 5)
    report = check(proved / "compact.rule", solvers)
    assert not report.ok
    assert all(one.undecided for one in report.found if one.problem)
    assert main(["rules", "check", str(proved / "compact.rule")]) == 2


def test_both_ways_agree_on_a_rule(
    proved: Path, solvers: AskedSolvers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The small rule is proved by the solvers too, where running it is not allowed."""
    monkeypatch.setattr(source, "MOST_RUNS", 10)
    monkeypatch.setattr(checking, "MOST_RUNS", 10)
    report = check(proved / "retry.rule", solvers)
    rule = next(one for one in report.found if one.claim == "rule")
    assert (rule.method, rule.problem) == ("two-solvers", "")


def shaped(command: str, text: str) -> dict[str, Any]:
    """What was printed, which has the published shape."""
    OUTPUTS[command].model_validate_json(text)
    body: dict[str, Any] = json.loads(text)
    return body


def test_the_command_line(proved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit codes and JSON of prove and check; a refusal leaves nothing on disk."""
    one = f"{proved / 'rules.py'}::retry"
    assert main(["rules", "prove", one, "--json"]) == 0
    (result,) = shaped("rules prove", capsys.readouterr().out)["results"]
    assert (result["verdict"], result["constructed"], result["inputs"]) == ("proved", True, 60)
    assert main(["rules", "check", str(proved), "--json"]) == 0
    results = shaped("rules check", capsys.readouterr().out)["results"]
    assert [(known["rule"], known["ok"]) for known in results] == [
        ("compact", True),
        ("retry", True),
    ]
    assert main(["rules", "prove", f"{proved / 'rules.py'}::none"]) == 3
    assert main(["rules", "check", str(tmp_path)]) == 3
    impure = tmp_path / "impure.py"
    impure.write_text("import time\n\n\ndef late(a: bool) -> bool:\n    return time.time() > 0\n")
    capsys.readouterr()
    assert main(["rules", "prove", str(impure), "-o", str(tmp_path / "out")]) == 3
    assert "'time'" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_rules_without_inputs_and_with_one_row(tmp_path: Path) -> None:
    """A rule of no parameter has one input; a docstring that looks like an import is none."""
    text = '''"""A page that begins
from here.
"""

from typing import Literal

from icontract import require


def always() -> Literal["go"]:
    return "go"


@require(lambda n: -(2**64) <= n <= 2**64)
def constant(n: int) -> int:
    return -3
'''
    (tmp_path / "rules.py").write_text(text)
    assert main(["rules", "prove", str(tmp_path / "rules.py"), "-o", str(tmp_path)]) == 0
    assert main(["rules", "check", str(tmp_path)]) == 0


def test_a_hook_sees_the_proofs_of_a_rule_file(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With --changed a Python file stands for its proofs; one without any is left out."""
    (copy / "other.py").write_text("x = 1\n")
    assert main(["rules", "check", "--changed", str(copy / "other.py")]) == 0
    assert capsys.readouterr().out == ""
    assert main(["rules", "check", "--changed", str(copy / "rules.py")]) == 0
    assert capsys.readouterr().out.count("holds") == 2
    edit(copy / "rules.py", "attempts < 4", "attempts < 5")
    assert main(["rules", "check", "--changed", str(copy / "rules.py")]) == 1


def test_proofs_are_items_of_pytest(copy: Path) -> None:
    """`pytest --lemmata` passes proofs that hold, and says what is wrong with one that does not."""
    edit(copy / "retry.rule" / "proof.yaml", "    factor: '4'\n", "")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "lemmata.pytest_plugin", "--lemmata"]
    done = subprocess.run(
        [*command, "-p", "no:cacheprovider", str(copy / "retry.rule"), str(copy / "compact.rule")],
        cwd=copy,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "1 failed, 1 passed" in done.stdout
    assert "rule: for retry(Reason.LENGTH, 0, True)" in done.stdout


@pytest.mark.filterwarnings("ignore")
def test_models_are_run_where_onnxruntime_is(
    tmp_path: Path, solvers: AskedSolvers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A model is run on every input; another is refuted; without the tool that is noted."""
    (tmp_path / "rules.py").write_text(RULES)
    target = f"{tmp_path / 'rules.py'}::retry"
    assert main(["rules", "prove", target, "-o", str(tmp_path), "--onnx"]) == 0
    folder = tmp_path / "retry.rule"
    report = check(folder, solvers)
    assert report.ok
    assert {one.claim: one.count for one in report.found}["onnx"] == 60
    monkeypatch.setitem(sys.modules, "lemmata.rules.verifier.onnx_running", None)
    report = check(folder, solvers)
    assert (report.ok, report.skipped) == (True, ("onnx",)), report
    assert "not installed" in report.notes[0]
    monkeypatch.undo()
    model = folder / "network.onnx"
    old = hashlib.sha256(model.read_bytes()).hexdigest()
    one, four = (np.array([n], "<f4").tobytes() for n in (1, -1))
    model.write_bytes(model.read_bytes().replace(one, four, 1))
    assert "network.onnx was changed" in said(folder, solvers)
    edit(folder / "proof.yaml", old, hashlib.sha256(model.read_bytes()).hexdigest())
    assert "onnx: the ONNX model decides otherwise for" in said(folder, solvers)
    edit(folder / "proof.yaml", hashlib.sha256(model.read_bytes()).hexdigest(), digest_of(b"no"))
    model.write_bytes(b"no")
    assert "network.onnx cannot be run" in said(folder, solvers)


def digest_of(data: bytes) -> str:
    """sha256 in hex."""
    return hashlib.sha256(data).hexdigest()
