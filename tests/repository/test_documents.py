"""The documents tell the truth: paths exist, commands parse, examples print what they claim."""

import argparse
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lemmata.cli.arguments import build_parser
from tests.repository.checkout import PACKAGE, ROOT
from tests.repository.markdown import (
    DOCUMENTS,
    agrees,
    blocks,
    prose,
    shown_commands,
    spans,
    steps,
)

EXPECTED_DOCUMENTS = {
    "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md",
    "docs/why.md", "docs/tutorial.md", "docs/how_it_works.md", "docs/architecture.md",
    "docs/limits.md", "docs/glossary.md", "docs/decisions.md", "docs/extending.md",
}  # fmt: skip


def label(path: Path) -> str:
    """The path as a test's name shows it."""
    return path.relative_to(ROOT).as_posix()


def test_the_documents_are_all_here() -> None:
    """One topic, one file, and none of them missing."""
    assert {label(path) for path in DOCUMENTS} >= EXPECTED_DOCUMENTS


@pytest.mark.parametrize("document", DOCUMENTS, ids=label)
def test_links_lead_somewhere(document: Path) -> None:
    """A link inside the repository names a file, and a heading in it."""
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(document)):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        file = (document.parent / path).resolve() if path else document
        assert file.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.*)$", prose(file), re.MULTILINE)
            anchors = {re.sub(r"[^\w -]", "", text).lower().replace(" ", "-") for text in headings}
            assert anchor in anchors, target


@pytest.mark.parametrize("document", DOCUMENTS, ids=label)
def test_paths_exist(document: Path) -> None:
    """A code span that looks like a path of ours is one, from the root or inside the package."""
    tops = {path.name for path in (*ROOT.iterdir(), *PACKAGE.iterdir()) if path.is_dir()}
    missing = []
    for span in spans(document):
        if not re.fullmatch(r"[\w.-]+(/[\w.-]*)+", span) or span.split("/")[0] not in tops:
            continue
        if not any((base / span).exists() for base in (ROOT, PACKAGE)):
            missing.append(span)
    assert missing == []


def options_of(parser: argparse.ArgumentParser, words: list[str]) -> set[str]:
    """The options of a command, or of its action where it has actions; one must be named."""
    if parser._subparsers is None:
        return set(parser._option_string_actions)
    (actions,) = [known.choices for known in parser._subparsers._group_actions]
    assert actions is not None
    if not words:
        return set()
    assert words[0] in actions, words
    return set(actions[words[0]]._option_string_actions)  # type: ignore[index]


@pytest.mark.parametrize("document", DOCUMENTS, ids=label)
def test_commands_parse(document: Path) -> None:
    """Every `lemmata` command that is shown has its subcommand and its options."""
    (commands,) = [
        action.choices
        for action in build_parser()._subparsers._group_actions  # type: ignore[union-attr]
    ]
    assert commands is not None
    for shown in shown_commands(document):
        words = shlex.split(shown.split(";")[0].split("|")[0]) if shown.count("'") != 1 else []
        if not words or words[0] != "lemmata" or len(words) < 2 or words[1].startswith("-"):
            continue
        assert words[1] in commands, shown
        known = options_of(commands[words[1]], words[2:])  # type: ignore[index]
        assert [w for w in words[2:] if w.startswith("-") and w.split("=")[0] not in known] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=label)
def test_make_targets_exist(document: Path) -> None:
    """Every `make` command that is shown has its target."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    shown = [re.match(r"make ([a-z]+)$", text) for text in shown_commands(document)]
    assert [found[1] for found in shown if found and found[1] not in targets] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "document",
    [
        path
        for path in DOCUMENTS
        if any(b.mark.split()[:1] in (["console"], ["python"]) for b in blocks(path))
    ],
    ids=label,
)
def test_examples_print_what_they_claim(document: Path, tmp_path: Path) -> None:
    """The blocks of a document, run in order in an empty folder with the examples."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    bin_folder = str(Path(sys.executable).parent)
    environment = {**os.environ, "PATH": f"{bin_folder}:{os.environ['PATH']}", "NO_COLOR": "1"}
    for block in blocks(document):
        mark, _, file = block.mark.partition(" file=")
        if mark == "python" and file:
            (tmp_path / file).write_text(block.text)
        elif mark == "python":
            subprocess.run(
                [sys.executable, "-c", block.text], cwd=tmp_path, env=environment, check=True
            )
        elif mark == "console":
            for command, claimed in steps(block):
                done = subprocess.run(
                    ["bash", "-c", command], cwd=tmp_path, env=environment, check=False,
                    stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                )  # fmt: skip
                message = f"{label(document)}:{block.line}: {command}\n{done.stdout}"
                assert agrees(claimed, done.stdout), message
