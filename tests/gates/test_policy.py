"""Policy files: read strictly, merged by table, and refused with line and remedy."""

from pathlib import Path

import pytest

from lemmata.contracts.errors import FileError, InputError, PolicyError
from lemmata.gates import find_policy, nearest_policies
from lemmata.gates.policy import Policies, Policy
from lemmata.gates.policy_reading import read_policies

FULL = """
[default]
accept = "tested"

[default.syntax]
complexity = 10
linter = "none"

[default.accuracy]
golden = "golden.jsonl"
threshold = 1

[tasks.fee]
accept = "proved"
syntax.complexity = 5

[tasks.fee.accuracy.fields.total]
tolerance = 0.01

[tasks."send.mail".security]
kind = "activity"
effects = ["network"]
"""


def written(folder: Path, text: str | bytes) -> Path:
    """A policy file with that text."""
    path = folder / "lemmata.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_a_task_says_what_differs(tmp_path: Path) -> None:
    """What a task's table does not say is as in the default; other tasks have the default."""
    policies = read_policies(written(tmp_path, FULL))
    fee = policies.of("fee")
    assert (fee.accept, fee.syntax.complexity, fee.syntax.linter) == ("proved", 5, "none")
    assert fee.accuracy.fields["total"].tolerance == 0.01
    assert fee.accuracy.threshold == 1.0
    assert policies.of("other") == policies.default
    assert policies.default.syntax.complexity == 10
    assert policies.of("send.mail").security.effects == ("network",)
    assert policies.golden("fee") == tmp_path / "golden.jsonl"


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("[default]\naccpt = 'tested'\n", 2, "did you mean 'accept'"),
        ("[default.syntax]\ncomplexty = 3\n", 2, "did you mean 'complexity'"),
        ("[tasks.f.accuracy.fields.x]\n\ntolerence = 0.1\n", 3, "tolerence"),
        ("[defaults]\n", 1, "did you mean 'default'"),
        ("default = 3\n", 1, "no table"),
        ("tasks = [1]\n", 1, "no table"),
        ("[tasks]\nf = 1\n", 2, "no table"),
        ("[default.syntax]\nlines = 'many'\n", 2, "syntax.lines"),
        ("[default.syntax]\nlines = true\n", 2, "syntax.lines"),
        ("[default.syntax]\n# a comment\nlines = 0\n", 3, "less than 1"),
        ("[default.accuracy]\nthreshold = 1.5\n", 2, "between 0 and 1"),
        ("[default.accuracy]\ntolerance = nan\n", 2, "tolerance"),
        ("[default]\naccept = 'maybe'\n", 2, "accept"),
        ("[default]\nsyntax = 4\n", 2, "syntax"),
        ("[default.execution]\nwall_seconds = 2026-01-01\n", 2, "wall_seconds"),
        ("[default\n", 1, "not TOML"),
        ("[default.syntax]\nlines = 1\nlines = 2\n", 3, "not TOML"),
    ],
)
def test_what_no_policy_can_say_is_refused(tmp_path: Path, text: str, line: int, told: str) -> None:
    """The line of the fault, the value, and the nearest key that there is."""
    with pytest.raises(PolicyError) as caught:
        read_policies(written(tmp_path, text))
    assert told in str(caught.value)
    assert caught.value.place is not None
    assert caught.value.place.line == line


@pytest.mark.parametrize("text", [b"\xff\xfe", b"# " + b"x" * (1 << 20)])
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, text: bytes) -> None:
    """Not UTF-8, or too large."""
    with pytest.raises(FileError):
        read_policies(written(tmp_path, text))


def test_a_missing_policy_that_was_named_is_bad_input(tmp_path: Path) -> None:
    """Nobody falls back to the defaults because of a misspelled path."""
    with pytest.raises(InputError):
        nearest_policies(tmp_path / "tasks.py", tmp_path / "none.toml")


def test_the_nearest_policy_holds(tmp_path: Path) -> None:
    """Beside the task file, or in the nearest folder above it; without one, the defaults."""
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "lemmata.toml").write_text("[default]\naccept = 'tested'\n")
    assert find_policy(inner / "tasks.py") == (tmp_path / "lemmata.toml").resolve()
    (inner / "lemmata.toml").write_text("")
    assert nearest_policies(inner / "tasks.py").default == Policy()
    assert nearest_policies(tmp_path / "a" / "tasks.py").default.accept == "tested"
    assert Policies().path is None
