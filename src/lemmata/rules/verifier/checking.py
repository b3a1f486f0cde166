"""All claims of a rule's proof, found again from its files alone.

source     the rule file still means what was proved
partition  every input meets exactly one row
rule       the rule decides as the rows: run on every input, or proved by both solvers
network    the network decides as the rows: every input, 64 at a time, or by diagrams
machine    the finite machine decides as the rows: by diagrams
sums       no partial sum passes the bound, and the formats named are exact up to it
"""

import hashlib
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from lemmata.contracts.errors import CertificateError, LemmataError, LimitError
from lemmata.contracts.verdicts import Assurance
from lemmata.rules.verifier.claims import covers
from lemmata.rules.verifier.comparing import is_sliced, network_difference
from lemmata.rules.verifier.machine_proof import (
    examine_machine,
    is_machine_proof,
    read_machine_proof,
)
from lemmata.rules.verifier.machines import machine_difference
from lemmata.rules.verifier.proof import Proof, Stated, read_proof
from lemmata.rules.verifier.report import Notebook, Report
from lemmata.rules.verifier.source import (
    MOST_RUNS,
    Expected,
    SourceRule,
    need_fields,
    read_rule,
    run_all,
)
from lemmata.rules.verifier.stored import FORMATS, partial_sum_bound, read_network

if TYPE_CHECKING:
    from lemmata.obligations.solvers import Solvers
    from lemmata.rules.verifier.solving import Answer

AskedSolvers: TypeAlias = "Callable[[], Solvers]"
"""Both solvers, started when they are asked for."""

EXHAUSTIVE, DIAGRAMS, COUNTING = "exhaustive", "diagrams", "counting"
MOST_MODEL_INPUTS = 1 << 20
"""Inputs up to which an ONNX model is run on every one."""
_FRAMES = 100_000


@contextmanager
def solvers_when_asked() -> "Iterator[AskedSolvers]":
    """A function that gives both solvers, warm; they, and their code, come at its first call."""
    started: list[Solvers] = []

    def give() -> "Solvers":
        if not started:
            started.append(import_module("lemmata.obligations.solvers").Solvers())
        return started[0]

    try:
        yield give
    finally:
        for one in started:
            one.close()


def check(folder: Path, solvers: "AskedSolvers", source: Path | None = None) -> Report:
    """Every claim of the proof in this folder; ``source`` stands in for the file it names."""
    try:
        if is_machine_proof(folder):
            machine = read_machine_proof(folder)
            return _as_claimed(examine_machine(machine, source), machine.claims)
        proof = read_proof(folder)
    except LemmataError as error:
        return Report(folder, "", problems=(str(error),))
    return _as_claimed(examine(proof, solvers, source), proof.claims)


def _as_claimed(report: Report, claims: Sequence[tuple[str, str, int]]) -> Report:
    """The report, with what the proof claims otherwise."""
    made = {(one.claim, one.method, one.count) for one in report.found}
    unmade = [
        f"the proof claims {claim} by {method}, {count:,} in all, which was not found again"
        for claim, method, count in claims
        if (claim, method, count) not in made and claim not in report.skipped
    ]
    said = [claim for claim, _, _ in claims]
    unmade += [f"the proof claims {one} twice" for one in set(said) if said.count(one) > 1]
    unsaid = [one.claim for one in report.found if one.claim not in said]
    if unsaid and report.ok:
        unmade.append(f"the proof does not claim {', '.join(unsaid)}")
    return replace(report, problems=tuple(unmade) if report.ok else report.problems)


def examine(proof: Proof, solvers: "AskedSolvers", source: Path | None = None) -> Report:
    """Every claim that can be made of a proof's files, whatever it records of claims itself."""
    book = Notebook()
    rules: list[SourceRule] = []
    with _deep():
        if book.look("source", lambda: _source(proof, source, rules, book.notes)):
            book.look("partition", lambda: _partition(proof))
            book.look("rule", lambda: _rule(proof, rules[0], solvers))
        book.look("network", lambda: _network(proof))
        book.look("sums", lambda: _sums(proof))
        book.look("machine", lambda: _machine(proof))
        _onnx(proof, book)
    return Report(
        proof.folder,
        proof.rule,
        tuple(book.found),
        notes=tuple(book.notes),
        inputs=proof.claim.size,
        skipped=tuple(book.skipped),
    )


def _source(
    proof: Proof, path: Path | None, rules: list[SourceRule], notes: list[str]
) -> tuple[str, int, str]:
    rule = read_rule(path or proof.source.path, proof.rule)
    if rule.meaning != proof.meaning:
        return "digest", 1, f"{rule.path} means something else than what was proved"
    if rule.sha256 != proof.source.sha256:
        notes.append(f"the text of {rule.path} changed, and its meaning did not")
    need_fields(rule, proof.fields)
    rules.append(rule)
    return "digest", 1, ""


def _partition(proof: Proof) -> tuple[str, int, str]:
    sound = covers(proof.claim)
    return COUNTING, proof.claim.size, "" if sound else "rows overlap, or leave inputs out"


def _rule(proof: Proof, rule: SourceRule, solvers: "AskedSolvers") -> tuple[str, int, str]:
    if rule.domain.size <= MOST_RUNS:
        count, mismatch = run_all(rule, proof.fields, Expected(proof.rows))
        if mismatch is not None:
            said = f"the rule gives {mismatch.rule} and its row {mismatch.rows}"
            return EXHAUSTIVE, count, f"for {mismatch.arguments} {said}"
        missing = proof.claim.size - count
        problem = f"{missing} inputs of the proof are not the rule's" if missing else ""
        return Assurance.EXHAUSTIVE.value, count, problem
    solving = import_module("lemmata.rules.verifier.solving")
    answer: Answer = solving.prove_rows(rule, proof.fields, proof.rows, solvers())
    if answer.assurance is None:
        shown = f" for {answer.arguments}" if answer.arguments else ""
        if not answer.arguments:
            raise LimitError(answer.reason or "no solver decides")
        return "solvers", answer.obligations, f"{answer.reason}{shown}"
    return answer.assurance.value, answer.obligations, ""


def _network(proof: Proof) -> tuple[str, int, str]:
    _same_digest(proof.network)
    network = read_network(proof.network.path)
    claim = proof.claim
    bases = tuple(base for one in claim.radix for base in one)
    units = tuple(len(layer) for _, layer in network.layers)
    weights = sum(len(unit.weights) for _, layer in network.layers for unit in layer)
    if network.groups != bases or units[-1:] != (sum(claim.choices),):
        return "reading", 0, "the network has other inputs or outputs than the proof says"
    if units != proof.units or weights != proof.weights:
        return "reading", 0, f"the network has {units} units, {weights} weights, not as is said"
    method = EXHAUSTIVE if is_sliced(claim) else DIAGRAMS
    point = network_difference(claim, network)
    return method, claim.size, _told(proof, point, "network")


def _sums(proof: Proof) -> tuple[str, int, str]:
    bound = partial_sum_bound(read_network(proof.network.path))
    exact = tuple(name for name, most in FORMATS if bound <= most)
    if bound != proof.bound or exact != proof.exact:
        return "bound", bound, f"sums reach {bound}, exact in {', '.join(exact)}"
    return "bound", bound, ""


def _machine(proof: Proof) -> tuple[str, int, str]:
    _same_digest(proof.machine)
    point = machine_difference(proof.claim, proof.machine.path, proof.states)
    return DIAGRAMS, proof.claim.size, _told(proof, point, "machine")


def _onnx(proof: Proof, book: Notebook) -> None:
    """The model, where there is one: run on every input, if onnxruntime is installed."""
    stated = proof.onnx
    if stated is None:
        return
    if proof.claim.size > MOST_MODEL_INPUTS:
        book.look("onnx file", lambda: _same_file(stated))
        book.notes.append(f"{stated.path.name} has too many inputs to be run on each")
        return
    try:
        running = import_module("lemmata.rules.verifier.onnx_running")
    except ModuleNotFoundError:
        try:
            _same_digest(stated)
        except CertificateError:
            book.look("onnx file", lambda: _same_file(stated))
        book.notes.append(f"{stated.path.name} was not run: onnxruntime is not installed")
        book.skipped.append("onnx")
        return

    def look() -> tuple[str, int, str]:
        _same_digest(stated)
        point = running.first_difference(proof.claim, stated.path)
        return EXHAUSTIVE, proof.claim.size, _told(proof, point, "ONNX model")

    book.look("onnx", look)


def _same_file(stated: Stated) -> tuple[str, int, str]:
    _same_digest(stated)
    return "digest", 1, ""


def _told(proof: Proof, point: Sequence[int] | None, what: str) -> str:
    return "" if point is None else f"the {what} decides otherwise for {shown(proof, point)}"


def shown(proof: Proof, point: Sequence[int]) -> str:
    """An input as a person reads it."""
    pairs = zip(proof.fields, point, strict=True)
    return ", ".join(
        f"{one.name}={one.labels[index] if one.labels else one.low + index}" for one, index in pairs
    )


def _same_digest(stated: Stated) -> None:
    try:
        digest = hashlib.sha256(stated.path.read_bytes()).hexdigest()
    except OSError as error:
        raise CertificateError(f"{stated.path.name} cannot be read: {error}") from error
    if digest != stated.sha256:
        raise CertificateError(
            f"{stated.path.name} was changed: its sha256 is not the one of the proof"
        )


@contextmanager
def _deep() -> Iterator[None]:
    """Diagrams are walked level by level, one frame for each digit."""
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(max(usual, _FRAMES))
    try:
        yield
    finally:
        sys.setrecursionlimit(usual)
