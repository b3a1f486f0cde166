"""`lemmata report` and `--report`: a page of results, of a lemma, or a clear error and no page."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from pydantic import ValidationError

from lemmata.cli import proof_shapes, shapes
from lemmata.cli.main import main
from lemmata.cli.shapes import ReportOutput
from lemmata.report import content, page
from tests.report.samples import as_json, sample

TASK = '''
from icontract import ensure, require


@require(lambda n: n >= 0)
@ensure(lambda n, result: result == n + 1)
def after(n: int) -> int:
    """The next."""
    ...
'''


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a lemma, the JSON of its compilation, and the page made with both."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "task.py").write_text(TASK)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        main(["compile", "task.py", "-o", "out", "--report", "new/page.html"])
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it as the working directory."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_a_compilation_writes_its_page() -> None:
    """`--report` makes the folders above, and the page has the contract, the body and the seal."""
    page = Path("new/page.html").read_text()
    for said in ("result == n + 1", "<b>return</b>", "Certificate", "check out/after.lemma"):
        assert said in page
    assert [path.name for path in Path("new").iterdir()] == ["page.html"]


@pytest.mark.usefixtures("folder")
def test_the_json_makes_the_same_page(capsys: pytest.CaptureFixture[str]) -> None:
    """What `--report` shows is in `--json`: a page made of that later is the same."""
    Path("body.py").write_text("return n")
    words = ["compile", "task.py", "-o", "out", "--generator", "hand:body.py"]
    assert main([*words, "--json", "--report", "direct.html"]) == 2
    Path("result.json").write_text(capsys.readouterr().out)
    assert main(["report", "result.json"]) == 0
    page = Path("result.html").read_text()
    assert page == Path("direct.html").read_text()
    assert "returns 0" in page
    assert capsys.readouterr().out == "result.json  1 unknown  -> result.html\n"


@pytest.mark.usefixtures("folder")
def test_prove_writes_a_page_of_a_refutation(capsys: pytest.CaptureFixture[str]) -> None:
    """`prove --report` shows the input; the exit code stays that of the verdict."""
    Path("task.py").write_text(TASK.replace("...", "return n"))
    assert main(["prove", "task.py", "--report", "page.html"]) == 1
    assert "Inputs that broke the contract" in Path("page.html").read_text()
    assert capsys.readouterr().out.startswith("refuted")


@pytest.mark.usefixtures("folder")
def test_a_lemma_is_checked_before_it_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """A page of a lemma, or of a folder of them, says that it holds; its JSON has the shape."""
    assert main(["report", "out/after.lemma", "--json"]) == 0
    body = json.loads(capsys.readouterr().out)
    ReportOutput.model_validate(body)
    assert (body["report"], body["verdicts"]) == ("out/after.html", {"proved": 1})
    page = Path("out/after.html").read_text()
    assert "checked when this page was made" in page
    assert "Ledger" in page


@pytest.mark.parametrize("name", ["manifest.json", "source.py"])
@pytest.mark.usefixtures("folder")
def test_a_changed_lemma_gets_no_page(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A lemma that does not hold is exit 1, with the file, and nothing is written."""
    file = Path("out/after.lemma") / name
    file.write_bytes(file.read_bytes().replace(b"n + 1", b"n + 2"))
    assert main(["report", "out", "-o", "page.html"]) == 1
    assert "does not hold" in capsys.readouterr().err
    assert not Path("page.html").exists()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "it is no JSON"),
        ("[" * 5_000, "it is no JSON"),
        ("[]", "another shape is expected"),
        ('{"version": 1, "results": [], "errors": []}', "version 1, and this lemmata reads 2"),
        ('{"version": 2, "results": [{"history": 1}], "errors": []}', "results.0"),
        ('{"version": 2, "results": 1e999, "errors": []}', "expected: results"),
        ("\xff", "it is no JSON"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_what_is_no_result_is_refused(
    text: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another file is exit 3, with what is wrong with it, and nothing is written."""
    Path("result.json").write_bytes(text.encode("latin-1"))
    assert main(["report", "result.json"]) == 3
    assert told in capsys.readouterr().err
    assert not Path("result.html").exists()


@pytest.mark.usefixtures("folder")
def test_figures_that_are_none_are_refused() -> None:
    """A number that JSON has no word for, or beyond all numbers, is in no page."""
    for bad in ("NaN", "1e999", "9" * 400):
        text = as_json(sample()).replace('"seconds": 0.5', f'"seconds": {bad}')
        Path("result.json").write_text(text)
        assert main(["report", "result.json"]) == 3, bad
        assert not Path("result.html").exists()


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("out/after.lemma/page.html", "would lie in a sealed folder"),
        ("out", "the report cannot be written: a folder"),
        ("task.py/page.html", "the report cannot be written"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_a_place_that_cannot_be_written_is_told_first(
    file: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before anything is spent, and no lemma is broken by a page in it."""
    assert main(["compile", "task.py", "-o", "other", "--report", file]) == 3
    assert told in capsys.readouterr().err
    assert not Path("other").exists()


@pytest.mark.usefixtures("folder")
def test_the_standard_input_needs_a_name(capsys: pytest.CaptureFixture[str]) -> None:
    """There is no file beside it."""
    assert main(["report", "-"]) == 3
    assert "-o FILE.html" in capsys.readouterr().err


def test_the_sample_has_the_published_shape() -> None:
    """What the tests of the page draw is what the command prints, or was before a field came."""
    assert {kind for kind, _ in faults_of(as_json(sample()))} <= {"missing"}


def faults_of(text: str) -> set[tuple[str, str]]:
    """What is wrong with the output of a compilation, and where."""
    try:
        shapes.CompileOutput.model_validate_json(text)
    except ValidationError as error:
        return {(fault["type"], str(fault["loc"])) for fault in error.errors()}
    return set()


def test_the_types_of_the_report_are_the_published_shapes() -> None:
    """Each dictionary of the report has fields of its model alone."""
    pairs: dict[Any, type[proof_shapes.Shape]] = {
        content.Result: shapes.CompiledShape,
        content.Attempt: shapes.AttemptShape,
        content.Counterexample: shapes.CounterexampleShape,
        content.Blocked: shapes.BlockedShape,
        content.Finding: shapes.FindingShape,
        content.Remark: shapes.RemarkShape,
        content.Task: proof_shapes.TaskShape,
        content.Proof: proof_shapes.ProofShape,
        content.Seal: proof_shapes.SealShape,
        content.Gate: shapes.GateShape,
        content.Score: shapes.ScoreShape,
        content.Ledger: shapes.LedgerShape,
        content.Tested: shapes.TestedShape,
        content.Part: shapes.PartShape,
        content.Budget: shapes.BudgetShape,
        content.Fault: shapes.ErrorShape,
    }
    for ours, model in pairs.items():
        assert {*get_type_hints(ours)} <= {*model.model_fields}, model


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container inside, with a key of it."""
    for key in value if isinstance(value, dict) else range(len(value)):
        yield value, key
        if isinstance(value[key], dict | list):
            yield from places(value[key])


def test_whatever_has_the_shape_can_be_drawn() -> None:
    """A file may leave empty whatever its shape lets it: the page is made all the same."""
    results: Any = sample()
    results["results"] = results["results"][:1]
    results["results"][0]["history"] = results["results"][0]["history"][1:3]
    drawn, usual = 0, faults_of(as_json(results))
    others: list[Any] = [None, [], ""]
    for held, key in [*places(results)]:
        before = held[key]
        for other in others:
            held[key] = other
            if other != before and faults_of(as_json(results)) == usual:
                assert page(results).endswith("</html>\n")
                drawn += 1
        held[key] = before
    assert drawn > 60
