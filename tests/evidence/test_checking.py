"""The checker: what holds, and every way in which a certificate may not."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lemmata.contracts.errors import CertificateError
from lemmata.contracts.reading import read_source
from lemmata.contracts.verdicts import Assurance
from lemmata.evidence import CheckReport, check
from lemmata.evidence.folders import SUMS, digest, read_folder, sums_bytes, write_folder
from lemmata.evidence.manifest_reading import manifest_schema, read_manifest
from lemmata.evidence.planning import digest_contract
from lemmata.evidence.vetting import vet_script
from lemmata.language.digest import digest_function
from lemmata.language.parsing import parse_program

Files = dict[str, bytes]


def named(report: CheckReport) -> set[str]:
    """The files that the problems name."""
    return {problem.file for problem in report.problems}


def told(report: CheckReport) -> str:
    """All messages."""
    return "\n".join(f"{problem.file}: {problem.message}" for problem in report.problems)


def forge(certificate: Path, target: Path, change: Callable[[Files], None]) -> CheckReport:
    """Check a copy whose files were changed and whose SHA256SUMS was made to agree."""
    files = read_folder(certificate)
    del files[SUMS]
    change(files)
    return check(write_folder(target, files))


def with_manifest(files: Files, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the manifest and write it as manifests are written."""
    manifest = json.loads(files["manifest.json"])
    change(manifest)
    files["manifest.json"] = (json.dumps(manifest, indent=1) + "\n").encode()


def resealed(files: Files) -> None:
    """Make every digest in the manifest agree with the files."""
    program = parse_program(read_source(files["source.py"].decode()))

    def change(manifest: dict[str, Any]) -> None:
        for known in manifest["functions"]:
            known["digest"] = digest_function(program, known["name"])
            known["contract"] = digest_contract(program.functions[known["name"]])
        manifest["source"] = digest(files["source.py"])
        for known in manifest["obligations"]:
            known["sha256"] = digest(files[known["file"]])

    with_manifest(files, change)


def test_what_was_proved_holds(certificates: Path) -> None:
    """A certificate holds with the assurance found out anew."""
    report = check(certificates / "digit")
    assert (report.ok, report.problems, report.notes) == (True, (), ())
    assert (report.assurance, report.obligations) == (Assurance.TWO_SOLVERS, 4)
    exhaustive = check(certificates / "either")
    assert (exhaustive.ok, exhaustive.assurance) == (True, Assurance.EXHAUSTIVE)


def test_public_tools_read_it(certificates: Path) -> None:
    """`sha256sum -c` accepts the digests; every unsat obligation has a proof of cvc5."""
    folder = certificates / "digit"
    done = subprocess.run(["sha256sum", "-c", "--quiet", SUMS], cwd=folder, check=False)
    assert done.returncode == 0
    manifest = read_manifest((folder / "manifest.json").read_bytes())
    assert all((folder / str(known.proof)).stat().st_size > 0 for known in manifest.obligations)


@pytest.mark.parametrize("name", ["digit", "either"])
def test_one_changed_byte_names_its_file(certificates: Path, tmp_path: Path, name: str) -> None:
    """In every file, a flipped bit at the start, middle or end is found in that file."""
    for file in sorted(read_folder(certificates / name)):
        data = (certificates / name / file).read_bytes()
        for position in {0, len(data) // 2, len(data) - 1}:
            copy = shutil.copytree(certificates / name, tmp_path / "copy")
            changed = bytes([data[position] ^ 1])
            (copy / file).write_bytes(data[:position] + changed + data[position + 1 :])
            report = check(copy)
            assert not report.ok
            assert report.assurance is None
            assert file in named(report)
            shutil.rmtree(copy)


def test_missing_and_extra_files_are_named(certificates: Path, tmp_path: Path) -> None:
    """Every file that is gone, or came in addition, is a problem of that name."""
    for file in sorted(read_folder(certificates / "digit")):
        copy = shutil.copytree(certificates / "digit", tmp_path / "copy")
        (copy / file).unlink()
        assert file in named(check(copy))
        shutil.rmtree(copy)
    copy = shutil.copytree(certificates / "digit", tmp_path / "copy")
    (copy / "more.txt").write_text("x")
    assert named(check(copy)) == {"more.txt", SUMS}


OBLIGATION = "obligations/002-digit-postcondition-1-path-1.smt2"


def weaken(files: Files) -> None:
    """An obligation that any solver finds unsat."""
    files[OBLIGATION] = files[OBLIGATION].replace(b"(check-sat)", b"(assert false)\n(check-sat)")
    resealed(files)


def wrong_body(files: Files) -> None:
    """Another body under the same proof."""
    files["source.py"] = files["source.py"].replace(b"rest(n, 10)", b"rest(n, 11)")
    resealed(files)


def wrong_callee(files: Files) -> None:
    """A broken body of the function whose contract the proof assumes."""
    files["source.py"] = files["source.py"].replace(b"return a % b", b"return a // b")
    resealed(files)


def weaker_contract(files: Files) -> None:
    """A contract that says less."""
    files["source.py"] = files["source.py"].replace(b"result <= 9", b"result <= 10")
    resealed(files)


def broken_example(files: Files) -> None:
    """An example that the body does not meet."""
    files["source.py"] = files["source.py"].replace(b"    1\n", b"    2\n")
    resealed(files)


def stronger(files: Files) -> None:
    """A claim beyond what was found."""

    def change(manifest: dict[str, Any]) -> None:
        manifest["assurance"] = "kernel"

    with_manifest(files, change)


def dropped(files: Files) -> None:
    """One obligation less, in folder and manifest."""
    del files[OBLIGATION]
    del files["proofs/002-digit-postcondition-1-path-1.cpc"]

    def change(manifest: dict[str, Any]) -> None:
        manifest["obligations"] = [o for o in manifest["obligations"] if o["file"] != OBLIGATION]

    with_manifest(files, change)


def dropped_callee(files: Files) -> None:
    """The assumed function no longer among those proved."""

    def change(manifest: dict[str, Any]) -> None:
        manifest["functions"] = manifest["functions"][:1]

    with_manifest(files, change)


def junk_proof(files: Files) -> None:
    """A proof of nothing, with digests that agree."""
    name = "proofs/002-digit-postcondition-1-path-1.cpc"
    files[name] = b"(step @p1 false :rule trust)\n"

    def change(manifest: dict[str, Any]) -> None:
        for known in manifest["obligations"]:
            if known["proof"] == name:
                known["proof_sha256"] = digest(files[name])

    with_manifest(files, change)


def other_answers(files: Files) -> None:
    """Answers that no solver gave."""

    def change(manifest: dict[str, Any]) -> None:
        manifest["obligations"][0]["z3"] = "sat"

    with_manifest(files, change)


def test_who_gave_up_then_and_answers_now_is_a_note(certificates: Path, tmp_path: Path) -> None:
    """A slower machine may have sealed it: less was claimed than is found, and nothing is wrong."""

    def change(files: Files) -> None:
        def give_up(manifest: dict[str, Any]) -> None:
            manifest["obligations"][0]["z3"] = "unknown"

        with_manifest(files, give_up)

    report = forge(certificates / "digit", tmp_path / "slow", change)
    assert report.ok, report.problems
    assert any("did not answer when it was sealed" in note for note in report.notes)


def fewer_assumptions(files: Files) -> None:
    """A proof that claims to take nothing for granted."""

    def change(manifest: dict[str, Any]) -> None:
        manifest["assumptions"] = []

    with_manifest(files, change)


def no_number(files: Files) -> None:
    """A wall limit that is no number, beside a claim that is wrong."""

    def change(manifest: dict[str, Any]) -> None:
        manifest["limits"]["wall_seconds"] = float("nan")

    stronger(files)
    with_manifest(files, change)


def other_function(files: Files) -> None:
    """The proof of one function as the proof of another."""

    def change(manifest: dict[str, Any]) -> None:
        manifest["function"] = "either"

    with_manifest(files, change)


def exhaustive_over_integers(files: Files) -> None:
    """An exhaustive proof of a function with infinitely many inputs."""

    def change(manifest: dict[str, Any]) -> None:
        manifest["functions"] = [
            {**manifest["functions"][0], "method": "exhaustive", "assumed": [], "inputs": 4}
        ]
        manifest["functions"][0]["assurance"] = manifest["assurance"] = "exhaustive"
        manifest["method"] = "exhaustive"
        manifest["obligations"] = []

    with_manifest(files, change)
    for name in [known for known in files if known.startswith(("obligations", "proofs"))]:
        del files[name]


@pytest.mark.parametrize(
    ("change", "file", "message"),
    [
        (weaken, OBLIGATION, "not the obligation that the sealed source gives"),
        (wrong_body, OBLIGATION, "not the obligation"),
        (wrong_callee, "obligations/004-rest-postcondition-1-path-1.smt2", "not the obligation"),
        (weaker_contract, OBLIGATION, "not the obligation"),
        (broken_example, "source.py", "the example wants 2, got 1"),
        (stronger, "manifest.json", "claims kernel, found two-solvers"),
        (dropped, OBLIGATION, "the source demands it"),
        (dropped_callee, "manifest.json", "the proof is of"),
        (junk_proof, "proofs/002-digit-postcondition-1-path-1.cpc", "not cvc5's proof"),
        (other_answers, "manifest.json", "records other answers"),
        (fewer_assumptions, "manifest.json", "assumptions"),
        (no_number, "manifest.json", "claims kernel, found two-solvers"),
        (other_function, "manifest.json", "the proof is of"),
        (exhaustive_over_integers, "manifest.json", "too many inputs"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_consistent_forgery_is_caught(
    certificates: Path, tmp_path: Path, change: Callable[[Files], None], file: str, message: str
) -> None:
    """Digests that all agree help no forger: derivation and solvers decide."""
    report = forge(certificates / "digit", tmp_path / "forged", change)
    assert not report.ok
    assert file in named(report)
    assert message in told(report)


def test_an_exhaustive_claim_is_evaluated(certificates: Path, tmp_path: Path) -> None:
    """A wrong body under an exhaustive proof is refuted by the input that breaks it."""

    def change(files: Files) -> None:
        files["source.py"] = files["source.py"].replace(b"not (p and q)", b"p or q")
        resealed(files)

    report = forge(certificates / "either", tmp_path / "forged", change)
    assert told(report) == (
        "source.py: either(True, True) returns True, which breaks result == (p != q)"
    )


def older(files: Files) -> None:
    """A certificate as an older encoder wrote it: other text, the same truth."""
    files[OBLIGATION] = b"; older\n" + files[OBLIGATION]
    resealed(files)

    def change(manifest: dict[str, Any]) -> None:
        manifest["encoder"] = "0"

    with_manifest(files, change)


def test_a_lemma_of_an_older_encoder_stays_checkable(certificates: Path, tmp_path: Path) -> None:
    """Its sealed obligations are solved, today's are proved, and the report says so."""
    report = forge(certificates / "digit", tmp_path / "old", older)
    assert (report.ok, told(report)) == (True, "")
    assert "encoder 0" in report.notes[0]


def test_an_older_encoder_is_no_excuse(certificates: Path, tmp_path: Path) -> None:
    """A wrong body under the name of an older encoder is refused, and no file gets written."""
    trace = tmp_path / "trace"

    def change(files: Files) -> None:
        older(files)
        wrong = files["source.py"].replace(b"result <= 9", b"result <= 8")
        files["source.py"] = wrong
        resealed(files)

    def write(files: Files) -> None:
        older(files)
        channel = f'(set-option :regular-output-channel "{trace}")\n'
        files[OBLIGATION] = channel.encode() + files[OBLIGATION]
        resealed(files)

    assert not forge(certificates / "digit", tmp_path / "one", change).ok
    report = forge(certificates / "digit", tmp_path / "two", write)
    assert OBLIGATION in named(report)
    assert not trace.exists()


@pytest.mark.parametrize(
    "text",
    [
        b"(set-logic ALL)",
        b"(check-sat)(check-sat)",
        b"(check-sat)(assert false)",
        b"(reset)(check-sat)",
        b"(assert (= a b)",
        b"(check-sat))",
        b'(echo "unsat")(check-sat)',
        b'(assert "open)(check-sat)',
        b"stray (check-sat)",
        "(assert é)(check-sat)".encode(),
        b"(assert |a\\|)(check-sat)",
    ],
)
def test_scripts_that_do_more_than_assert_are_refused(text: bytes) -> None:
    """Only declarations, assertions and one final check reach a solver."""
    with pytest.raises(CertificateError):
        vet_script(text)


def test_scripts_that_only_assert_are_accepted() -> None:
    """Comments, strings with brackets and quoted symbols are read as SMT-LIB reads them."""
    vet_script(b'; (reset)\n(declare-const |(| String)\n(assert (= |(| "a"")("))\n(check-sat)\n')


def nothing(folder: Path) -> None:
    """An empty folder."""


def link(folder: Path) -> None:
    """A link to a file outside."""
    (folder / "source.py").symlink_to("/etc/hostname")


def deep(folder: Path) -> None:
    """Folders in folders."""
    (folder / "a" / "b").mkdir(parents=True)


def pipe(folder: Path) -> None:
    """A pipe that would block a reader."""
    os.mkfifo(folder / "manifest.json")


def folder_for_file(folder: Path) -> None:
    """A folder where a file should be."""
    (folder / "source.py").mkdir()
    (folder / "manifest.json").write_text("{}")
    (folder / SUMS).write_bytes(sums_bytes({"manifest.json": b"{}"}))


def outside(folder: Path) -> None:
    """A digest of a file outside."""
    (folder / SUMS).write_text(f"{'0' * 64}  ../../etc/passwd\n")


def not_text(folder: Path) -> None:
    """Bytes that are no text, everywhere."""
    files = {"source.py": b"\xff\xfe", "manifest.json": b"\xff" * 100}
    write_folder(folder, files)


def nested(folder: Path) -> None:
    """JSON nested deeper than any reader goes."""
    write_folder(folder, {"source.py": b"", "manifest.json": b"[" * 100_000})


def huge(folder: Path) -> None:
    """A file of a gigabyte (sparse)."""
    with (folder / "source.py").open("wb") as file:
        file.truncate(1 << 30)


@pytest.mark.parametrize(
    "make",
    [nothing, link, deep, pipe, folder_for_file, outside, not_text, nested, huge],
    ids=lambda make: make.__name__,
)
def test_a_hostile_folder_is_reported(tmp_path: Path, make: Callable[[Path], None]) -> None:
    """Whatever lies in the folder, the answer is a report with a problem, never a traceback."""
    folder = tmp_path / "hostile"
    folder.mkdir()
    make(folder)
    report = check(folder)
    assert not report.ok
    assert report.problems


def test_a_manifest_that_names_files_outside_reads_none(certificates: Path, tmp_path: Path) -> None:
    """A path in the manifest is only ever a name within the folder."""
    (tmp_path / "secret").write_text("x")

    def change(files: Files) -> None:
        def rename(manifest: dict[str, Any]) -> None:
            manifest["obligations"][0]["file"] = "../secret"

        with_manifest(files, rename)

    report = forge(certificates / "digit", tmp_path / "forged", change)
    assert "../secret: is named in manifest.json but missing" in told(report)


def test_the_schema_is_closed() -> None:
    """The published schema allows no unknown field."""
    assert manifest_schema()["additionalProperties"] is False
