"""Three files of lemmas upon each other, and how tests read, judge and forge them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lemmata.contracts.errors import InputError
from lemmata.contracts.reading import read_module
from lemmata.contracts.tasks import Module
from lemmata.contracts.verdicts import Judgement
from lemmata.evidence import CheckReport, Lemmas
from lemmata.evidence.folders import SUMS, digest, read_folder, write_folder
from lemmata.proving import Session, prove_module

BASE = '''\
from dataclasses import dataclass

from icontract import ensure, require

TOP = 9


@dataclass(frozen=True)
class Span:
    low: int
    high: int


def helper(n: int) -> int:
    return n + 1


@ensure(lambda n, result: 0 <= result <= TOP)
def digit(n: int) -> int:
    """What a digit is.

    >>> digit(12)
    2
    """
    return n % 10


@require(lambda parts: parts > 0)
@ensure(lambda whole, parts, result: result * parts <= whole < helper(result) * parts)
def share(whole: int, parts: int) -> int:
    return whole // parts


@require(lambda span: span.low <= span.high)
@ensure(lambda span, result: span.low <= result <= span.high)
def middle(span: Span) -> int:
    return (span.low + span.high) // 2


@ensure(lambda flag, result: result in (0, 1))
def bit(flag: bool) -> int:
    return 1 if flag else 0


def checked(n: int) -> int:
    """Refuse what is negative.

    raises: ValueError
    post: __return__ == n
    """
    if n < 0:
        raise ValueError("negative")
    return n
'''

TOP = """\
from icontract import ensure, require

from base import digit


@ensure(lambda n, result: 0 <= result <= 18)
def twice(n: int) -> int:
    return 2 * digit(n)
"""

LAST = """\
from icontract import ensure

from top import twice


@ensure(lambda n, result: result < 20)
def last(n: int) -> int:
    return twice(n) + 1
"""

Files = dict[str, bytes]


def told(report: CheckReport) -> str:
    """All messages."""
    return "\n".join(f"{problem.file}: {problem.message}" for problem in report.problems)


def task(folder: Path, text: str, *more: Path) -> Module:
    """A file of that text in the folder, read with the lemmas there."""
    file = folder / "task.py"
    file.write_text(text)
    return read_module(file, link=Lemmas(more).link)


def judged(session: Session, module: Module) -> dict[str, Judgement]:
    """What is said of every function of the file."""
    errors: list[InputError] = []
    found = {j.function: j for j, _ in prove_module(session, module, None, errors.append)}
    assert errors == []
    return found


def forge(folder: Path, change: Callable[[Files, dict[str, Any]], None]) -> str:
    """Change a lemma and make its own digests agree; the digest of the new manifest."""
    files = read_folder(folder)
    del files[SUMS]
    manifest = json.loads(files["manifest.json"])
    change(files, manifest)
    manifest["source"] = digest(files["source.py"])
    for known in manifest.get("copies", ()):
        known["sha256"] = digest(files[known["file"]])
    files["manifest.json"] = (json.dumps(manifest, indent=1) + "\n").encode()
    write_folder(folder, files)
    return digest(files["manifest.json"])
