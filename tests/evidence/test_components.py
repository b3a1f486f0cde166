"""Lemmas built on lemmas: found, checked, linked by contract, and every link that may break."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lemmata.artifacts import load
from lemmata.contracts.errors import (
    CertificateError,
    ComponentError,
    ContractError,
    InputError,
    SourceError,
)
from lemmata.contracts.reading import read_module
from lemmata.contracts.values import to_python
from lemmata.contracts.verdicts import Assurance, Verdict
from lemmata.evidence import CheckReport, Evidence, Lemmas, check, write_certificate
from lemmata.evidence.chain import Chain, Checked
from lemmata.evidence.folders import digest
from lemmata.language.parsing import parse_program
from lemmata.obligations.solvers import Solvers
from lemmata.proving import Session
from tests.evidence.building import BASE, LAST, TOP, Files, forge, judged, task, told


def in_source(old: str, new: str) -> Callable[[Files, dict[str, Any]], None]:
    """A change of the sealed source."""

    def change(files: Files, manifest: dict[str, Any]) -> None:
        assert old.encode() in files["source.py"]
        files["source.py"] = files["source.py"].replace(old.encode(), new.encode())

    return change


def test_a_chain_holds_and_names_its_links(built: Path) -> None:
    """A lemma on a lemma on a lemma holds, each link named by the digest of its manifest."""
    report = check(built / "last.lemma")
    assert (report.ok, told(report)) == (True, "")
    assert report.components == (built / "twice.lemma",)
    manifest = json.loads((built / "last.lemma" / "manifest.json").read_bytes())
    below = (built / "twice.lemma" / "manifest.json").read_bytes()
    assert manifest["components"] == [
        {"module": "top", "function": "twice", "manifest": digest(below)}
    ]
    assert [copy["module"] for copy in manifest["copies"]] == ["base", "top"]
    assert [known["name"] for known in manifest["functions"]] == ["last"]


def test_a_lemma_runs_by_its_own_copies(copied: Path) -> None:
    """What was sealed runs without the folders and files that it was built on."""
    for name in ("base.py", "top.py"):
        (copied / name).unlink()
    for name in ("digit", "twice"):
        shutil.rmtree(copied / f"{name}.lemma")
    assert load(copied / "last.lemma")(17) == 15


@pytest.mark.parametrize("level", ["digit", "twice"])
def test_a_missing_link_is_named(copied: Path, level: str) -> None:
    """Without a component nothing holds, at whatever depth it is missing."""
    shutil.rmtree(copied / f"{level}.lemma")
    report = check(copied / "last.lemma")
    assert not report.ok
    assert f"the component {level} of" in told(report)
    assert "is missing" in told(report)


def test_components_are_found_elsewhere(copied: Path, tmp_path: Path) -> None:
    """`lemmas` names folders in which components are looked for."""
    moved = tmp_path / "moved"
    moved.mkdir()
    for name in ("digit", "twice"):
        (copied / f"{name}.lemma").rename(moved / f"{name}.lemma")
    assert not check(copied / "last.lemma").ok
    assert check(copied / "last.lemma", [moved]).ok


def test_a_swapped_link_is_not_the_one(copied: Path) -> None:
    """A lemma that holds, in the place of another, breaks the chain."""
    shutil.rmtree(copied / "digit.lemma")
    shutil.copytree(copied / "bit.lemma", copied / "digit.lemma")
    assert check(copied / "digit.lemma").ok
    report = check(copied / "twice.lemma")
    assert "digit of base was changed" in told(report)


def test_a_link_sealed_again_otherwise_is_not_the_one(copied: Path, solvers: Solvers) -> None:
    """The proof is of the very lemma that it was made with, not of one with another contract."""
    base = copied / "base.py"
    base.write_text(BASE.replace("0 <= result <= TOP", "-5 <= result <= TOP"))
    write_certificate(copied / "digit.lemma", read_module(base), "digit", {}, solvers)
    assert check(copied / "digit.lemma").ok
    assert "digit of base was changed" in told(check(copied / "last.lemma"))


def lie(files: Files, manifest: dict[str, Any]) -> None:
    """The contract says more than the body does, in a source whose digest agrees."""
    in_source("0 <= result <= TOP", "0 <= result <= 4")(files, manifest)


@pytest.mark.parametrize(
    "change",
    [
        lie,
        in_source("return n % 10", "return n % 9"),
        in_source("TOP = 9", "TOP = 8"),
    ],
)
def test_a_forged_component_never_helps(
    copied: Path, change: Callable[[Files, dict[str, Any]], None]
) -> None:
    """Not where only it is forged, nor where its dependent is made to name the forgery."""
    forged = forge(copied / "digit.lemma", change)
    assert "digit of base was changed" in told(check(copied / "twice.lemma"))
    with pytest.raises(ComponentError, match=r"digit\.lemma does not hold"):
        task(copied, TOP)

    def follow(files: Files, manifest: dict[str, Any]) -> None:
        manifest["components"][0]["manifest"] = forged

    forge(copied / "twice.lemma", follow)
    report = check(copied / "twice.lemma")
    assert "the component digit of base" in told(report)
    assert "does not hold" in told(report)


def other_code(files: Files, manifest: dict[str, Any]) -> None:
    """The copy that runs is not the lemma's."""
    name = "components/base.py"
    files[name] = files[name].replace(b"n % 10", b"n % 9")


def no_links(files: Files, manifest: dict[str, Any]) -> None:
    """The code is kept, the proofs of it are not named."""
    del manifest["components"]


def nothing_below(files: Files, manifest: dict[str, Any]) -> None:
    """Neither is kept."""
    no_links(files, manifest)
    del manifest["copies"]
    del files["components/base.py"]


def one_more(files: Files, manifest: dict[str, Any]) -> None:
    """A lemma that the source does not import."""
    known = {**manifest["components"][0], "function": "share"}
    manifest["components"].append(known)


def stronger(files: Files, manifest: dict[str, Any]) -> None:
    """An assurance that no proof here reaches."""
    manifest["assurance"] = "kernel"


@pytest.mark.parametrize("change", [other_code, no_links, nothing_below, one_more, stronger])
def test_a_dependent_says_the_truth_about_its_links(
    copied: Path, change: Callable[[Files, dict[str, Any]], None]
) -> None:
    """Copies, components and assurance are found out anew, whatever the manifest says."""
    forge(copied / "twice.lemma", change)
    assert not check(copied / "twice.lemma").ok


def test_a_changed_copy_does_not_run(copied: Path) -> None:
    """A lemma whose sealed code was changed is not loaded."""
    code = copied / "twice.lemma" / "components" / "base.py"
    code.write_text(code.read_text().replace("n % 10", "n % 9"))
    with pytest.raises(CertificateError, match=r"base\.py"):
        load(copied / "twice.lemma")


def test_a_circle_of_folders_ends(tmp_path: Path) -> None:
    """A lemma that is found below itself is a problem, and no endless check."""
    folder = tmp_path / "f.lemma"
    folder.mkdir()
    (folder / "manifest.json").write_text("{}")

    def verify(place: Path, chain: Chain) -> Checked:
        below = chain.check(place)
        return Checked(CheckReport(below.report.ok, below.report.problems, None, 0, 0.0), None)

    report = Chain(verify).check(folder).report
    assert [problem.message for problem in report.problems] == ["builds on itself, through f.lemma"]


def test_the_contract_is_all_that_is_known(copied: Path, session: Session) -> None:
    """A body gives more than its contract: nothing is proved of it, and nothing refuted."""
    text = TOP.replace("0 <= result <= 18", "result == n % 10 * 2")
    text = text.replace("import digit", "import bit, digit") + (
        "\n\n@ensure(lambda flag, result: (result == 1) == flag)\n"
        "def told(flag: bool) -> int:\n    return bit(flag)\n"
    )
    found = judged(session, task(copied, text))
    assert {name: known.verdict for name, known in found.items()} == {
        "twice": Verdict.UNKNOWN,
        "told": Verdict.UNKNOWN,
    }


def test_an_exhaustive_claim_about_a_dependent_is_refused(copied: Path, solvers: Solvers) -> None:
    """Running every input would look into the sealed body, so no certificate may rest on it."""
    module = task(
        copied,
        "from icontract import ensure\n\nfrom base import bit\n\n\n"
        "@ensure(lambda flag, result: (result == 1) == flag)\n"
        "def told(flag: bool) -> int:\n    return bit(flag)\n",
    )
    every = Evidence("told", "exhaustive", Assurance.EXHAUSTIVE, inputs=2)
    with pytest.raises(CertificateError, match="sealed contract only"):
        write_certificate(copied / "told", module, "told", {"told": every}, solvers)


def test_the_weakest_link_decides(copied: Path, session: Session, solvers: Solvers) -> None:
    """A proof by two solvers on a lemma proved exhaustively is worth what that lemma is."""
    module = task(
        copied,
        "from icontract import ensure\n\nfrom base import bit\n\n\n"
        "@ensure(lambda flag, result: result < 2)\n"
        "def small(flag: bool) -> int:\n    return bit(flag)\n",
    )
    found = judged(session, module)["small"]
    assert (found.verdict, found.assurance) == (Verdict.PROVED, Assurance.EXHAUSTIVE)
    assert "the function is deterministic in CPython, as its language is" in found.assumptions
    write_certificate(copied / "small.lemma", module, "small", {}, solvers)
    report = check(copied / "small.lemma")
    assert (told(report), report.assurance) == ("", Assurance.EXHAUSTIVE)

    def boast(files: Files, manifest: dict[str, Any]) -> None:
        manifest["assurance"] = "two-solvers"

    forge(copied / "small.lemma", boast)
    assert "claims two-solvers, found exhaustive" in told(check(copied / "small.lemma"))


def test_a_broken_precondition_is_refuted_by_the_sealed_code(
    copied: Path, session: Session
) -> None:
    """What the component does outside its precondition is run, and replays in CPython."""
    found = judged(
        session,
        task(
            copied,
            "from icontract import ensure\n\nfrom base import share as part\n\n\n"
            "@ensure(lambda n, result: result <= n)\n"
            "def each(n: int) -> int:\n    return part(n * n, n) - n + n\n",
        ),
    )["each"]
    assert found.verdict is Verdict.REFUTED
    assert found.counterexample is not None
    assert (found.counterexample.error or "").startswith("ZeroDivisionError")
    assert [to_python(value) for _, value in found.counterexample.arguments] == ["0"]


def test_declared_exceptions_are_outcomes_of_the_call(copied: Path, session: Session) -> None:
    """A dependent declares the exception of its component, or is refuted by it."""
    body = "    return checked(n)\n"
    found = judged(
        session,
        task(
            copied,
            "from icontract import ensure\n\nfrom base import checked\n\n\n"
            "@ensure(lambda n, result: result >= 0 or result == n)\n"
            f"def open_(n: int) -> int:\n{body}\n\n"
            "def said(n: int) -> int:\n"
            '    """Hand it on.\n\n    raises: ValueError\n    post: __return__ == n\n    """\n'
            f"{body}",
        ),
    )
    assert [found[name].verdict for name in ("open_", "said")] == [
        Verdict.REFUTED,
        Verdict.PROVED,
    ]


def test_names_inside_a_component_are_its_own(copied: Path, session: Session) -> None:
    """A helper of the file is not the helper of that name in the sealed code."""
    module = task(
        copied,
        "from icontract import ensure, require\n\nfrom base import share\n\n\n"
        "def helper(n: int) -> int:\n    return n - 7\n\n\n"
        "@require(lambda n: n > 0)\n"
        "@ensure(lambda n, result: helper(result) == -6)\n"
        "def one(n: int) -> int:\n    return share(n, n)\n",
    )
    assert {*parse_program(module).functions} >= {"helper", "base:helper", "share", "one"}
    assert judged(session, module)["one"].verdict is Verdict.PROVED


def test_borrowed_types_constants_and_helpers(copied: Path, session: Session) -> None:
    """What a lemma's code rests on may be imported with it, and runs as one class."""
    found = judged(
        session,
        task(
            copied,
            "from icontract import ensure\n\nfrom base import TOP, Span, digit, middle\n\n\n"
            "@ensure(lambda n, result: 0 <= result <= TOP)\n"
            "def half(n: int) -> int:\n    return middle(Span(0, digit(n)))\n\n\n"
            "@ensure(lambda span, result: result != span)\n"
            "def wider(span: Span) -> Span:\n"
            "    return Span(min(span.low, TOP), span.high) if span.low > 9 else span\n",
        ),
    )
    assert found["half"].verdict is Verdict.PROVED
    assert found["wider"].verdict is Verdict.REFUTED


def test_a_module_below_is_the_same_module(copied: Path, session: Session) -> None:
    """What another lemma is built on may be imported too, and is not read a second time."""
    shutil.rmtree(copied / "share.lemma")
    module = task(
        copied,
        "from icontract import ensure\n\nfrom base import TOP\nfrom top import twice\n\n\n"
        "@ensure(lambda n, result: result <= 2 * TOP)\n"
        "def most(n: int) -> int:\n    return twice(n)\n",
    )
    assert list(module.links.modules) == ["base", "top"]
    assert judged(session, module)["most"].verdict is Verdict.PROVED


REFUSED = [
    ("from base import digit as f, digit as g", SourceError, "imported twice"),
    ("from base import *", SourceError, "import *"),
    ("import base", SourceError, "'base'"),
    ("from base import digit, nothing", SourceError, "defines 'nothing'"),
    ("from base import nothing", ComponentError, "nothing.lemma is missing"),
    ("from nowhere import nothing", SourceError, "'nowhere'"),
    ("from math import gcd", SourceError, "'math'"),
    ("from base import digit as len", ContractError, "shadows a builtin"),
    ("from base import Span as Gap, digit", SourceError, "imported as 'Gap'"),
    (
        "from base import digit\n\n\ndef digit(n: int) -> int:\n    return n",
        ContractError,
        "shadows",
    ),
    ("X = 1\nfrom base import digit", SourceError, "below the definition"),
]


@pytest.mark.parametrize(("text", "error", "said"), REFUSED)
def test_imports_that_are_refused(
    built: Path, tmp_path: Path, text: str, error: type[InputError], said: str
) -> None:
    """An import that cannot mean sealed code is refused, and the message says why."""
    shutil.copy(built / "base.py", tmp_path)
    body = "\n\n\ndef f(n: int) -> int:\n    '''post: __return__ == n'''\n    return n\n"
    with pytest.raises(error, match=said.replace("*", r"\*")):
        task(tmp_path, text + body, built)


def test_one_name_is_one_class(copied: Path) -> None:
    """A class of the file that has the name of a sealed one is another class, and is refused."""
    text = (
        "from dataclasses import dataclass\n\nfrom base import Span, middle\n\n\n"
        "@dataclass(frozen=True)\nclass Gap:\n    low: int\n\n\n"
        "def f(n: int) -> int:\n    '''post: __return__ == n'''\n    return n\n"
    )
    assert "Gap" in task(copied, text).types
    with pytest.raises(ContractError, match="Span of this file is not the Span of base"):
        task(copied, text.replace("import Span, middle", "import middle").replace("Gap", "Span"))


def test_a_file_that_says_something_else_is_refused(copied: Path) -> None:
    """Python imports the file: it must still say what was sealed; an open body may stay open."""
    base = copied / "base.py"
    base.write_text(BASE.replace("return n % 10", "return n % 9"))
    with pytest.raises(ComponentError, match=r"digit in .* is not what was sealed"):
        task(copied, TOP)
    with pytest.raises(ComponentError, match=r"digit in .* is not what was sealed"):
        task(copied, LAST)
    base.write_text(BASE.replace("return n % 10", "..."))
    assert task(copied, TOP).borrowed.keys() == {"digit"}
    base.write_text(BASE.replace("return n // parts", "return 0"))
    assert task(copied, TOP).borrowed.keys() == {"digit"}


def test_lemmas_of_one_file_must_agree(copied: Path, solvers: Solvers) -> None:
    """Two lemmas that were sealed with different definitions of one name are not mixed."""
    both = TOP.replace("import digit", "import digit, share")
    assert task(copied, both).borrowed.keys() == {"digit", "share"}
    base = copied / "base.py"
    text = BASE.replace("0 <= result <= TOP", "helper(result) > 0 and result <= TOP")
    base.write_text(text.replace("return n + 1", "return 1 + n"))
    write_certificate(copied / "digit.lemma", read_module(base), "digit", {}, solvers)
    with pytest.raises(ComponentError, match="different definitions of helper"):
        task(copied, both)


def test_files_that_import_each_other_are_refused(copied: Path) -> None:
    """Of two files that build on each other neither could be sealed first."""
    base = copied / "base.py"
    base.write_text(f"from top import twice\n{BASE}")
    with pytest.raises(ComponentError, match="build on base, which is this file"):
        read_module(base, link=Lemmas().link)
