"""Proofs of rules as test items: every `NAME.rule/proof.yaml` that pytest walks through is checked.

The verifier, and numpy with it, comes when the first such item runs.
"""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest


class BrokenProofError(Exception):
    """A proof of a rule does not hold; the message has what was found, a line each."""


class RuleProofs:
    """The plug-in of one process."""

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> "ProofFile | None":
        """The proof of a rule, where the file is one."""
        if file_path.name != "proof.yaml" or file_path.parent.suffix != ".rule":
            return None
        return ProofFile.from_parent(parent, path=file_path)


class ProofFile(pytest.File):
    """One `proof.yaml`."""

    def collect(self) -> Iterator[pytest.Item]:
        """Its only item."""
        yield ProofItem.from_parent(self, name=f"{self.path.parent.stem}[rule]")


class ProofItem(pytest.Item):
    """The claims of one proof, found again from its files."""

    def runtest(self) -> None:
        """Check the proof.

        Raises:
            BrokenProofError: it does not hold, or a claim is undecided.
        """
        checking = import_module("lemmata.rules.verifier.checking")
        with checking.solvers_when_asked() as solvers:
            report = checking.check(self.path.parent, solvers)
        lines = [*report.problems]
        lines += [f"{one.claim}: {one.problem}" for one in report.found if one.problem]
        if not report.ok:
            raise BrokenProofError("\n".join(lines))
        self.user_properties.append(("lemmata_assurance", report.assurance or ""))

    def repr_failure(
        self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None
    ) -> str:
        """What does not hold; the trace of anything else."""
        if isinstance(excinfo.value, BrokenProofError):
            again = f"lemmata rules check {self.path.parent}"
            return f"the proof of {self.path.parent.stem} does not hold\n{excinfo.value}\n  {again}"
        return str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the item stands."""
        return self.path, 0, self.name
