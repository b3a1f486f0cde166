"""SARIF as code hosts read it: structure, places, levels."""

import json
from pathlib import Path
from typing import Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field

from lemmata.cli.main import main
from lemmata.cli.sarif import SCHEMA, uri

TASKS = """
from icontract import ensure


@ensure(lambda n, result: result > n)
def right(n: int) -> int:
    return n + 1


@ensure(lambda n, result: result > n)
@ensure(lambda n, result: result != 7)
def wrong(n: int) -> int:
    return n + 1


@ensure(lambda n, result: result > n)
def odd(n: int) -> int:
    return n + eval("1")


@ensure(lambda n, result: result == n + 1)
def weak(n: int) -> int:
    return right(n)
"""


class Strict(BaseModel):
    """A part of SARIF 2.1.0: the properties that are written, each as the standard types it."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Text(Strict):
    """A message."""

    text: str = Field(min_length=1)


class Configuration(Strict):
    """How a rule is shown unless a result says otherwise."""

    level: Literal["none", "note", "warning", "error"]


class Rule(Strict):
    """A reportingDescriptor."""

    id: str
    name: str
    shortDescription: Text  # noqa: N815 - the standard's name
    defaultConfiguration: Configuration  # noqa: N815


class Driver(Strict):
    """A toolComponent."""

    name: str
    semanticVersion: str = Field(pattern=r"^\d+\.\d+\.\d+")  # noqa: N815
    rules: list[Rule]


class Tool(Strict):
    """The tool."""

    driver: Driver


class Artifact(Strict):
    """An artifactLocation."""

    uri: str = Field(pattern=r"^[A-Za-z0-9._~/%:-]+$")


class Region(Strict):
    """A region; lines count from 1."""

    startLine: int = Field(ge=1)  # noqa: N815


class Physical(Strict):
    """A physicalLocation."""

    artifactLocation: Artifact  # noqa: N815
    region: Region


class Location(Strict):
    """A location."""

    physicalLocation: Physical  # noqa: N815


class Result(Strict):
    """A result."""

    ruleId: str  # noqa: N815
    ruleIndex: int = Field(ge=0)  # noqa: N815
    level: Literal["none", "note", "warning", "error"]
    message: Text
    locations: list[Location]
    properties: dict[str, Any] = {}


class Invocation(Strict):
    """An invocation."""

    executionSuccessful: bool  # noqa: N815


class Run(Strict):
    """A run."""

    tool: Tool
    columnKind: Literal["utf16CodeUnits", "unicodeCodePoints"]  # noqa: N815
    invocations: list[Invocation]
    results: list[Result]


class Log(Strict):
    """A log."""

    schema_: str = Field(alias="$schema")
    version: Literal["2.1.0"]
    runs: list[Run]


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("the tasks.py").write_text(TASKS)


def log() -> Log:
    """The log that was written; it has the structure of SARIF."""
    return Log.model_validate(json.loads(Path("out/log.sarif").read_text()))


def test_the_log_has_the_structure_of_sarif() -> None:
    """One run; each result has a rule of the driver, the rule's level, a line and a message."""
    assert main(["prove", "the tasks.py", "--sarif", "out/log.sarif"]) == 1
    whole = log()
    (run,) = whole.runs
    assert whole.schema_ == SCHEMA
    assert run.invocations[0].executionSuccessful
    for result in run.results:
        rule = run.tool.driver.rules[result.ruleIndex]
        assert (rule.id, rule.defaultConfiguration.level) == (result.ruleId, result.level)
        assert [place.physicalLocation.artifactLocation.uri for place in result.locations] == [
            "the%20tasks.py"
        ]


def test_what_is_not_proved_is_a_result_at_its_line() -> None:
    """A refutation at the broken conjunct with its input, a weak proof where it stopped."""
    main(["prove", "the tasks.py", "--sarif", "out/log.sarif"])
    (run,) = log().runs
    found = {
        result.ruleId: (result.locations[0].physicalLocation.region.startLine, result.message.text)
        for result in run.results
    }
    assert set(found) == {"lemmata/refuted", "lemmata/unsupported", "lemmata/unknown"}
    line, text = found["lemmata/refuted"]
    assert line == 11
    assert "wrong(n=6) returns 7" in text
    line, text = found["lemmata/unknown"]
    assert line == 21
    assert "not a counterexample" in text
    assert found["lemmata/unsupported"][0] == 17


def test_bad_input_is_a_result_too() -> None:
    """And the run says that it did not do everything."""
    Path("bad.py").write_text("def (\n")
    assert main(["prove", "bad.py", "the tasks.py::right", "--sarif", "out/log.sarif"]) == 3
    (run,) = log().runs
    assert [result.ruleId for result in run.results] == ["lemmata/bad-input"]
    assert not run.invocations[0].executionSuccessful


def test_a_place_that_cannot_be_written_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing half-written is left."""
    Path("out").write_text("")
    assert main(["prove", "the tasks.py::right", "--sarif", "out/log.sarif"]) == 3
    assert "FileError: out/log.sarif: cannot be written" in capsys.readouterr().err


def test_paths_become_uris() -> None:
    """Relative ones stay relative, and what a URI may not hold is escaped."""
    assert uri("a/b c/é%.py") == "a/b%20c/%C3%A9%25.py"
    assert uri("/a b.py").endswith("/a%20b.py")
