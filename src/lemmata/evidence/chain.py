"""The chain of lemmas below a certificate: where they lie, each found and checked once."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from lemmata.contracts.verdicts import Assurance
from lemmata.evidence.folders import MOST_BYTES, digest, read_plain
from lemmata.evidence.linking import Sealed
from lemmata.evidence.tested import TrialManifest, is_tested

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and the file (relative to the folder) in which it is."""

    file: str
    message: str


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found. ``ok`` holds exactly when there is a proof, and no problem with it.

    ``tested`` is there where the lemma says itself that it is only tested: it is never ``ok``,
    and ``again`` are the gates that it passed just now.

    ``assurance`` is what was found out anew, None where it was not reached: the weakest of the
    certificate's own and those of the lemmas below it. ``notes`` tell what
    is no problem but should be known, as a certificate of an older encoder. ``proofs`` counts
    the obligations with a proof object, made anew and equal to the sealed one, and ``accepted``
    those that ethos accepted too; None where it was not asked. ``components`` are the folders
    of the lemmas that the certificate builds on itself. ``gates`` are those that the body passed
    when it was sealed, as the manifest says; they are not asked again.
    """

    ok: bool
    problems: tuple[Problem, ...]
    assurance: Assurance | None
    obligations: int
    seconds: float
    notes: tuple[str, ...] = ()
    proofs: int = 0
    accepted: int | None = None
    components: tuple[Path, ...] = ()
    gates: tuple[str, ...] = ()
    tested: TrialManifest | None = None
    again: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """``holds`` of a proof, ``tested`` of what says so and runs as it did, or ``broken``."""
        if self.ok:
            return "holds"
        return "tested" if self.tested and not self.problems else "broken"


class Checked(NamedTuple):
    """A lemma that was checked; ``sealed`` is what it offers, None where it does not hold.

    One that is only tested offers nothing to a proof.
    """

    report: CheckReport
    sealed: Sealed | None


Verify = Callable[[Path, "Chain"], Checked]


@dataclass(slots=True)
class Chain:
    """Checks each lemma once; ``places`` are the folders in which lemmas are looked for first."""

    verify: Verify
    places: tuple[Path, ...] = ()
    _known: dict[tuple[Path, str], Checked] = field(default_factory=dict)
    _open: list[Path] = field(default_factory=list)

    def check(self, folder: Path) -> Checked:
        """The lemma, checked with everything below it; what was checked is not read again."""
        key = (folder.resolve(), manifest_digest(folder))
        if key[0] in self._open:
            problem = Problem(MANIFEST, f"builds on itself, through {folder.name}")
            return Checked(CheckReport(False, (problem,), None, 0, 0.0), None)
        if key not in self._known:
            self._open.append(key[0])
            try:
                self._known[key] = self.verify(folder, self)
            finally:
                self._open.pop()
        return self._known[key]

    def find(self, function: str, beside: Sequence[Path]) -> tuple[Path, ...]:
        """The folders that may hold the lemma of that name: in the places, then in ``beside``."""
        if not function.isidentifier():  # a manifest of unknown origin may name anything
            return ()
        places = dict.fromkeys((*self.places, *beside))
        paths = [place / name for place in places for name in (f"{function}.lemma", function)]
        return tuple(path for path in paths if os.path.isfile(path / MANIFEST))  # noqa: PTH113 - never raises


def manifest_digest(folder: Path) -> str:
    """sha256 of the folder's manifest; empty where no plain file can be read there."""
    try:
        return digest(read_plain(os.fspath(folder / MANIFEST), MOST_BYTES))
    except OSError:
        return ""


def says_tested(folder: Path) -> bool:
    """Whether the lemma says of itself that it is only tested."""
    try:
        return is_tested(read_plain(os.fspath(folder / MANIFEST), MOST_BYTES))
    except OSError:
        return False
