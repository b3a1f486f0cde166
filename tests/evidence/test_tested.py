"""Lemmas that are only tested: what they say, and every way to pass one off as something else."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lemmata.contracts.errors import CertificateError, ComponentError
from lemmata.contracts.gating import GateOutcome
from lemmata.contracts.reading import read_source
from lemmata.contracts.verdicts import Judgement, Verdict
from lemmata.evidence import CheckReport, check
from lemmata.evidence.folders import SUMS, digest, read_folder, write_folder
from lemmata.evidence.manifest_reading import read_manifest
from lemmata.evidence.tested import Trial, trial_files
from lemmata.gates import Policies, Submission, Toolbox, judge
from lemmata.gates.accepting import Open, trial_of
from lemmata.gates.policy import Policy
from lemmata.gates.retesting import Retesting
from lemmata.gates.submitting import golden_rows
from tests.evidence.building import BASE, TOP, Files, task, told

SOURCE = '''\
from icontract import ensure, require


@require(lambda text: len(text) < 9)
@ensure(lambda text, result: result >= 0)
def number(text: str) -> int:
    """The number that is written there; 0 where none is.

    >>> number("12")
    12
    """
    try:
        return abs(int(text))
    except ValueError:
        return 0
'''
GOLDEN = (
    '{"input": {"text": "7"}, "expected": 7, "split": "train"}\n'
    '{"input": {"text": "x"}, "expected": 0, "split": "held-out"}\n'
)
POLICY = Policy(accept="tested", execution=replace(Policy().execution, inputs=8))
UNSUPPORTED = Judgement("number", Verdict.UNSUPPORTED, reason="t.py:13: try is not modelled")
Change = Callable[[Files, dict[str, Any]], None]


@pytest.fixture(scope="module")
def box() -> Iterator[Toolbox]:
    """One warm sandbox."""
    with Toolbox() as made:
        yield made


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A golden set on disk."""
    file = tmp_path_factory.mktemp("golden") / "golden.jsonl"
    file.write_text(GOLDEN)
    return file


def opened(box: Toolbox, source: str, name: str, golden: Path | None = None) -> Open:
    """A body with what the gates that need no other tool say of it."""
    rows = golden_rows(Policies(default=POLICY), name, golden)
    submission = Submission.of("t.py", source, name, POLICY, rows)
    asked = ("security", "execution", "accuracy")
    results = judge(submission, box.tools(), asked=asked)
    return Open(submission, results, replace(UNSUPPORTED, function=name))


def sealable(box: Toolbox, source: str, name: str, golden: Path | None = None) -> Trial:
    """What holds it up."""
    trial = trial_of(opened(box, source, name, golden), box.tools(), golden)
    assert isinstance(trial, Trial)
    return trial


@pytest.fixture(scope="module")
def lemma(tmp_path_factory: pytest.TempPathFactory, box: Toolbox, golden: Path) -> Path:
    """The sealed folder; tests that change it forge a copy."""
    files = trial_files(
        read_source(SOURCE, "t.py"), "number", sealable(box, SOURCE, "number", golden)
    )
    files["ledger.json"] = b'{"strength": "tested"}'
    return write_folder(tmp_path_factory.mktemp("tested") / "number.lemma", files)


def forged(lemma: Path, target: Path, change: Change, *, digests: bool = True) -> Path:
    """A copy that was changed, and all of whose digests were made to agree."""
    files = read_folder(lemma)
    del files[SUMS]
    manifest = json.loads(files["manifest.json"])
    change(files, manifest)
    if digests:
        manifest["source"] = digest(files["source.py"])
        manifest["policy"] = digest(files["policy.json"])
        manifest["runs"]["sha256"] = digest(files["runs.jsonl"])
    files["manifest.json"] = (json.dumps(manifest, indent=1) + "\n").encode()
    return write_folder(target / "number.lemma", files)


def checked(box: Toolbox, lemma: Path, *golden: Path) -> CheckReport:
    """The report, with everything run again."""
    return check(lemma, retest=Retesting(box.tools(), golden))


def test_it_says_tested_and_nothing_else(lemma: Path, box: Toolbox, golden: Path) -> None:
    """Run again it is `tested`: never ok, no assurance, and no word of a proof in its files."""
    report = checked(box, lemma)
    assert (report.state, report.ok, report.assurance, report.problems) == (
        "tested",
        False,
        None,
        (),
    )
    assert report.again == ("security", "execution")
    assert "give it by --golden (2 rows" in report.notes[0]
    again = checked(box, lemma, golden)
    assert (again.state, again.notes) == ("tested", ())
    assert again.again[-1] == "accuracy"
    manifest = json.loads((lemma / "manifest.json").read_text())
    assert manifest["strength"] == "tested"
    assert manifest["reason"] == "source.py:13: try is not modelled"
    assert manifest["open"] == ["result >= 0", "no exception that is not declared"]
    assert (manifest["runs"]["examples"], manifest["runs"]["generated"]) == (1, 8)
    assert not {"assurance", "method", "functions", "obligations"} & manifest.keys()
    assert "proved" not in (lemma / "manifest.json").read_text()


def test_without_a_runner_nothing_is_said_to_run(lemma: Path) -> None:
    """The checker alone compares files, and says that it ran nothing."""
    report = check(lemma)
    assert (report.state, report.again) == ("tested", ())
    assert report.notes == ("what ran when it was sealed was not run again",)


def test_it_is_no_manifest_of_a_proof(lemma: Path) -> None:
    """Whoever reads proofs alone cannot read it."""
    with pytest.raises(CertificateError, match="not a manifest"):
        read_manifest((lemma / "manifest.json").read_bytes())


def run(files: Files, number: int, **change: str) -> None:
    """Change one line of what ran."""
    lines = files["runs.jsonl"].decode().splitlines(keepends=True)
    lines[number] = json.dumps({**json.loads(lines[number]), **change}) + "\n"
    files["runs.jsonl"] = "".join(lines).encode()


def swap(files: Files, arguments: list[str], **change: str) -> None:
    """Other arguments in the fourth line."""
    lines = files["runs.jsonl"].decode().splitlines(keepends=True)
    known = {**json.loads(lines[3]), "arguments": arguments, **change}
    files["runs.jsonl"] = "".join([*lines[:3], json.dumps(known) + "\n", *lines[4:]]).encode()


def body(old: bytes, new: bytes) -> Change:
    """Other text in the source."""

    def change(files: Files, manifest: dict[str, Any]) -> None:
        files["source.py"] = files["source.py"].replace(old, new)
        assert new in files["source.py"]

    return change


def drop(files: Files, manifest: dict[str, Any]) -> None:
    """One generated input less, counted so."""
    files["runs.jsonl"] = b"".join(files["runs.jsonl"].splitlines(keepends=True)[:-1])
    manifest["runs"]["generated"] -= 1


def weaker(files: Files, manifest: dict[str, Any]) -> None:
    """A policy that asks less than the one that the gates passed by."""
    files["policy.json"] = files["policy.json"].replace(
        b'"wall_seconds": 2.0', b'"wall_seconds": 9.0'
    )


def proof(files: Files, manifest: dict[str, Any]) -> None:
    """The fields of a proof in the place of what ran."""
    said = {name: manifest[name] for name in ("lemmata", "function", "source")}
    claim: dict[str, Any] = {
        "name": "number",
        "method": "smt",
        "assurance": "two-solvers",
        "digest": "0" * 64,
    }
    claim |= {"contract": "0" * 64, "inputs": 0, "examples": 1, "assumed": []}
    manifest.clear()
    manifest |= {"format": 1, "lemmata": said["lemmata"], "encoder": "1"}
    manifest |= {"function": "number", "method": "smt", "assurance": "two-solvers"}
    manifest |= {"source": said["source"], "prelude": "0" * 64, "functions": [claim]}
    manifest |= {"obligations": [], "versions": {"z3": "5", "cvc5": "1", "python": "3"}}
    manifest |= {"limits": {"z3_rlimit": 1, "cvc5_rlimit": 1, "wall_seconds": 1.0}}
    manifest |= {"assumptions": []}
    for name in ("runs.jsonl", "policy.json"):
        del files[name]


ATTACKS: list[tuple[str, Change, str]] = [
    ("no strength", lambda f, m: m.pop("strength"), "not a manifest"),
    ("another strength", lambda f, m: m.update(strength="two-solvers"), "not a manifest"),
    ("an assurance", lambda f, m: m.update(assurance="two-solvers"), "not a manifest"),
    ("a verdict", lambda f, m: m.update(verdict="proved"), "not a manifest"),
    ("nothing open", lambda f, m: m.update(open=[]), "what is open"),
    ("no assumption", lambda f, m: m.update(assumptions=[]), "assumptions"),
    ("another result", lambda f, m: run(f, 0, gives="13"), "line 1 is not what"),
    ("another input", lambda f, m: run(f, 3, arguments="['9']"), "no input with what came out"),
    ("an origin", lambda f, m: run(f, 3, origin="golden"), "no input with what came out"),
    ("fewer inputs", drop, "were drawn now"),
    ("more claimed", lambda f, m: m["runs"].update(generated=900), "claims 1 examples and 900"),
    ("more repeated", lambda f, m: m["runs"].update(repeated=900), "ran again on other inputs"),
    ("a weaker policy", weaker, "by other rules"),
    (
        "a policy of proofs",
        lambda f, m: f.update({"policy.json": f["policy.json"].replace(b'"tested"', b'"proved"')}),
        "does not accept",
    ),
    ("a gate left out", lambda f, m: m["gates"].pop(1), "execution gate did not pass"),
    ("a gate that failed", lambda f, m: m["gates"][1].update(outcome="failed"), "not a manifest"),
    ("no golden set", lambda f, m: m.update(golden=None), "do not go together"),
    ("fewer golden rows", lambda f, m: m["golden"].update(held_out=0), "than there are"),
    ("a ledger", lambda f, m: f.update({"ledger.json": b'{"strength": "proved"}'}), "ledger.json"),
    (
        "another body",
        body(b"return 0", b"return 1"),
        "is not what the function does",
    ),
    (
        "a wrong body",
        body(b"return 0", b"return -1"),
        "execution gate does not pass now",
    ),
    (
        "a hostile body",
        lambda f, m: f.update(
            {"source.py": f["source.py"].replace(b"return 0", b"return eval('0')")}
        ),
        "security gate does not pass now",
    ),
    (
        "another contract",
        lambda f, m: f.update(
            {"source.py": f["source.py"].replace(b"result >= 0", b"result > -1")}
        ),
        "what is open",
    ),
    (
        "an open body",
        body(SOURCE[SOURCE.index("    try") :].encode(), b"    ...\n"),
        "with a contract and a body",
    ),
    ("one more file", lambda f, m: f.update({"proofs/1.cpc": b"(assume)"}), "is no part"),
]


@pytest.mark.parametrize(("change", "said"), [a[1:] for a in ATTACKS], ids=[a[0] for a in ATTACKS])
def test_an_edited_lemma_is_broken(
    lemma: Path, tmp_path: Path, box: Toolbox, change: Change, said: str
) -> None:
    """With every digest made to agree, it is found out by what is derived and run again."""
    report = checked(box, forged(lemma, tmp_path, change))
    assert report.state == "broken"
    assert said in told(report)


def test_the_fields_of_a_proof_need_a_proof(lemma: Path, tmp_path: Path, box: Toolbox) -> None:
    """A whole manifest of a proof, well written, in its place: the proof is missing."""
    report = checked(box, forged(lemma, tmp_path, proof, digests=False))
    assert (report.state, report.tested, report.assurance) == ("broken", None, None)
    assert "try is outside the provable language" in told(report)


def test_golden_scores_are_scored_again(
    lemma: Path, tmp_path: Path, box: Toolbox, golden: Path
) -> None:
    """With its golden set, a score that is not its own is a problem; another set is no help."""

    def score(files: Files, manifest: dict[str, Any]) -> None:
        manifest["gates"][2]["scores"][0]["right"] = 0

    assert "the scores are not those" in told(checked(box, forged(lemma, tmp_path, score), golden))
    other = tmp_path / "other.jsonl"
    other.write_text(GOLDEN.replace("7,", "8,"))
    report = checked(box, lemma, other)
    assert (report.again, len(report.notes)) == (("security", "execution"), 1)
    assert "accuracy" in checked(box, lemma, other, golden).again


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (None, ""),
        (lambda f, m: run(f, 0, gives="13"), "line 1 is not what"),
        (lambda f, m: swap(f, ["'9'", "1"]), "more or fewer arguments"),
        (lambda f, m: swap(f, ["'123456789'"]), "outside the precondition"),
        (body(b"return 0", b"return -1"), "does not pass now"),
    ],
)
def test_a_lemma_of_another_version_runs_on_its_own_inputs(
    lemma: Path, tmp_path: Path, box: Toolbox, change: Change | None, said: str
) -> None:
    """Inputs that are drawn otherwise by now break nothing: those that stand there are run."""

    def older(files: Files, manifest: dict[str, Any]) -> None:
        manifest["lemmata"] = "0.0.9"
        swap(files, ["'7'"], gives="7")
        if change is not None:
            change(files, manifest)

    report = checked(box, forged(lemma, tmp_path, older))
    assert report.state == ("broken" if said else "tested")
    assert said in told(report)
    assert "were run as they stand" in report.notes[0] or said


def test_a_proof_and_what_is_tested_do_not_turn_into_each_other(
    certificates: Path, tmp_path: Path, box: Toolbox
) -> None:
    """A proof whose manifest says tested is broken while it holds a proof, and tested without."""
    source = (certificates / "digit" / "source.py").read_text()
    trial = sealable(box, source, "digit")
    files = trial_files(read_source(source, "t.py"), "digit", trial)
    both = {**read_folder(certificates / "digit"), **files}
    del both[SUMS]
    report = checked(box, write_folder(tmp_path / "both" / "digit.lemma", both))
    assert report.state == "broken"
    assert "is no part of the certificate" in told(report)
    downgraded = write_folder(tmp_path / "down" / "digit.lemma", files)
    assert (checked(box, downgraded).state, checked(box, downgraded).ok) == ("tested", False)
    manifest = (certificates / "digit" / "manifest.json").read_bytes()
    back = {**files, "manifest.json": manifest}
    report = checked(box, write_folder(tmp_path / "back" / "digit.lemma", back))
    assert report.state == "broken"


def test_nothing_is_built_on_it(copied: Path, box: Toolbox) -> None:
    """Not by a file that imports it, and not down a chain that was forged to name it."""
    files = trial_files(read_source(BASE, "base.py"), "digit", sealable(box, BASE, "digit"))
    shutil.rmtree(copied / "digit.lemma")
    write_folder(copied / "digit.lemma", files)
    with pytest.raises(ComponentError, match=r"digit\.lemma is only tested: a proof builds"):
        task(copied, TOP)

    def rename(below: str) -> Change:
        def change(files: Files, manifest: dict[str, Any]) -> None:
            sha256 = digest((copied / below / "manifest.json").read_bytes())
            manifest["components"][0]["manifest"] = sha256

        return change

    for name, below in (("twice", "digit.lemma"), ("last", "twice.lemma")):
        files = read_folder(copied / f"{name}.lemma")
        del files[SUMS]
        manifest = json.loads(files["manifest.json"])
        rename(below)(files, manifest)
        files["manifest.json"] = (json.dumps(manifest, indent=1) + "\n").encode()
        write_folder(copied / f"{name}.lemma", files)
        report = checked(box, copied / f"{name}.lemma")
        assert report.state == "broken"
        assert "digit.lemma is only tested" in told(report)


def test_an_input_that_another_body_showed_counts(box: Toolbox) -> None:
    """What is wrong on an input that the search learned is not tested, whatever else ran."""
    wrong = SOURCE.replace("abs(int(text))", "abs(int(text)) if int(text) * 7 != 613578 else -1")
    known = opened(box, wrong, "number")
    assert isinstance(trial_of(known, box.tools(), None, [(("text", "7"),)]), Trial)
    said = trial_of(known, box.tools(), None, [(("text", "7"),), (("text", "87654"),)])
    assert isinstance(said, str)
    assert "87654" in said


def test_what_was_not_tested_is_not_sealed(box: Toolbox, golden: Path) -> None:
    """No pass, no input, no types, a refutation or a proof: a reason, or an error, and no lemma."""
    known = opened(box, SOURCE, "number", golden)

    def why(changed: Open) -> str:
        said = trial_of(changed, box.tools(), golden)
        assert isinstance(said, str)
        return said

    for verdict in (Verdict.REFUTED, Verdict.FAILED, Verdict.PROVED):
        judgement = replace(UNSUPPORTED, verdict=verdict)
        assert why(replace(known, judgement=judgement)) == f"it is {verdict.value}"
    proofs = replace(known.submission, policy=replace(POLICY, accept="proved"))
    assert "proofs alone" in why(replace(known, submission=proofs))
    for outcome in (GateOutcome.FAILED, GateOutcome.BROKEN):
        results = (replace(known.results[0], outcome=outcome), *known.results[1:])
        assert "did not pass" in why(replace(known, results=results))
    assert "nothing ran" in why(replace(known, results=known.results[:1]))
    assert "was not scored" in why(replace(known, results=known.results[:2]))
    none = replace(POLICY, execution=replace(POLICY.execution, inputs=0))
    unrun = replace(known, submission=replace(known.submission, policy=none))
    assert "no generated input ran" in why(unrun)
    unwritten = '\n\ndef rest(text: str) -> int:\n    """post: __return__ == 0"""\n    {}\n'
    for rest, said in [("return hole()", "rest has a hole"), ("...", "rest has no body")]:
        text = "from lemmata import hole\n" + SOURCE.replace("return ", "return rest(text) or ", 1)
        sketch = Submission.of("t.py", text + unwritten.format(rest), "number", POLICY)
        assert said in why(replace(known, submission=sketch))
    floats = SOURCE.replace("text: str", "text: float").replace("len(text)", "text")
    typed = Submission.of("t.py", floats, "number", POLICY)
    assert "outside the language" in why(replace(known, submission=typed))
    trial = sealable(box, SOURCE, "number")
    module = read_source(SOURCE, "t.py")
    for judgement in (
        replace(UNSUPPORTED, verdict=Verdict.REFUTED),
        replace(UNSUPPORTED, verdict=Verdict.PROVED),
    ):
        with pytest.raises(CertificateError, match="is not merely tested"):
            trial_files(module, "number", replace(trial, judgement=judgement))
    with pytest.raises(CertificateError, match="nothing was tested"):
        trial_files(module, "number", replace(trial, gates=trial.gates[:1]))
