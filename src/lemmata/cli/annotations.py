"""Lines of the log that code hosts turn into remarks beside the lines of a pull request."""

import os
from collections.abc import Sequence
from pathlib import Path

from lemmata.cli.sarif import RULES, Judged, Told, told, told_error
from lemmata.contracts.errors import LemmataError
from lemmata.contracts.verdicts import Verdict

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}
"""GitHub's workflow commands, by the levels of SARIF."""


def github_lines(judged: Sequence[Judged], errors: Sequence[LemmataError]) -> list[str]:
    """A workflow command of GitHub for everything that is not proved, and for bad input.

    Paths are told from the working folder, which is to be the root of the checkout.
    """
    open_ended = [told(known) for known in judged if known.judgement.verdict is not Verdict.PROVED]
    return [_github(known) for known in (*open_ended, *map(told_error, errors))]


def _github(known: Told) -> str:
    place = [f"file={_property(_relative(known.path))}", f"line={known.line}"] if known.path else []
    properties = ",".join([*place, f"title={_property(f'lemmata: {known.rule}')}"])
    return f"::{_COMMANDS[RULES[known.rule][0]]} {properties}::{_data(chr(10).join(known.lines))}"


def _relative(path: str) -> str:
    here = Path.cwd()
    return os.path.relpath(path, here) if Path(path).is_relative_to(here) else path


def _data(text: str) -> str:
    """As a command's message: nothing in it can end the line, and so begin another command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
