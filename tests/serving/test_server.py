"""`lemmata mcp` as a coding agent meets it: the SDK's own client, over stdin and stdout."""

import os
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp import Client
from mcp.client.stdio import StdioServerParameters
from mcp.shared.exceptions import MCPError

from lemmata.mcp_server import build
from lemmata.serving.pool import descendants
from tests.repository.checkout import ROOT

CLAMP = (ROOT / "examples" / "compiled" / "clamp.py").read_text()
HARD = """
from icontract import ensure, require


@require(lambda x, y, z: x > 0 and y > 0 and z > 0)
@ensure(lambda x, y, z, result: result == 0 or x * x * x + y * y * y == z * z * z)
def sign(x: int, y: int, z: int) -> int:
    ...
"""
TASK = {"file": "clamp.py", "function": "clamp"}
RIGHT = "return max(low, min(value, high))"


@asynccontextmanager
async def client(root: Path) -> AsyncIterator[Client]:
    """A client of a server of its own, for a project root."""
    command = str(Path(sys.executable).with_name("lemmata"))
    parameters = StdioServerParameters(
        command=command,
        args=["mcp", "--root", str(root)],
        env={"XDG_STATE_HOME": os.environ["XDG_STATE_HOME"]},
    )
    async with Client(parameters) as connected:
        yield connected


async def call(connected: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    """The structured answer of a tool; the test fails where it is an error."""
    found = await connected.call_tool(tool, arguments)
    assert not found.is_error, found.content
    return dict(found.structured_content or {})


def below(root: Path) -> set[str]:
    """Every path in a folder."""
    return {path.relative_to(root).as_posix() for path in root.rglob("*")}


def test_from_review_to_a_sealed_lemma(tmp_path: Path) -> None:
    """A wrong body, its counterexample, a right body, the lemma; nothing is written elsewhere."""
    root = tmp_path / "project"
    root.mkdir()
    (root / "clamp.py").write_text(CLAMP)

    async def drive() -> None:
        async with client(root) as agent:
            tools = {tool.name: tool for tool in (await agent.list_tools()).tools}
            assert all(tool.output_schema for tool in tools.values())
            review = await call(agent, "review_contract", **TASK)
            assert [found["rule"] for found in review["results"][0]["findings"]] == ["redundant"]
            wrong = await call(agent, "submit_candidate", **TASK, body="return value")
            assert wrong["result"]["verdict"] == "refuted"
            assert wrong["result"]["counterexample"]["observed"] == 1
            assert wrong["requirements"][0]["arguments"] == {"value": 1, "low": 0, "high": 0}
            assert wrong["wanted"] == "body"
            again = await call(agent, "submit_candidate", **TASK, body="return  value  # same")
            assert again["duplicate"]
            assert again["result"] == wrong["result"]
            right = await call(agent, "submit_candidate", **TASK, body=RIGHT)
            assert right["result"]["verdict"] == "proved"
            assert right["result"]["certificate"] == "lemmas/clamp.lemma"
            assert (right["attempt"], right["wanted"]) == (2, "nothing")
            page = await agent.read_resource("lemmata://report/clamp/clamp.py")
            (html,) = (getattr(part, "text", "") for part in page.contents)
            assert html.startswith("<!doctype html>")
            assert "max(low, min(value, high))" in html
            checked = await call(agent, "check", lemmas=["lemmas/clamp.lemma"])
            assert checked["results"][0]["ok"]

    anyio.run(drive)
    assert '"attempts": 2' in (root / "lemmas" / "clamp.lemma" / "ledger.json").read_text()
    assert {path.split("/")[0] for path in below(tmp_path)} == {"project"}


def test_a_cancelled_judgement_leaves_nothing(tmp_path: Path) -> None:
    """Progress is told; the solvers stop, no attempt is counted; another server knows the rest."""
    (tmp_path / "hard.py").write_text(HARD)
    (tmp_path / "clamp.py").write_text(CLAMP)
    task = {"file": "hard.py", "function": "sign"}
    workers: set[int] = set()

    async def cancelled() -> None:
        async with client(tmp_path) as agent:
            wrong = await call(agent, "submit_candidate", **TASK, body="return value")
            assert wrong["attempt"] == 1
            before = below(tmp_path)
            said: list[str] = []

            async def hear(progress: float, total: float | None, message: str | None) -> None:
                said.append(message or "")
                ours = descendants(os.getpid())
                servers = [pid for pid in ours if "lemmata mcp" in command_of(pid)]
                found = {pid for server in servers for pid in descendants(server)}
                if any("z3" in command_of(pid) for pid in found):
                    workers.update(found.difference(servers))
                    scope.cancel()

            body = "return 0 if x * x * x + y * y * y != z * z * z + 1 - 1 else x * y * z + 1"
            with anyio.fail_after(60), anyio.CancelScope() as scope:
                arguments = {**task, "body": body, "budget_seconds": 3000.0}
                await agent.call_tool("submit_candidate", arguments, progress_callback=hear)
            assert scope.cancelled_caught
            assert said[-1] == "judging a body for sign"
            with anyio.fail_after(10):
                while any(map(command_of, workers)):
                    await anyio.sleep(0.02)
            assert (await agent.read_resource("lemmata://limits")).contents, "the server lives on"
            assert below(tmp_path) == before

    async def later() -> None:
        async with Client(build(tmp_path, tmp_path / ".lemmata_sessions")) as agent:
            known = [await call(agent, "next_requirements", **each) for each in (task, TASK)]
            assert [each["attempts"] for each in known] == [0, 1]
            assert known[1]["nearest"]["attempt"]["body"] == "return value"

    anyio.run(cancelled)
    assert len(workers) > 1
    anyio.run(later)


def command_of(pid: int) -> str:
    """How a process was started; nothing where it ended, a zombie too."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except (FileNotFoundError, ProcessLookupError):
        return ""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project root with a secret beside it, and links that lead there."""
    outside = tmp_path_factory.mktemp("outside")
    root = outside / "project"
    root.mkdir()
    (root / "clamp.py").write_text(CLAMP)
    (outside / "secret.py").write_text(CLAMP.replace("clamp", "secret"))
    (root / "link.py").symlink_to(outside / "secret.py")
    (root / "out").symlink_to(outside)
    (root / "sub").mkdir()
    return root


@pytest.fixture(scope="module")
def agent(project: Path) -> Iterator[tuple[BlockingPortal, Client]]:
    """A client of a server in this process, for the tests that need no other process."""
    server = build(project, project / ".lemmata_sessions")
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(Client(server)) as connected,
    ):
        yield portal, connected


@pytest.fixture
def refused(agent: tuple[BlockingPortal, Client]) -> Callable[..., str]:
    """What a tool says that has no answer."""
    portal, connected = agent

    def ask(tool: str, **arguments: Any) -> str:
        found = portal.call(connected.call_tool, tool, arguments)
        assert found.is_error, found.structured_content
        return "".join(getattr(part, "text", "") for part in found.content)

    return ask


def test_paths_outside_the_root_are_refused(project: Path, refused: Callable[..., str]) -> None:
    """Dots, absolute paths and links lead nowhere, in every argument that is a path."""
    outside = project.parent
    before = below(outside)
    escapes = ["../secret.py", str(outside / "secret.py"), "link.py", "out/secret.py"]
    for path in [*escapes, "sub/../../secret.py", "", "clamp.py\0"]:
        assert "root" in refused("prove", path=path), path
    for path in escapes:
        assert "root" in refused("review_contract", file=path)
        assert "root" in refused("diff", new="clamp.py", old=path)
        assert "root" in refused("check", lemmas=[path])
    for output in ["..", "out", "out/lemmas", str(outside)]:
        assert "root" in refused("submit_candidate", **TASK, output=output, body=RIGHT)
    for lemmas in [[".."], ["out"]]:
        assert "root" in refused("prove", path="clamp.py", lemmas=lemmas)
    assert below(outside) == before


def test_bodies_are_proved_and_compared(
    project: Path, agent: tuple[BlockingPortal, Client]
) -> None:
    """A folder file by file, but for links that lead outside; two versions, and an input."""
    portal, connected = agent
    folder = project / "both"
    folder.mkdir()
    body = "\n\n@ensure(lambda n, result: result >= 0)\ndef size(n: int) -> int:\n    return "
    for name, returned in [("old.py", "n if n > 0 else -n"), ("new.py", "n if n > 1 else -n")]:
        (folder / name).write_text(f"from icontract import ensure{body}{returned}\n")
    (folder / "away.py").symlink_to(project.parent / "secret.py")
    proved = portal.call(connected.call_tool, "prove", {"path": "both"}).structured_content or {}
    told = {one["file"]: one["verdict"] for one in proved["results"]}
    assert told == {"both/old.py": "proved", "both/new.py": "refuted"}
    assert "root" in proved["errors"][0]["message"]
    versions = {"old": "both/old.py", "new": "both/new.py"}
    found = portal.call(connected.call_tool, "diff", versions).structured_content or {}
    assert found["results"][0]["witness"]["arguments"] == {"n": 1}


def test_a_lemma_behind_a_link_is_refused(project: Path, refused: Callable[..., str]) -> None:
    """What a task file imports lies below the root as well."""
    (project / "builds.py").write_text("from share import share\n")
    (project / "share.lemma").symlink_to(project.parent)
    assert "root" in refused("prove", path="builds.py")


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("prove", {"path": "none.py"}, "no such file"),
        ("prove", {"path": "broken.py"}, "broken.py:1"),
        ("prove", {"path": "binary.py"}, "not UTF-8"),
        ("prove", {"path": "clamp.py", "function": "klamp"}, "the tasks here are clamp"),
        ("prove", {"path": "clamp.py", "budget_seconds": 0}, "greater than 0"),
        ("prove", {"pathh": "clamp.py"}, "no argument 'pathh'"),
        ("diff", {"new": "clamp.py"}, "revision"),
        ("explain_finding", {"name": "smoll_scope"}, "did you mean small_scope"),
        ("submit_candidate", {**TASK, "body": ""}, "at least 1 character"),
        ("submit_candidate", {**TASK, "body": "```\nreturn 1\n```"}, "body alone"),
        ("submit_candidate", {**TASK, "body": "def clamp(v):\n    return v"}, "body alone"),
        ("submit_candidate", {**TASK, "body": "..."}, "body alone"),
        ("submit_candidate", {**TASK, "file": "plain.py", "body": RIGHT}, "has a body already"),
        ("check", {"lemmas": ["lemmas/none.lemma"]}, "no such lemma folder"),
        ("nothing", {}, "Unknown tool"),
    ],
)
def test_errors_say_what_to_do(
    project: Path, refused: Callable[..., str], tool: str, arguments: dict[str, Any], said: str
) -> None:
    """What cannot be used is an error of the tool, with the remedy; the server lives on."""
    (project / "broken.py").write_text("def f(:\n")
    (project / "binary.py").write_bytes(b"\xff\xfe")
    (project / "plain.py").write_text(CLAMP.replace("    ...", "    return value"))
    assert said in refused(tool, **arguments)


@pytest.mark.parametrize(
    ("uri", "start"),
    [
        ("lemmata://limits", "# Limits"),
        ("lemmata://skill", "---\nname: lemmata"),
        ("lemmata://task/clamp/clamp.py", "@require"),
        ("lemmata://session/clamp/clamp.py", '{\n "version": 1'),
    ],
)
def test_resources(agent: tuple[BlockingPortal, Client], uri: str, start: str) -> None:
    """The task as it stands, its session as JSON, the limits and the skill."""
    portal, connected = agent
    (content,) = portal.call(connected.read_resource, uri).contents
    assert getattr(content, "text", "").startswith(start)


@pytest.mark.parametrize("path", ["../secret.py", "link.py", "none.py", "clamp.py"])
def test_resources_outside_are_refused(agent: tuple[BlockingPortal, Client], path: str) -> None:
    """A resource is no way around the root, and a task that is not there has none."""
    portal, connected = agent
    with pytest.raises(MCPError):
        portal.call(connected.read_resource, f"lemmata://task/secret/{path}")
