"""The independent checker: everything a certificate claims, found out again.

It trusts no file. Digests only tell which file changed; what decides is that the obligations are
derived anew from the sealed source, equal the sealed ones byte for byte, and are answered again.
It imports no prover and no generator.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import product
from math import prod
from pathlib import Path
from time import monotonic

from lemmata.contracts.errors import CertificateError, LemmataError, SandboxError
from lemmata.contracts.imports import Wanted
from lemmata.contracts.reading import read_source
from lemmata.contracts.tasks import Links, Module
from lemmata.contracts.types import cardinality, contains, inhabitants
from lemmata.contracts.values import Value, to_python
from lemmata.contracts.verdicts import Assurance
from lemmata.evidence.assurance import assurance_of, inherited, weakest
from lemmata.evidence.certificate import SOURCE, ask, proofs_of, unproved, versions_of
from lemmata.evidence.chain import (
    MANIFEST,
    Chain,
    Checked,
    CheckReport,
    Problem,
    manifest_digest,
    says_tested,
)
from lemmata.evidence.folders import SUMS, digest, read_folder, read_sums
from lemmata.evidence.gate_records import faults_of
from lemmata.evidence.linking import (
    Named,
    Sealed,
    check_meanings,
    copy_name,
    links_of,
    texts_of,
)
from lemmata.evidence.manifest import (
    Manifest,
    SealedComponent,
    SealedCopy,
    SealedFunction,
    unsealed_hints,
)
from lemmata.evidence.manifest_reading import read_either
from lemmata.evidence.planning import Part, digest_contract, digest_prelude, plan, proof_name
from lemmata.evidence.proof import Answers
from lemmata.evidence.proof_objects import check_proofs, find_ethos
from lemmata.evidence.tested import TrialManifest
from lemmata.evidence.tested_checking import (
    LEDGER,
    Retest,
    claimed_files,
    faults_of_files,
    faults_of_source,
)
from lemmata.evidence.vetting import vet_script
from lemmata.language.digest import digest_function
from lemmata.language.exceptions import declares
from lemmata.language.hints import annotate
from lemmata.language.interpreter import Raised, example_violation
from lemmata.language.parsing import parse_program
from lemmata.language.tree import Function, Program
from lemmata.obligations.derivation import ENCODER_VERSION, admission
from lemmata.obligations.solvers import Limits, Script, Solver, Solvers
from lemmata.sandbox import Sandbox

MOST_INPUTS = 65_536
MOST_Z3, MOST_CVC5, MOST_SECONDS = 300_000_000, 50_000_000, 300.0


def check(
    folder: Path, lemmas: Sequence[Path] = (), *, retest: Retest | None = None
) -> CheckReport:
    """Check a certificate or a lemma again, from its files and those of the lemmas below it.

    Those are looked for in the folders ``lemmas`` and beside the certificate, and checked in the
    same way. Whatever the folders hold, the answer is a report. ``retest`` runs a lemma that is
    only tested again; without it that is not done, and a note says so.

    Raises:
        ToolError: a solver or a wall of the sandbox is missing, so that nothing can be checked.
    """
    return chain(lemmas, retest).check(folder).report


def chain(lemmas: Sequence[Path] = (), retest: Retest | None = None) -> Chain:
    """A chain that looks for lemmas in these folders first, and remembers what it checked."""
    return Chain(partial(_checked, retest), tuple(lemmas))


def _checked(retest: Retest | None, folder: Path, below: Chain) -> Checked:
    started = monotonic()
    checker = _Checker(below, retest)
    try:
        checker.run(folder)
    except LemmataError as error:
        if checker.tools_missing:
            raise
        where = error.place.path if error.place else str(folder)
        checker.problem(checker.file or where, str(error))
    except (RecursionError, MemoryError, ValueError) as error:
        checker.problem(checker.file, f"cannot be checked: {error!r:.200}")
    problems = tuple(dict.fromkeys(checker.problems))
    report = CheckReport(
        not problems and checker.tested is None,
        problems,
        checker.assurance,
        checker.obligations,
        monotonic() - started,
        tuple(dict.fromkeys(checker.notes)),
        len(checker.proofs),
        checker.accepted,
        tuple(checker.folders),
        checker.gates,
        checker.tested,
        checker.again,
    )
    return Checked(report, None if problems else checker.sealed)


@dataclass(slots=True)
class _Checker:
    """One check in progress; ``file`` is the one that is to blame if a step fails."""

    chain: Chain
    retest: Retest | None = None
    file: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    assurance: Assurance | None = None
    obligations: int = 0
    proofs: list[tuple[str, str]] = field(default_factory=list)
    accepted: int | None = None
    tools_missing: bool = False
    folders: list[Path] = field(default_factory=list)
    below: dict[Named, Sealed] = field(default_factory=dict)
    sealed: Sealed | None = None
    gates: tuple[str, ...] = ()
    tested: TrialManifest | None = None
    again: tuple[str, ...] = ()

    def problem(self, file: str, message: str) -> None:
        self.problems.append(Problem(file, message))

    def run(self, folder: Path) -> None:
        self.files = read_folder(folder)
        self._check_sums()
        self.file = MANIFEST
        if MANIFEST not in self.files or SOURCE not in self.files:
            return
        manifest = read_either(self.files[MANIFEST])
        if isinstance(manifest, TrialManifest):
            self._check_tested(manifest, folder)
            return
        self._check_digests(_claimed(manifest), manifest.copies)
        for fault in faults_of(manifest.gates):
            self.problem(MANIFEST, fault)
        self.gates = tuple(one.gate for one in manifest.gates if one.outcome == "passed")
        if not self.problems:
            self._follow(manifest, folder)
        if self.problems:
            return
        module, program = self._read(manifest)
        if self.problems:
            return
        parts = self._derive(manifest, module, program)
        if self.problems:
            return
        with Solvers(_limits(manifest)) as solvers:
            self.tools_missing = True
            versions_of(solvers)
            self.tools_missing = False
            self._judge(manifest, module, program, parts, solvers)
        self._check_proofs()
        copies = {name: part.source for name, part in module.links.modules.items()}
        seal = digest(self.files[MANIFEST])
        self.sealed = Sealed(manifest, seal, module.source, copies, self.below)

    def _check_proofs(self) -> None:
        """Let ethos see the proof objects. What it says changes no verdict; it is reported."""
        found = find_ethos()
        if self.problems or not self.proofs:
            return
        if isinstance(found, str):
            self.notes.extend([found] if found else [])
            return
        self.accepted, notes = check_proofs(found, self.proofs)
        self.notes.extend(notes)

    # What the files say of each other

    def _check_sums(self) -> None:
        for name in (SUMS, MANIFEST, SOURCE):
            if name not in self.files:
                self.problem(name, "is missing")
        if SUMS not in self.files:
            return
        self.file = SUMS
        sums = read_sums(self.files[SUMS])
        for name in sorted({*sums, *self.files} - {SUMS}):
            if name not in self.files:
                self.problem(name, f"is listed in {SUMS} but missing")
                self.problem(SUMS, f"lists {name}, which is missing")
            elif name not in sums:
                self.problem(name, f"is not listed in {SUMS}")
                self.problem(SUMS, f"does not list {name}")
            elif digest(self.files[name]) != sums[name]:
                self.problem(name, f"differs from its digest in {SUMS}: one of the two was changed")
                self.problem(SUMS, f"its digest of {name} differs from the file")

    def _check_digests(self, claimed: dict[str, str], copies: tuple[SealedCopy, ...]) -> None:
        for copy in copies:
            if copy.file != copy_name(copy.module):
                self.problem(copy.file, f"is not where the code of {copy.module} belongs")
        for name, value in claimed.items():
            if name not in self.files:
                self.problem(name, f"is named in {MANIFEST} but missing")
            elif digest(self.files[name]) != value:
                self.problem(name, f"differs from its digest in {MANIFEST}")
        for name in sorted(self.files.keys() - claimed.keys() - {MANIFEST, SUMS, LEDGER}):
            self.problem(name, f"is no part of the certificate: {MANIFEST} does not name it")

    # What is only tested

    def _check_tested(self, manifest: TrialManifest, folder: Path) -> None:
        """Files, source and the proofs below; then what ran, again, by whoever can run it."""
        self.tested = manifest
        self._check_digests(claimed_files(manifest), manifest.copies)
        self.gates = tuple(one.gate for one in manifest.gates if one.outcome == "passed")
        if not self.problems:
            self.problems.extend(faults_of_files(manifest, self.files))
        if not self.problems:
            self._follow(manifest, folder)
        if self.problems:
            return
        module, _ = self._read(manifest)
        self.problems.extend(faults_of_source(manifest, module))
        if self.problems:
            return
        if self.retest is None:
            self.notes.append("what ran when it was sealed was not run again")
            return
        try:
            problems, notes, self.again = self.retest(module, manifest, self.files)
        except SandboxError:
            self.tools_missing = True  # nothing can be run here: the lemma is not to blame
            raise
        self.problems.extend(problems)
        self.notes.extend(notes)

    # The lemmas below

    def _follow(self, manifest: Manifest | TrialManifest, folder: Path) -> None:
        """Find the lemmas that the proof builds on, the very ones, and check each."""
        self.file = MANIFEST
        is_plain = folder.name not in ("", "..")
        beside = folder.parent if is_plain else folder.resolve().parent
        for known in manifest.components:
            what = f"the component {known.function} of {known.module}"
            found = self.chain.find(known.function, (beside,))
            same = [place for place in found if manifest_digest(place) == known.manifest]
            if not found:
                told = f"is missing: no {known.function}.lemma lies beside it, or in --lemmas"
                self.problem(MANIFEST, f"{what} {told}")
            elif not same:
                self.problem(MANIFEST, f"{what} was changed: {found[0]} is another lemma")
            elif says_tested(same[0]):
                told = f"{same[0].name} is only tested: a proof builds on what is proved"
                self.problem(MANIFEST, f"{what}: {told}")
            else:
                self._take(what, same[0], known)

    def _take(self, what: str, place: Path, known: SealedComponent) -> None:
        report, sealed = self.chain.check(place)
        self.folders.append(place)
        if sealed is None:
            first = report.problems[0]
            told = f"does not hold: {place}/{first.file}: {first.message}"
            self.problem(MANIFEST, f"{what} {told}")
        elif (sealed.sha256, sealed.manifest.function) != (known.manifest, known.function):
            self.problem(MANIFEST, f"{what} was changed: {place} is another lemma")
        else:
            self.below[known.module, known.function] = sealed

    def _link(self, manifest: Manifest | TrialManifest, wanted: tuple[Wanted, ...]) -> Links:
        """The sealed code, made anew of the lemmas below; it must be what the copies say."""
        known = {(one.module, one.name) for one in wanted}
        for module, function in self.below.keys() - known:
            self.problem(MANIFEST, f"names {function} of {module}, which {SOURCE} does not import")
        lemmas = {(w.module, w.name): self.below.get((w.module, w.name)) for w in wanted}
        used = {name: sealed for name, sealed in lemmas.items() if sealed is not None}
        if list(used) != [(one.module, one.function) for one in manifest.components]:
            self.problem(MANIFEST, f"the components are not those that {SOURCE} imports")
        texts = texts_of(wanted, used)
        links = links_of(texts, used)
        check_meanings(links, used)
        if [copy.module for copy in manifest.copies] != list(links.modules):
            self.problem(MANIFEST, "the modules of sealed code are not those of the components")
        for name, text in texts.items():
            if self.files.get(copy_name(name)) != text.encode():
                self.problem(copy_name(name), "is not the code of the lemmas that it stands for")
        return links

    # What the source says

    def _read(self, manifest: Manifest | TrialManifest) -> tuple[Module, Program]:
        self.file = SOURCE
        try:
            text = self.files[SOURCE].decode()
        except UnicodeDecodeError as error:
            raise CertificateError(f"is not UTF-8 (byte {error.start})") from error
        module = read_source(text, SOURCE, link=lambda _, wanted: self._link(manifest, wanted))
        if (manifest.components or manifest.copies) and not module.borrowed:
            self.problem(MANIFEST, f"names sealed code, and {SOURCE} imports none")
        return module, parse_program(module)

    def _derive(self, manifest: Manifest, module: Module, program: Program) -> tuple[Part, ...]:
        methods = {known.name: known.method for known in manifest.functions}
        hinted = annotate(module, program, unsealed_hints(manifest))
        parts = plan(hinted, manifest.function, lambda name: methods.get(name, "smt"))
        self.file = MANIFEST
        self._compare_functions(manifest, program, parts)
        for name in unproved(program, parts, module.links):
            self.problem(MANIFEST, f"uses the contract of {name}, which no component proves")
        if manifest.encoder == ENCODER_VERSION:
            self._compare_obligations(manifest, parts)
        else:
            self.notes.append(
                f"sealed by encoder {manifest.encoder}: its obligations were solved as they are,"
                f" and those of encoder {ENCODER_VERSION} derived and proved as well"
            )
            for sealed in manifest.obligations:
                self.file = sealed.file
                vet_script(self.files[sealed.file])
        return parts

    def _compare_functions(
        self, manifest: Manifest, program: Program, parts: tuple[Part, ...]
    ) -> None:
        wanted = [part.function.name for part in parts]
        if [known.name for known in manifest.functions] != wanted:
            self.problem(MANIFEST, f"the proof is of {wanted}, not of the functions it names")
            return
        if manifest.encoder == ENCODER_VERSION and manifest.prelude != digest_prelude():
            self.problem(MANIFEST, "the digest of the prelude is wrong")
        if manifest.method != parts[0].method:
            self.problem(MANIFEST, "the method is not that of the function")
        for claim, part in zip(manifest.functions, parts, strict=True):
            for what, is_right in _facts(claim, part, program):
                if not is_right:
                    self.problem(MANIFEST, f"{claim.name}: the {what} differs from the source's")

    def _compare_obligations(self, manifest: Manifest, parts: tuple[Part, ...]) -> None:
        derived = [(part, *named) for part in parts for named in part.obligations]
        sealed = {known.file: known for known in manifest.obligations}
        if [file for _, file, _ in derived] != [known.file for known in manifest.obligations]:
            missing = [file for _, file, _ in derived if file not in sealed]
            extra = sealed.keys() - {file for _, file, _ in derived}
            for file in (*missing, *sorted(extra)):
                told = "the source demands it" if file in missing else "no such obligation exists"
                self.problem(file, f"{MANIFEST} lists the wrong obligations: {told}")
            self.problem(MANIFEST, "the obligations are not those of the source")
            return
        for part, file, known in derived:
            claim = sealed[file]
            if self.files[file] != known.smt.encode():
                self.problem(file, "is not the obligation that the sealed source gives")
            said = (claim.function, claim.kind, claim.text, claim.line, claim.error)
            if said != (part.function.name, known.kind.value, known.text, known.line, known.error):
                self.problem(MANIFEST, f"describes {file} wrongly")
            if claim.proof not in (None, proof_name(file)):
                self.problem(MANIFEST, f"names a strange proof of {file}")

    # What the solvers and CPython say

    def _judge(
        self,
        manifest: Manifest,
        module: Module,
        program: Program,
        parts: tuple[Part, ...],
        solvers: Solvers,
    ) -> None:
        self.file = SOURCE
        found: list[Assurance | None] = []
        with Sandbox(module, program) as sandbox:
            for part in parts:
                self._check_examples(program, part.function)
                if part.method == "exhaustive":
                    found.append(self._exhaust(sandbox, part.function, _claim_of(manifest, part)))
                else:
                    found.append(self._solve(manifest, part, solvers))
        self._check_admission(program, manifest.function, solvers)
        if manifest.encoder != ENCODER_VERSION:
            found.append(self._solve_sealed(manifest, solvers))
        certain = [assurance for assurance in found if assurance is not None]
        if self.problems or len(certain) != len(found):
            return
        lemmas = module.links.lemmas
        self.assurance = weakest([*certain, *(lemma.assurance for lemma in lemmas)])
        for claim, assurance in zip(manifest.functions, certain, strict=False):
            if not _is_held_up(claim.assurance, assurance):
                self.problem(
                    MANIFEST, f"{claim.name}: claims {claim.assurance}, found {assurance.value}"
                )
        if not _is_held_up(manifest.assurance, self.assurance):
            self.problem(MANIFEST, f"claims {manifest.assurance}, found {self.assurance.value}")
        if manifest.assumptions != inherited(Assurance(manifest.assurance), lemmas):
            self.problem(MANIFEST, "the assumptions are not those of such a proof")

    def _solve(self, manifest: Manifest, part: Part, solvers: Solvers) -> Assurance | None:
        answers = ask(part, solvers)
        self.obligations += len(answers)
        for (file, known), said in zip(part.obligations, answers, strict=True):
            if assurance_of([said]) is None:
                self.problem(
                    file,
                    f"is not proved: z3 says {said.z3}, cvc5 says {said.cvc5} to"
                    f" {known.kind.value} {known.text!r}, {SOURCE} line {known.line}",
                )
        if manifest.encoder == ENCODER_VERSION:
            self._compare_answers(manifest, part, answers, solvers)
        return assurance_of(answers)

    def _compare_answers(
        self, manifest: Manifest, part: Part, answers: tuple[Answers, ...], solvers: Solvers
    ) -> None:
        now = versions_of(solvers)
        if (now.z3, now.cvc5) != (manifest.versions.z3, manifest.versions.cvc5):
            self.notes.append("sealed with other solver versions; its proofs were not compared")
            return
        sealed = {known.file: known for known in manifest.obligations}
        proofs = proofs_of(part, answers, solvers)
        for (file, _), said, proof in zip(part.obligations, answers, proofs, strict=True):
            claim = sealed[file]
            if _is_later((claim.z3, claim.cvc5), (said.z3, said.cvc5)):
                self.notes.append(
                    f"{file}: a solver that did not answer when it was sealed does now"
                )
                continue
            if (claim.z3, claim.cvc5) != (said.z3, said.cvc5):
                self.problem(MANIFEST, f"records other answers to {file} than the solvers give")
            if (self.files[claim.proof] if claim.proof else b"") != proof.encode():
                self.problem(claim.proof or MANIFEST, f"is not cvc5's proof of {file}")
            elif proof:
                self.proofs.append((file, proof))

    def _solve_sealed(self, manifest: Manifest, solvers: Solvers) -> Assurance | None:
        replies = solvers.solve_both(
            [Script(self.files[known.file].decode()) for known in manifest.obligations]
        )
        pairs = zip(replies[Solver.Z3], replies[Solver.CVC5], strict=True)
        answers = [Answers(z3.status, cvc5.status) for z3, cvc5 in pairs]
        for known, said in zip(manifest.obligations, answers, strict=True):
            if assurance_of([said]) is None:
                self.problem(known.file, f"is not proved: z3 {said.z3}, cvc5 {said.cvc5}")
        return assurance_of(answers)

    def _check_examples(self, program: Program, function: Function) -> None:
        broken = example_violation(program, function.name)
        if broken is not None:
            sample, outcome = broken
            told = outcome.error if isinstance(outcome, Raised) else to_python(outcome.value)
            self.problem(
                SOURCE,
                f"line {sample.line}: the example wants {to_python(sample.expected)}, got {told}",
            )

    def _check_admission(self, program: Program, name: str, solvers: Solvers) -> None:
        replies = solvers.solve_both([Script(admission(program, name).smt)])
        if any(reply.status == "unsat" for (reply,) in replies.values()):
            self.problem(SOURCE, f"the precondition of {name} admits no input")

    def _exhaust(
        self, sandbox: Sandbox, function: Function, claim: SealedFunction
    ) -> Assurance | None:
        sizes = [cardinality(known.type) for known in function.parameters]
        size = None if None in sizes else prod(known for known in sizes if known is not None)
        if size is None or size > MOST_INPUTS:
            self.problem(MANIFEST, f"{function.name} has too many inputs for an exhaustive proof")
            return None
        inputs = list(product(*(inhabitants(known.type) for known in function.parameters)))
        if claim.inputs != len(inputs):
            self.problem(MANIFEST, f"claims {claim.inputs} inputs, there are {len(inputs)}")
        said = sandbox.admitted(function.name, inputs)
        admitted = [arguments for arguments, ok in zip(inputs, said, strict=True) if ok]
        if not admitted:
            self.problem(SOURCE, f"the precondition of {function.name} admits none of all inputs")
            return None
        broken = next(_breaches(sandbox, function, admitted), None)
        if broken is None:
            return Assurance.EXHAUSTIVE
        arguments, told = broken
        shown = ", ".join(map(to_python, arguments))
        self.problem(SOURCE, f"{function.name}({shown}) {told}")
        return None


def _claimed(manifest: Manifest) -> dict[str, str]:
    """The digests that a proof's manifest claims, by file."""
    claimed = {SOURCE: manifest.source}
    for sealed in manifest.obligations:
        claimed[sealed.file] = sealed.sha256
        if sealed.proof is not None:
            claimed[sealed.proof] = sealed.proof_sha256 or ""
    return claimed | {copy.file: copy.sha256 for copy in manifest.copies}


def _is_later(claimed: tuple[str, str], said: tuple[str, str]) -> bool:
    """Whether the only difference is that a solver which gave up says unsat now."""
    pairs = list(zip(claimed, said, strict=True))
    return claimed != said and all(one in (other, "unknown") for one, other in pairs)


def _is_held_up(claimed: str, found: Assurance) -> bool:
    """The claim itself, or one solver of the two that are found to agree."""
    return claimed == found.value or (
        claimed == Assurance.ONE_SOLVER.value and found is Assurance.TWO_SOLVERS
    )


def _breaches(
    sandbox: Sandbox, function: Function, admitted: list[tuple[Value, ...]]
) -> Iterator[tuple[tuple[Value, ...], str]]:
    name = function.name
    returned: list[tuple[tuple[Value, ...], Value]] = []
    for arguments, outcome in zip(admitted, sandbox.call_many(name, admitted), strict=True):
        if isinstance(outcome, SandboxError):
            yield arguments, str(outcome)
        elif isinstance(outcome, Raised):
            if not declares(function.raises, outcome.error):
                yield arguments, f"raises {outcome.error}"
        elif not contains(function.returns, outcome.value):
            yield arguments, f"returns {to_python(outcome.value)}, outside its type"
        else:
            returned.append((arguments, outcome.value))
    broken = sandbox.breaches(name, returned)
    for (arguments, value), breach in zip(returned, broken, strict=True):
        if breach is not None:
            yield arguments, f"returns {to_python(value)}, which breaks {breach[0].text}"


def _facts(claim: SealedFunction, part: Part, program: Program) -> Iterator[tuple[str, bool]]:
    function = part.function
    yield "digest", claim.digest == digest_function(program, function.name)
    yield "contract", claim.contract == digest_contract(function)
    yield "number of examples", claim.examples == len(function.examples)
    yield "list of assumed contracts", claim.assumed == part.assumed
    yield "number of inputs", part.method == "exhaustive" or claim.inputs == 0


def _claim_of(manifest: Manifest, part: Part) -> SealedFunction:
    return next(known for known in manifest.functions if known.name == part.function.name)


def _limits(manifest: Manifest) -> Limits:
    claimed, least = manifest.limits, Limits()
    return replace(
        least,
        z3_rlimit=min(MOST_Z3, max(1, claimed.z3_rlimit)),
        cvc5_rlimit=min(MOST_CVC5, max(1, claimed.cvc5_rlimit)),
        wall_seconds=min(MOST_SECONDS, max(1.0, claimed.wall_seconds)),  # so ordered for NaN
    )
