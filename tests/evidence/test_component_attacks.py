"""Lemmas built on lemmas, attacked: forged names, files that say two things, hidden bools."""

from pathlib import Path
from typing import Any

import pytest

from lemmata.contracts.errors import ComponentError, SourceError
from lemmata.contracts.reading import read_module
from lemmata.contracts.tasks import Component
from lemmata.contracts.verdicts import Assurance, Verdict
from lemmata.evidence import check, write_certificate
from lemmata.evidence.linking import links_of
from lemmata.obligations.solvers import Solvers
from lemmata.proving import Session
from tests.evidence.building import BASE, TOP, Files, forge, judged, task, told

FLAGS = """\
from icontract import ensure


def raw(flag: bool) -> int:
    return flag


@ensure(lambda flag, result: result in (0, 1))
def count(flag: bool) -> int:
    return raw(flag)
"""

TEXTS = """\
from icontract import ensure

from flags import count


@ensure(lambda flag, n, result: result in ("0", "1"))
def shown(flag: bool, n: int) -> str:
    return str(count(flag)) if n * n * n == 1879080904 and flag else "0"
"""


def test_a_bool_below_is_no_int_above(tmp_path: Path, session: Session, solvers: Solvers) -> None:
    """Where ints are written as text, no function at any depth may pass a bool off as one."""
    (tmp_path / "flags.py").write_text(FLAGS)
    module = read_module(tmp_path / "flags.py")
    write_certificate(tmp_path / "count.lemma", module, "count", {}, solvers)
    found = judged(session, task(tmp_path, TEXTS))["shown"]
    assert found.verdict is Verdict.UNSUPPORTED
    assert "a bool as an int" in found.reason
    assert "components/flags.py:4" in found.reason


@pytest.mark.parametrize("name", ["digit", "base:digit", "nothing"])
def test_a_forged_hint_about_sealed_code_is_a_problem(copied: Path, name: str) -> None:
    """Hints speak of the functions of the file; any other name is told, and is no crash."""

    def hint(files: Files, manifest: dict[str, Any]) -> None:
        rest = {known: manifest.pop(known) for known in ("components", "copies")}
        manifest["hints"] = [{"function": name, "loops": [], "decreases": ["n"]}]
        manifest.update(rest)

    forge(copied / "twice.lemma", hint)
    assert f"a hint for `{name}`" in told(check(copied / "twice.lemma"))


@pytest.mark.parametrize("name", ["a" * 400, "../copied/digit", "/digit", "a\0b", ""])
def test_a_forged_name_of_a_component_leads_nowhere(copied: Path, name: str) -> None:
    """A manifest may not send its reader to other folders, or into an error of the system."""

    def rename(files: Files, manifest: dict[str, Any]) -> None:
        manifest["components"][0]["function"] = name

    forge(copied / "twice.lemma", rename)
    report = check(copied / "twice.lemma")
    assert "is missing" in told(report)
    assert report.components == ()


HIDDEN = [
    "if True:\n    def digit(n):\n        return 10",
    "from elsewhere import *",
    "X = (digit := None)",
    "class X:\n    global digit\n    digit = None",
    "digit += 1",
    "for digit in (1,):\n    digit",
]


@pytest.mark.parametrize("text", HIDDEN)
def test_a_file_that_binds_a_sealed_name_again_is_refused(copied: Path, text: str) -> None:
    """What Python imports is the last binding, wherever a statement hides it."""
    (copied / "base.py").write_text(f"{BASE}\n\n{text}\n")
    with pytest.raises(ComponentError, match="may not say what was sealed"):
        task(copied, TOP)


def test_the_file_is_read_as_python_reads_it(copied: Path) -> None:
    """In its encoding, and from the package that hides a file of the same name."""
    base = copied / "base.py"
    base.write_text(f"# coding: latin-1\n{BASE}")
    with pytest.raises(ComponentError, match="declares the encoding latin-1"):
        task(copied, TOP)
    base.write_bytes(b"#" * (1 << 21))
    with pytest.raises(ComponentError, match="the limit is"):
        task(copied, TOP)
    base.write_text(BASE)
    (copied / "base").mkdir()
    (copied / "base" / "__init__.py").write_text("def digit(n):\n    return 10\n")
    with pytest.raises(ComponentError, match=r"base/__init__\.py is not what was sealed"):
        task(copied, TOP)
    (copied / "base" / "__init__.py").write_text(BASE)
    assert task(copied, TOP).borrowed.keys() == {"digit"}


def test_links_of_files_and_long_names_are_no_crash(copied: Path) -> None:
    """A file that the system cannot open is not there."""
    base = copied / "base.py"
    base.unlink()
    base.symlink_to(base)
    assert task(copied, TOP).borrowed.keys() == {"digit"}
    with pytest.raises(SourceError, match="defines 'a"):
        task(copied, TOP.replace("import digit", f"import {'a' * 400}, digit"))
    with pytest.raises(SourceError, match="an import of 'a"):
        task(copied, f"from {'a' * 400} import nothing\n{TOP}")


def test_every_module_of_a_chain_is_visited_once() -> None:
    """Modules that share what is below them are put in order in time that grows as they do."""
    texts = {"m0": "", "m1": ""}
    for n in range(2, 60):
        texts[f"m{n}"] = f"from m{n - 1} import a\nfrom m{n - 2} import b\n"
    with pytest.raises(SourceError, match="no sealed lemma of m1 defines 'a'"):
        links_of(texts, {})
    below = Component("m0", "f", "0", Assurance.TWO_SOLVERS, ("f",))
    for n in range(1, 60):
        below = Component(f"m{n}", "f", "0", Assurance.TWO_SOLVERS, ("f",), (), (below, below))
    assert len(list(below.chain())) == 60


def test_copies_upon_copies_without_end_are_refused() -> None:
    """Modules that import each other a thousand deep are an error, and no crash."""
    texts = {f"m{n}": f"from m{n + 1} import a\n" for n in range(1500)}
    with pytest.raises(ComponentError, match="more than 200 modules"):
        links_of(texts, {})


def test_a_type_alone_is_told_to_come_with_a_function(copied: Path) -> None:
    """A class has no lemma of its own, so none is asked for."""
    text = TOP.replace("from base import digit", "from base import Span")
    with pytest.raises(ComponentError, match="Span comes with a function that is sealed"):
        task(copied, text)
