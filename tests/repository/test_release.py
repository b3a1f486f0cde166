"""What is released agrees with itself: version, changelog, doors, locks."""

import re
from pathlib import Path

import pytest

import lemmata
from lemmata.gates import registry as gates
from lemmata.generators import registry as generators
from lemmata.provers import registry as provers
from tests.repository.checkout import ROOT, settings

LOCKS = ["requirements.lock", "requirements-dev.lock"]


def named(requirements: list[str]) -> set[str]:
    """The packages that the requirements name, normalized."""
    return {re.split(r"[^\w.-]", text)[0].lower().replace("_", "-") for text in requirements}


def pinned(lock: str) -> dict[str, int]:
    """The packages that a lock pins, each with the number of its hashes."""
    found: dict[str, int] = {}
    for block in re.split(r"^(?=\S)", (ROOT / lock).read_text(), flags=re.MULTILINE):
        if name := re.match(r"([\w.-]+)==", block):
            found[name[1]] = block.count("--hash=sha256:")
    return found


def test_the_changelog_has_the_version() -> None:
    """The newest entry of the changelog is the version that the package says it has."""
    text = (ROOT / "CHANGELOG.md").read_text()
    versions = re.findall(r"^## (\d+\.\d+\.\d+)", text, re.MULTILINE)
    assert versions[0] == lemmata.__version__


@pytest.mark.parametrize(
    ("group", "table"),
    [
        (provers.ENTRY_POINT_GROUP, {**provers.BUILT_IN, **provers.SECOND_OPINIONS}),
        (generators.ENTRY_POINT_GROUP, generators.BUILT_IN),
        (gates.ENTRY_POINT_GROUP, gates.BUILT_IN),
    ],
)
def test_built_ins_come_by_the_public_door(group: str, table: dict[str, str]) -> None:
    """The registry's own table is the package's entry points, name by name."""
    assert dict(table) == settings()["project"]["entry-points"][group]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_hashes(lock: str) -> None:
    """A lock pins exact files."""
    pins = pinned(lock)
    assert pins
    assert [name for name, hashes in pins.items() if hashes == 0] == []


def test_locks_hold_what_the_project_asks_for() -> None:
    """A dependency that was added, or dropped, without `make lock` is seen here."""
    wanted = named(settings()["project"]["dependencies"])
    tools = named(settings()["dependency-groups"]["dev"])
    assert wanted <= set(pinned(LOCKS[0]))
    assert wanted | tools <= set(pinned(LOCKS[1]))
    assert set(pinned(LOCKS[0])) <= set(pinned(LOCKS[1]))
    assert not (tools - wanted) & set(pinned(LOCKS[0]))


def test_both_locks_pin_the_same_versions() -> None:
    """What the tests ran with is what users get."""

    def versions(lock: str) -> dict[str, str]:
        return dict(re.findall(r"^([\w.-]+)==([\w.]+)", (ROOT / lock).read_text(), re.MULTILINE))

    users, tests = versions(LOCKS[0]), versions(LOCKS[1])
    assert users == {name: tests[name] for name in users}


def test_ci_runs_the_local_command() -> None:
    """CI has no steps of its own."""
    assert (ROOT / ".ci" / "run").read_text().rstrip().endswith("make test")
    assert Path(ROOT / ".ci" / "run").stat().st_mode & 0o100
    assert ".ci/run" in (ROOT / ".github" / "workflows" / "ci.yml").read_text()
