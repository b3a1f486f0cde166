"""What a change touches: its own functions, and those that rest on what changed."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from lemmata.analyses.changing import changes_since, touched
from lemmata.analyses.revisions import changed_files, text_at
from lemmata.contracts.errors import ChoiceError, FileError
from lemmata.contracts.imports import Wanted
from lemmata.contracts.reading import read_source
from lemmata.contracts.tasks import Links

SOURCE = '''
from icontract import ensure

LIMIT = 10


def helper(n: int) -> int:
    return min(n, LIMIT)


def is_good(n: int) -> bool:
    return n > 0


@ensure(lambda n, result: result >= n)
def callee(n: int) -> int:
    return n + 1


@ensure(lambda n, result: result >= n)
def caller(n: int) -> int:
    # a comment
    return callee(n)


@ensure(lambda n, result: result <= n)
def capped(n: int) -> int:
    return helper(n)


@ensure(lambda n, result: is_good(result))
def judged(n: int) -> int:
    return abs(n) + 1


def far(n: int) -> int:
    """post: __return__ >= n"""
    return caller(n)
'''

Commit = Callable[[str], str]


@pytest.fixture
def commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Commit:
    """A repository as the working directory; commits what is in it and returns the revision."""
    for name in ("GIT_AUTHOR", "GIT_COMMITTER"):
        monkeypatch.setenv(f"{name}_NAME", "A")
        monkeypatch.setenv(f"{name}_EMAIL", "a@example.com")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "none")
    monkeypatch.chdir(tmp_path)

    def git(*words: str) -> str:
        done = subprocess.run(["git", *words], check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def made(message: str) -> str:
        git("add", "-A")
        git("commit", "-q", "--allow-empty", "-m", message)
        return git("rev-parse", "HEAD")

    git("init", "-q")
    return made


def after(*changes: tuple[str, str]) -> set[str]:
    """The functions that replacing each text by the other touches."""
    new = SOURCE
    for old, replacement in changes:
        assert old in new
        new = new.replace(old, replacement)
    return set(touched(SOURCE, read_source(new, "task.py")))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("return n + 1", "return n + 2"), {"callee"}),
        (("# a comment", "# another\n"), set()),
        (("result >= n)\ndef callee", "result > n)\ndef callee"), {"callee", "caller"}),
        (("result >= n)\ndef caller", "result > n)\ndef caller"), {"caller", "far"}),
        (("LIMIT = 10", "LIMIT = 11"), {"helper", "capped"}),
        (("min(n, LIMIT)", "min(LIMIT, n)"), {"helper", "capped"}),
        (("return n > 0", "return n > 1"), {"is_good", "judged"}),
        (("__return__ >= n", "__return__ > n"), {"far"}),
        (("callee", "called"), {"called", "caller"}),
        (("from icontract import ensure", "from icontract import ensure, require"), set()),
    ],
)
def test_what_a_change_touches(change: tuple[str, str], expected: set[str]) -> None:
    """A body touches its function, a contract its callers, a helper everyone who reaches it."""
    assert after(change) == expected


def test_without_an_old_text_everything_is_new() -> None:
    """So it is where the old text was no Python."""
    module = read_source(SOURCE, "task.py")
    assert touched(None, module) == touched("def (", module) == frozenset(module.tasks)


def test_files_that_changed_are_found(commit: Commit) -> None:
    """Changed, new and not yet known to git; neither deleted nor equal ones."""
    for name in ("same.py", "changed.py", "gone.py", "other.txt"):
        Path(name).write_text(SOURCE)
    first = commit("first")
    Path("changed.py").write_text(SOURCE.replace("n + 1", "n + 2"))
    Path("gone.py").unlink()
    Path("other.txt").write_text("")
    Path("added.py").write_text(SOURCE)
    commit("second")
    Path("a name.py").write_text(SOURCE)
    expected = [Path("a name.py"), Path("added.py"), Path("changed.py")]
    assert list(changed_files(first, ["."])) == expected
    assert changed_files(first, ["added.py"]) == (Path("added.py"),)
    assert text_at(first, Path("changed.py")) == SOURCE
    assert text_at(first, Path("added.py")) is None
    found = changes_since(first, [])
    assert [(str(known.target), known.names) for known in found.files][-1] == (
        "changed.py",
        frozenset({"callee"}),
    )


def test_what_imports_a_changed_lemma_is_touched(commit: Commit) -> None:
    """Its file or its folder: of the dependent only what uses the name is judged."""
    Path("base.py").write_text(SOURCE)
    Path("lemmas/callee.lemma").mkdir(parents=True)
    manifest = Path("lemmas/callee.lemma/manifest.json")
    manifest.write_text("{}")
    head = "from icontract import ensure\nfrom base import callee\n"
    Path("top.py").write_text(
        head + "".join(
            f"\n\n@ensure(lambda n, result: result >= n)\ndef {name}(n: int) -> int:\n"
            f"    return {value}\n"
            for name, value in {"uses": "callee(n)", "does_not": "n"}.items()
        )
    )  # fmt: skip
    first = commit("first")

    def link(path: str, wanted: tuple[Wanted, ...]) -> Links:
        base = read_source(SOURCE, "base.py")
        return Links("base", {"base": base})

    assert changes_since(first, [], link).files == ()
    manifest.write_text("{ }")
    assert {str(f.target): f.names for f in changes_since(first, [], link).files} == {
        "top.py": frozenset({"uses"})
    }
    manifest.write_text("{}")
    Path("base.py").write_text(SOURCE.replace("return n + 1", "return 1 + n"))
    assert {str(f.target): f.names for f in changes_since(first, [], link).files} == {
        "base.py": frozenset({"callee"}),
        "top.py": frozenset({"uses"}),
    }


def test_folders_hold_other_python_too(commit: Commit) -> None:
    """What is no task file is left out of a folder, with a note; a file that is named is not."""
    first = commit("first")
    Path("script.py").write_text("import os\n\nprint(os.name)\n")
    Path("plain.py").write_text("def f(n: int) -> int:\n    return n\n")
    Path("broken.py").write_text("from icontract import ensure\n\ndef (\n")
    found = changes_since(first, [])
    assert [str(known.target) for known in found.files] == ["broken.py"]
    assert ["script.py" in text for text in found.skipped] == [True]
    named = changes_since(first, ["script.py", "plain.py::f"])
    assert [str(known.target) for known in named.files] == ["plain.py::f", "script.py"]


def test_a_path_with_a_typing_error_is_bad_input(commit: Commit) -> None:
    """Nothing changed in a file that is not there, and that is no pass."""
    commit("first")
    with pytest.raises(FileError, match="no such file"):
        changes_since("HEAD", ["shopp.py"])


@pytest.mark.parametrize("revision", ["", "-x", "nosuch", "HEAD~9"])
@pytest.mark.usefixtures("commit")
def test_a_bad_revision_is_bad_input(revision: str) -> None:
    """It says what to name instead."""
    with pytest.raises(ChoiceError) as caught:
        changed_files(revision, ["."])
    assert caught.value.remedy


def test_no_repository_and_no_git_are_bad_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both name a remedy."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(FileError, match="no repository") as caught:
        changed_files("HEAD", ["."])
    assert caught.value.remedy
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FileError, match="could not be started") as caught:
        changed_files("HEAD", ["."])
    assert caught.value.remedy


def test_a_place_outside_the_repository_is_bad_input(commit: Commit, tmp_path: Path) -> None:
    """Git says so, and the error says what to do."""
    commit("first")
    with pytest.raises(FileError, match="cannot list") as caught:
        changed_files("HEAD", [str(tmp_path.parent)])
    assert caught.value.remedy
