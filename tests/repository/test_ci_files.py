"""The hooks and the action that others use: their shape, and their commands run for real."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from lemmata.cli.arguments import build_parser
from lemmata.cli.main import main
from tests.repository.checkout import ROOT

BIN = Path(sys.executable).parent
RIGHT = """
from icontract import ensure


@ensure(lambda n, result: result > n)
def up(n: int) -> int:
    return n + 1
"""
WRONG = RIGHT.replace("n + 1", "n - 1")
ODD = RIGHT.replace("n + 1", 'n + eval("1")')


def hooks() -> dict[str, dict[str, Any]]:
    """The hooks by their ids."""
    return {
        hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    }


def action() -> dict[str, Any]:
    """The action."""
    made: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
    return made


def git(folder: Path, *words: str) -> str:
    """What git prints in the folder."""
    who = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
    done = subprocess.run(
        ["git", *who, *words], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one right task file, an ordinary file, and one commit."""
    git(tmp_path, "init", "-q")
    (tmp_path / "tasks.py").write_text(RIGHT)
    (tmp_path / "ordinary.py").write_text("print('ordinary')\n")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "First")
    return tmp_path


def run(command: list[str], folder: Path, **variables: str) -> tuple[int, str]:
    """The exit code and what was printed, with the package's commands on the path."""
    path = f"{BIN}:{os.environ['PATH']}"
    done = subprocess.run(
        command,
        cwd=folder,
        check=False,
        env={**os.environ, "PATH": path, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.returncode, done.stdout


def hooked(hook: str, folder: Path) -> tuple[int, str]:
    """What the hook's entry says of the staged files, as pre-commit hands them over."""
    entry = hooks()[hook]
    staged = git(folder, "diff", "--cached", "--name-only", "--diff-filter=d").splitlines()
    files = [name for name in staged if re.search(entry.get("files", ""), name)]
    if entry.get("types") == ["python"]:
        files = [name for name in files if name.endswith(".py")]
    assert files
    return run([*shlex.split(entry["entry"]), *files], folder)


def parsed(words: list[str]) -> None:
    """The words after `lemmata` are a command with its options."""
    build_parser().parse_args(words)


@pytest.mark.parametrize("hook", ["lemmata-prove", "lemmata-check", "lemmata-rules-check"])
def test_a_hook_has_what_pre_commit_reads(hook: str) -> None:
    """Keys that pre-commit knows, a language that installs this package, a command that exists."""
    entry = hooks()[hook]
    assert set(entry) <= {
        *("id", "name", "description", "entry", "language"),
        *("files", "types", "require_serial", "additional_dependencies"),
    }
    assert entry["language"] == "python"
    assert entry["require_serial"] is True
    assert re.compile(entry.get("files", ""))
    tool, *words = shlex.split(entry["entry"])
    assert tool == "lemmata"
    parsed([*words, "x"])


def test_the_prove_hook_stops_a_commit_that_breaks_a_contract(repository: Path) -> None:
    """Changed task files are judged, ordinary ones left out; a refutation is exit 1."""
    (repository / "tasks.py").write_text(WRONG)
    (repository / "ordinary.py").write_text("print('still ordinary')\n")
    git(repository, "add", ".")
    code, said = hooked("lemmata-prove", repository)
    assert code == 1
    assert said.startswith("refuted  tasks.py::up  up(n=")


def test_the_check_hook_checks_each_lemma_once(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any file of a lemma stands for the lemma; one that was tampered with stops the commit."""
    monkeypatch.chdir(repository)
    assert main(["compile", "tasks.py", "-o", "lemmas"]) == 0
    git(repository, "add", "lemmas")
    code, said = hooked("lemmata-check", repository)
    assert (code, said.count("holds  lemmas/up.lemma")) == (0, 1)
    source = next((repository / "lemmas/up.lemma").glob("*.py"))
    source.write_text(source.read_text().replace("n + 1", "n + 2"))
    git(repository, "commit", "-qm", "Sealed")
    git(repository, "add", "lemmas")
    code, said = hooked("lemmata-check", repository)
    assert (code, said.count("BROKEN  lemmas/up.lemma")) == (1, 1)


def test_the_action_has_what_github_reads() -> None:
    """A composite action: each input is told, each step has its shell, no input is in a script."""
    made = action()
    assert set(made) == {"name", "description", "inputs", "outputs", "runs"}
    assert made["runs"]["using"] == "composite"
    assert all(set(known) == {"description", "default"} for known in made["inputs"].values())
    used = set(re.findall(r"inputs\.([\w-]+)", (ROOT / "action.yml").read_text()))
    assert used == set(made["inputs"])
    for step in made["runs"]["steps"]:
        assert step["shell"] == "bash"
        assert "${{" not in step["run"]
        assert set(re.findall(r'"\$([A-Z]+)"', step["run"])) <= set(step["env"])
        assert set(step["env"]) <= set(re.findall(r"\$([A-Z]+)", step["run"]))


def acted(folder: Path, **variables: str) -> tuple[int, str]:
    """The last step of the action, by the shell that GitHub starts."""
    inputs = {name.upper(): known["default"] for name, known in action()["inputs"].items()}
    given = {
        "TARGETS": inputs["PATHS"],
        "SINCE": "",
        "BUDGET": inputs["BUDGET"],
        "UNDECIDED": inputs["UNDECIDED"],
        "SARIF": inputs["SARIF"],
        **variables,
    }
    step = action()["runs"]["steps"][-1]
    assert set(given) == set(step["env"])
    shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c"]
    return run([*shell, step["run"]], folder, **given)


def test_the_action_annotates_what_changed(repository: Path) -> None:
    """Against a base what changed is judged; without one, or with a push's zeros, every task."""
    base = git(repository, "rev-parse", "HEAD")
    code, said = acted(repository, SINCE=base)
    assert (code, "proved" in said) == (0, False)
    (repository / "tasks.py").write_text(WRONG)
    code, said = acted(repository, SINCE=base, TARGETS="tasks.py\n\n")
    assert code == 1
    assert "\n::error file=tasks.py,line=5,title=lemmata%3A refuted::up: refuted. up(n=" in said
    assert '"lemmata/refuted"' in (repository / "lemmata.sarif").read_text()
    (repository / "tasks.py").write_text(ODD)
    assert acted(repository, SINCE="0" * 40)[0] == 0
    code, said = acted(repository, UNDECIDED="fail")
    assert (code, said.count("::notice file=tasks.py")) == (2, 1)
    assert acted(repository, UNDECIDED="maybe")[0] == 3


def test_the_action_fetches_a_base_that_is_missing(repository: Path) -> None:
    """A shallow checkout lacks the base of a pull request; it is fetched, and nothing else is."""
    base = git(repository, "rev-parse", "HEAD")
    (repository / "tasks.py").write_text(ODD)
    git(repository, "commit", "-qam", "Second")
    clone = repository / "clone"
    git(repository, "clone", "-q", "--depth=1", f"file:{'//'}{repository}", str(clone))
    code, said = acted(clone, SINCE=base)
    assert (code, said.count("::notice file=tasks.py")) == (0, 1)
    assert acted(clone, SINCE="1" * 40)[0] != 0
