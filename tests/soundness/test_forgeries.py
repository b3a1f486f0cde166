"""Lemmas forged by hand, every digest consistent: the checker and the loader are not taken in."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lemmata.artifacts import load
from lemmata.contracts.errors import CertificateError
from lemmata.contracts.reading import read_module, read_source
from lemmata.contracts.verdicts import Assurance
from lemmata.evidence import CheckReport, Evidence, Lemmas, check, write_certificate
from lemmata.evidence.folders import digest, read_folder, write_folder
from lemmata.evidence.manifest import SealedCopy, SealedLimits, manifest_bytes
from lemmata.evidence.manifest_reading import read_manifest
from lemmata.obligations.solvers import Solvers

SOURCE = """\
from dataclasses import dataclass

from icontract import ensure, require


@dataclass(frozen=True)
class Pair:
    x: int = 5
    y: int = 0


@require(lambda a, b: b > 0)
@ensure(lambda a, b, result: 0 <= result < b)
def rest(a: int, b: int) -> int:
    return a % b


@ensure(lambda n, result: result == n)
def first(n: int) -> int:
    return Pair(n).x


@require(lambda p: p and not p)
@ensure(lambda result: result)
def nothing(p: bool) -> bool:
    return False


def helper(n: int) -> int:
    return n + 1
"""


@pytest.fixture(scope="module")
def lemmas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with honest certificates, and one of a function that admits nothing."""
    folder = tmp_path_factory.mktemp("lemmas")
    module = read_source(SOURCE, "somewhere.py")
    empty = Evidence("nothing", "exhaustive", Assurance.EXHAUSTIVE, inputs=2)
    with Solvers() as solvers:
        write_certificate(folder / "rest", module, "rest", {}, solvers)
        write_certificate(folder / "first", module, "first", {}, solvers)
        write_certificate(folder / "nothing", module, "nothing", {"nothing": empty}, solvers)
    return folder


def forged(lemma: Path, target: Path, source: str = "", **claims: Any) -> Path:
    """The lemma with another source or other claims, every digest made to fit."""
    files = dict(read_folder(lemma))
    if source:
        files["source.py"] = source.encode()
        claims["source"] = digest(files["source.py"])
    files["manifest.json"] = manifest_bytes(
        replace(read_manifest(files["manifest.json"]), **claims)
    )
    return write_folder(target, files)


def messages(report: CheckReport) -> str:
    """All problems in one text."""
    return "; ".join(f"{known.file}: {known.message}" for known in report.problems)


def test_the_honest_ones_hold(lemmas: Path) -> None:
    """What the forgeries are made of is accepted."""
    assert [messages(check(lemmas / name)) for name in ("rest", "first")] == ["", ""]


def test_an_exhaustive_proof_of_nothing_is_none(lemmas: Path) -> None:
    """Where CPython admits none of all inputs, no solver is needed to say so."""
    assert "nothing admits none of all inputs" in messages(check(lemmas / "nothing"))


@pytest.mark.parametrize("seconds", [float("nan"), float("inf"), -1.0, 0.0])
def test_limits_of_the_forger_are_bounded(lemmas: Path, tmp_path: Path, seconds: float) -> None:
    """No number of seconds takes the checker's own limits away, nor breaks it."""
    claimed = read_manifest((lemmas / "rest" / "manifest.json").read_bytes()).limits
    limits = SealedLimits(claimed.z3_rlimit, claimed.cvc5_rlimit, seconds)
    assert check(forged(lemmas / "rest", tmp_path / "x", limits=limits)).ok


def test_a_proof_of_one_function_is_none_of_another(lemmas: Path, tmp_path: Path) -> None:
    """The manifest may not name another function of the same source."""
    report = check(forged(lemmas / "rest", tmp_path / "x", function="helper"))
    assert "the proof is of ['helper']" in messages(report)


LIES = {
    "another body": ("return a % b", "return b", "differs from the source's"),
    "another precondition": ("b > 0", "b != 0", "differs from the source's"),
    "a weaker postcondition": ("0 <= result < b", "0 <= result", "differs from the source's"),
    "a field that is none": ("    x: int = 5", "    (x): int = 5", "in the dataclass Pair"),
    "no builtins": ("@dataclass(", "__builtins__ = 0\n\n\n@dataclass(", "Python itself reads"),
    "a method": ("    y: int = 0", "    y: int = 0\n    def __eq__(self, o): ...", "method __eq__"),
    "a recursion": ("return a % b", "return rest(a, b)", "nothing shows that rest ends"),
}


@pytest.mark.parametrize("lie", LIES)
def test_another_source_under_an_old_proof(lemmas: Path, tmp_path: Path, lie: str) -> None:
    """The obligations are those of the source, or the certificate is broken."""
    old, new, says = LIES[lie]
    name = "first" if "Pair" in says or "__eq__" in says else "rest"
    assert old in SOURCE
    report = check(forged(lemmas / name, tmp_path / "x", source=SOURCE.replace(old, new)))
    assert not report.ok
    assert says in messages(report)


HOSTILE = {
    "a statement": "import os\nos.system('echo harm')\n",
    "a decorator that is called": "@print\ndef g(n: int) -> int:\n    return n\n",
    "an annotation that is called": "X: print('harm') = 1\n",
    "a parameter's annotation": "def g(n: print('harm')) -> int:\n    return n\n",
    "a default": "def g(n: int = print('harm')) -> int:\n    return n\n",
    "a metaclass": "class A(metaclass=print):\n    pass\n",
    "a class body": "@dataclass(frozen=True)\nclass A:\n    print('harm')\n    x: int = 1\n",
    "a computed default": "@dataclass(frozen=True)\nclass A:\n    x: int = print('harm') or 1\n",
    "a computed constant": "K = print('harm')\n",
    "a base that is called": "class A(print('harm') or object):\n    pass\n",
    "other builtins": "__builtins__ = {'print': 1}\n",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_loading_runs_nothing_that_the_parser_refused(
    lemmas: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], text: str
) -> None:
    """Either the lemma is refused or it loads without the stranger's text; harm never runs."""
    lemma = forged(lemmas / "rest", tmp_path / "x", source=SOURCE + "\n\n" + text)
    assert loaded(lemma) in (1, "its code cannot be run")
    assert capfd.readouterr() == ("", "")


@pytest.fixture(scope="module")
def built(lemmas: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An honest lemma that is built on `rest`, and holds a copy of its code."""
    folder = tmp_path_factory.mktemp("built")
    file = folder / "task.py"
    file.write_text(
        "from icontract import ensure\n\nfrom sums import rest\n\n\n"
        "@ensure(lambda a, b, result: result < 9)\n"
        "def below(a: int, b: int) -> int:\n    return rest(a, 8)\n"
    )
    with Solvers() as solvers:
        module = read_module(file, link=Lemmas([lemmas]).link)
        return write_certificate(folder / "below", module, "below", {}, solvers)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_copies_of_components_run_nothing_else_either(
    built: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], text: str
) -> None:
    """The code that a lemma is built on goes through the same parser, and into the same walls."""
    files = dict(read_folder(built))
    data = files["components/sums.py"] + b"\n\n" + text.encode()
    copies = (SealedCopy("sums", "components/sums.py", digest(data)),)
    claimed = replace(read_manifest(files["manifest.json"]), copies=copies)
    files |= {"components/sums.py": data, "manifest.json": manifest_bytes(claimed)}
    assert loaded(write_folder(tmp_path / "x", files)) in (7, "its code cannot be run")
    assert capfd.readouterr() == ("", "")


def loaded(lemma: Path) -> object:
    """What the lemma answers, or why it is not loaded."""
    try:
        function = load(lemma)
    except CertificateError as error:
        return error.message.partition(":")[0]
    return function(7, 3)
