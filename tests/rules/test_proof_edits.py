"""Proofs with one thing changed: whatever `rules check` says holds is what the files say."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from lemmata.cli.main import main
from lemmata.contracts.errors import CertificateError
from lemmata.rules.verifier.checking import AskedSolvers, check, solvers_when_asked
from lemmata.rules.verifier.proof import read_proof
from lemmata.rules.verifier.source import Expected, Recorded, read_rule, run_all
from lemmata.rules.verifier.stored import StoredNetwork, Unit, partial_sum_bound, read_network

RULE = '''
from icontract import ensure, require


@ensure(lambda result: result >= 0)
@require(lambda n: 0 <= n <= 3)
def half(n: int) -> int:
    """A helper with a contract, which holds."""
    return n // 2


@require(lambda n: 0 <= n <= 3)
def grade(n: int, flag: bool) -> int:
    return half(n) + 1 if flag else 0
'''
OWN = "@ensure(lambda result: result < 2)\n@require(lambda n: 0 <= n <= 3)"
MACHINE = Path(__file__).parents[2] / "examples" / "rules" / "machines" / "parentheses.yaml"


@pytest.fixture(scope="module")
def proofs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A rule's proof and a machine's."""
    folder = tmp_path_factory.mktemp("edits")
    (folder / "rules.py").write_text(RULE)
    shutil.copy(MACHINE, folder / "machine.yaml")
    assert main(["rules", "prove", str(folder / "rules.py"), "-o", str(folder)]) == 0
    assert main(["rules", "prove", str(folder / "machine.yaml"), "-o", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def asked() -> Iterator[AskedSolvers]:
    """Solvers, which none of these needs."""
    with solvers_when_asked() as solvers:
        yield solvers


@pytest.mark.parametrize("name", ["grade", "machine"])
def test_no_line_of_a_proof_can_be_changed(
    proofs: Path, tmp_path: Path, asked: AskedSolvers, name: str
) -> None:
    """A line left out, or a number or word changed, is no proof; versions alone are not known."""
    copy = tmp_path / "copy"
    shutil.copytree(proofs, copy)
    path = copy / f"{name}.rule" / "proof.yaml"
    assert check(path.parent, asked).ok
    lines = path.read_text().splitlines()
    tried = 0
    for place, line in enumerate(lines[: lines.index("versions:")]):
        head, _, last = line.rpartition(" ")
        number = last.strip("'").lstrip("-")
        changed = f"{head} {int(number) + 1}" if number.isdigit() else f"{line}q"
        for made in (changed, line.replace(":", "q:", 1), None):
            if made == line:
                continue
            kept = [] if made is None else [made]
            path.write_text("\n".join([*lines[:place], *kept, *lines[place + 1 :], ""]))
            report = check(path.parent, asked)
            assert not report.ok or report.notes, (line, made)
            tried += 1
    assert tried > 50


def test_a_unit_names_an_input_once(proofs: Path, tmp_path: Path) -> None:
    """Twice 100 is 200, which int8 does not hold: such a file is refused, not bounded by 100."""
    data = (proofs / "grade.rule" / "network.safetensors").read_bytes()
    network = read_network(proofs / "grade.rule" / "network.safetensors")
    size = 8 + int.from_bytes(data[:8], "little")
    places = [place for unit in network.layers[0][1] for place, _ in unit.weights]
    start = data.index(b"".join(p.to_bytes(8, "little") for p in places), size)
    assert len(network.layers[0][1][0].weights) > 1
    twice = data[: start + 8] + data[start : start + 8] + data[start + 16 :]
    path = tmp_path / "network.safetensors"
    path.write_bytes(twice)
    assert twice != data
    with pytest.raises(CertificateError, match="names one input twice"):
        read_network(path)


def test_a_weight_that_meets_zero_counts_for_the_bound() -> None:
    """A weight of 1,000 fits no int8, whatever it is multiplied by."""
    silent, loud = Unit(((0, 0),), -1), Unit(((0, 1000),), 0)
    network = StoredNetwork((2,), ((True, (silent,)), (False, (loud,))))
    assert partial_sum_bound(network) == 1000


@pytest.mark.parametrize("broken", ["half", "grade"])
def test_a_rule_that_breaks_a_postcondition_is_no_rule(
    tmp_path: Path, broken: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """There icontract raises, so the rule decides nothing: its own clause, or a helper's."""
    text = RULE.replace("result >= 0", "result > 0")
    if broken == "grade":
        text = RULE.replace("@require(lambda n: 0 <= n <= 3)\ndef grade", f"{OWN}\ndef grade")
    path = tmp_path / "rules.py"
    path.write_text(text)
    assert main(["rules", "prove", str(path)]) == 2
    assert "the rule meets icontract.ViolationError for n=" in capsys.readouterr().out


def test_the_verifier_itself_holds_to_contracts(proofs: Path) -> None:
    """A helper's contract is part of the meaning, though no pass looks at it."""
    path = proofs / "broken.py"
    path.write_text(RULE.replace("result >= 0", "result > 0"))
    rule = read_rule(path, "grade")
    fields = [Recorded("n", (), 0, 3), Recorded("flag", ("False", "True"), 0, -1)]
    proof = read_proof(proofs / "grade.rule")
    _, mismatch = run_all(rule, fields, Expected(proof.rows))
    assert mismatch is not None
    assert mismatch.arguments == "grade(0, True)"
    assert "ViolationError" in mismatch.rule
