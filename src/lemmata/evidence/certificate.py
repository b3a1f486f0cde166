"""Making a certificate: the sealed source, its obligations, answers, proofs and manifest."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

from lemmata import __version__
from lemmata.contracts.borrowing import relink
from lemmata.contracts.errors import CertificateError
from lemmata.contracts.gating import GateOutcome, GateResult
from lemmata.contracts.hints import Hints
from lemmata.contracts.reading import read_source
from lemmata.contracts.tasks import Links, Module
from lemmata.contracts.verdicts import Assurance
from lemmata.evidence.assurance import assurance_of, inherited, weakest
from lemmata.evidence.folders import digest, write_folder
from lemmata.evidence.linking import copy_name
from lemmata.evidence.manifest import (
    Manifest,
    Method,
    SealedComponent,
    SealedCopy,
    SealedFunction,
    SealedLimits,
    SealedObligation,
    SealedVersions,
    Status,
    manifest_bytes,
    sealed_gates,
    sealed_hints,
)
from lemmata.evidence.planning import Part, digest_contract, digest_prelude, plan, proof_name
from lemmata.evidence.proof import Answers, Evidence
from lemmata.language.digest import digest_function
from lemmata.language.hints import annotate
from lemmata.language.parsing import parse_program
from lemmata.language.tree import Program
from lemmata.obligations.derivation import ENCODER_VERSION
from lemmata.obligations.solvers import Script, Solver, Solvers

SOURCE = "source.py"


def write_certificate(
    folder: Path, module: Module, name: str, evidence: Mapping[str, Evidence], solvers: Solvers
) -> Path:
    """Write the certificate of a proved function; the folder appears whole or not at all.

    Raises: as `certificate_files`, and FileError where the folder cannot be written.
    """
    return write_folder(folder, certificate_files(module, name, evidence, solvers))


def certificate_files(
    module: Module,
    name: str,
    evidence: Mapping[str, Evidence],
    solvers: Solvers,
    gates: Sequence[GateResult] = (),
) -> dict[str, bytes]:
    """The files of a certificate by name, without ``SHA256SUMS``.

    ``evidence`` is by function: of ``name``, and of functions whose contracts its proof assumes;
    for those without, the solvers are asked here. ``gates`` is what the body passed before.

    Raises:
        CertificateError: the evidence does not prove this source, or the solvers remember.
        UnsupportedError: the function is outside the language.
        ToolError: a solver is missing or broke.
    """
    if any(known.outcome in (GateOutcome.FAILED, GateOutcome.BROKEN) for known in gates):
        raise CertificateError("a gate did not pass", remedy="judge it again")
    if solvers.remembers:
        raise CertificateError("a certificate is solved anew", remedy="turn the cache off")
    source = module.source.encode()
    sealed_module = read_source(module.source, SOURCE, link=relink(module))
    program = parse_program(sealed_module)
    hints = _hints(name, evidence)
    hinted = annotate(sealed_module, program, hints)
    parts = plan(hinted, name, lambda n: evidence[n].method if n in evidence else "smt")
    files: dict[str, bytes] = {SOURCE: source}
    lemmas, links = module.links.lemmas, module.links
    _check_assumed(program, parts, links)
    obligations: list[SealedObligation] = []
    functions: list[SealedFunction] = []
    for part in parts:
        known = evidence.get(part.function.name)
        sealed = _seal_obligations(part, known, solvers, files, bool(hints))
        obligations.extend(sealed)
        functions.append(_seal_function(program, part, known, sealed))
    own = weakest(Assurance(function.assurance) for function in functions)
    strength = weakest([own, *(lemma.assurance for lemma in lemmas)])
    copies = {name: part.source.encode() for name, part in links.modules.items()}
    files.update((copy_name(name), text) for name, text in copies.items())
    manifest = Manifest(
        format=1,
        lemmata=__version__,
        encoder=ENCODER_VERSION,
        function=name,
        method=functions[0].method,
        assurance=strength.value,
        source=digest(source),
        prelude=digest_prelude(),
        functions=tuple(functions),
        obligations=tuple(obligations),
        versions=versions_of(solvers),
        limits=SealedLimits(
            solvers.limits.z3_rlimit, solvers.limits.cvc5_rlimit, float(solvers.limits.wall_seconds)
        ),
        assumptions=inherited(strength, lemmas),
        hints=sealed_hints(hints),
        components=tuple(SealedComponent(m.module, m.function, m.manifest) for m in lemmas),
        copies=tuple(SealedCopy(name, copy_name(name), digest(t)) for name, t in copies.items()),
        gates=sealed_gates(gates),
    )
    files["manifest.json"] = manifest_bytes(manifest)
    return files


def _check_assumed(program: Program, parts: tuple[Part, ...], links: Links) -> None:
    """Contracts of sealed code may be used only where a lemma proves them."""
    missing = unproved(program, parts, links)
    if missing:
        raise CertificateError(
            f"the proof uses the contract of {missing[0]}, which no sealed lemma proves",
            remedy="seal that function, and import it",
        )


def unproved(program: Program, parts: tuple[Part, ...], links: Links) -> tuple[str, ...]:
    """The sealed functions whose contracts the parts assume, and that no lemma proves."""
    proved = links.proved()
    assumed = {name for part in parts for name in part.assumed if name in program.origins}
    return tuple(sorted(name for name in assumed if program.origins[name] not in proved))


def _hints(name: str, evidence: Mapping[str, Evidence]) -> dict[str, Hints]:
    """One set of hints for each function; those of the sealed function's own proof come first."""
    hints: dict[str, Hints] = {}
    for known in sorted(evidence, key=lambda other: other != name):
        for function, said in evidence[known].hints:
            hints.setdefault(function, said)
    return hints


def versions_of(solvers: Solvers) -> SealedVersions:
    """The solvers' versions and that of the running Python."""
    known = solvers.versions()
    python = ".".join(map(str, sys.version_info[:3]))
    return SealedVersions(known[Solver.Z3], known[Solver.CVC5], python)


def ask(part: Part, solvers: Solvers) -> tuple[Answers, ...]:
    """What both solvers say of the part's obligations now."""
    replies = solvers.solve_both([Script(known.smt) for _, known in part.obligations])
    pairs = zip(replies[Solver.Z3], replies[Solver.CVC5], strict=True)
    return tuple(Answers(z3.status, cvc5.status) for z3, cvc5 in pairs)


def proofs_of(part: Part, answers: tuple[Answers, ...], solvers: Solvers) -> tuple[str, ...]:
    """cvc5's proofs, one an obligation; empty where cvc5 did not say unsat or prints none."""
    scripts = [
        Script(known.smt)
        for (_, known), said in zip(part.obligations, answers, strict=True)
        if said.cvc5 == "unsat"
    ]
    proved = iter(solvers.solve(scripts, Solver.CVC5, proofs=True))
    return tuple(next(proved).proof if said.cvc5 == "unsat" else "" for said in answers)


def _seal_obligations(
    part: Part,
    known: Evidence | None,
    solvers: Solvers,
    files: dict[str, bytes],
    has_hints: bool,
) -> tuple[SealedObligation, ...]:
    derived = [one.smt for _, one in part.obligations]
    if known is None or known.cached or len(known.answers) != len(derived):
        answers = ask(part, solvers)
    elif [one.smt for one in known.obligations] == derived:
        answers = known.answers
    elif has_hints:  # functions of one circle may have been proved by different hints
        answers = ask(part, solvers)
    else:
        raise CertificateError(
            f"the evidence for {part.function.name} is about another source",
            remedy="prove it again",
        )
    proofs = proofs_of(part, answers, solvers)
    sealed = []
    for (file, obligation), said, proof in zip(part.obligations, answers, proofs, strict=True):
        text = obligation.smt.encode()
        files[file] = text
        if proof:
            files[proof_name(file)] = proof.encode()
        sealed.append(
            SealedObligation(
                file=file,
                sha256=digest(text),
                function=part.function.name,
                kind=obligation.kind.value,
                text=obligation.text,
                line=obligation.line,
                error=obligation.error,
                z3=cast(Status, said.z3),
                cvc5=cast(Status, said.cvc5),
                proof=proof_name(file) if proof else None,
                proof_sha256=digest(proof.encode()) if proof else None,
            )
        )
    return tuple(sealed)


def _seal_function(
    program: Program, part: Part, known: Evidence | None, sealed: tuple[SealedObligation, ...]
) -> SealedFunction:
    function = part.function
    if part.method == "exhaustive":
        assurance: Assurance | None = Assurance.EXHAUSTIVE
    else:
        assurance = assurance_of([Answers(known.z3, known.cvc5) for known in sealed])
    if assurance is None:
        raise CertificateError(
            f"{function.name} is not proved: an obligation is open", remedy="prove it first"
        )
    return SealedFunction(
        name=function.name,
        method=cast(Method, part.method),
        assurance=assurance.value,
        digest=digest_function(program, function.name),
        contract=digest_contract(function),
        inputs=known.inputs if known and part.method == "exhaustive" else 0,
        examples=len(function.examples),
        assumed=part.assumed,
    )
