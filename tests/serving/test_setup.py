"""The documented set-up: configurations that parse, commands that start, a light package."""

import argparse
import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from lemmata.cli import mcp_command
from lemmata.cli.arguments import build_parser
from lemmata.cli.main import main
from tests.repository.checkout import ROOT
from tests.repository.markdown import Block, blocks

SNIPPETS = [block for block in blocks(ROOT / "docs" / "mcp.md") if block.mark.endswith(" agent")]


@pytest.mark.parametrize("block", SNIPPETS, ids=[str(block.line) for block in SNIPPETS])
def test_configurations_start_the_server(block: Block) -> None:
    """Each is JSON or TOML, and its command line is one of ours."""
    is_toml = block.mark.startswith("toml")
    read = tomllib.loads(block.text) if is_toml else json.loads(block.text)
    (servers,) = read.values()
    assert servers["lemmata"]["command"] == "lemmata"
    arguments = build_parser().parse_args(servers["lemmata"]["args"])
    assert arguments.command == "mcp"


def test_all_five_agents_are_there() -> None:
    """A snippet for each agent that the page names."""
    assert len(SNIPPETS) == 5


def test_a_wrong_root_is_bad_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The server does not start where there is no folder."""
    assert main(["mcp", "--root", str(tmp_path / "none")]) == 3
    assert "no such folder" in capsys.readouterr().err


@pytest.mark.parametrize("missing", ["mcp", "anyio"])
def test_a_missing_extra_is_told(
    missing: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Without the extra the command says how to get it; another missing module is a bug."""

    def lacking(name: str) -> Any:
        raise ModuleNotFoundError(f"No module named {missing!r}", name=missing)

    monkeypatch.setattr(mcp_command, "import_module", lacking)
    assert main(["mcp", "--root", str(tmp_path)]) == 3
    assert "pip install 'lemmata[mcp]'" in capsys.readouterr().err
    monkeypatch.setattr(mcp_command, "import_module", lambda name: __import__("lemmata.nowhere"))
    with pytest.raises(ModuleNotFoundError):
        mcp_command.run(argparse.Namespace(root=tmp_path, sessions=None))


def test_the_package_is_light() -> None:
    """`import lemmata`, and the command line with its help, bring in no server and no model."""
    heavy = {
        "mcp",
        "anyio",
        "pydantic",
        "pydantic_ai",
        "openai",
        "anthropic",
        "httpx2",
        "starlette",
    }
    code = (
        "import sys, lemmata, lemmata.cli.main; lemmata.cli.main.build_parser().format_help();"
        " print(*{name.partition('.')[0] for name in sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert set(done.stdout.split()) & heavy == set()
