"""Sealing: whole or not at all."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lemmata.artifacts import Ledger, seal
from lemmata.contracts.errors import CertificateError, FileError
from lemmata.contracts.reading import read_source
from lemmata.contracts.verdicts import Cost
from lemmata.evidence import check
from lemmata.evidence.folders import SUMS, read_folder, sums_bytes, write_folder
from lemmata.obligations.solvers import Solvers
from tests.artifacts.conftest import CLAIMS

WRONG = CLAIMS.replace("return a // b", "return a")


def test_a_sealed_lemma_holds(lemmas: Path) -> None:
    """What was sealed checks, and carries its ledger."""
    report = check(lemmas / "decide.lemma")
    assert (report.ok, report.problems) == (True, ())
    assert json.loads((lemmas / "decide.lemma" / "ledger.json").read_text())["generator"] == "hand"


def test_the_ledger_counts() -> None:
    """Tokens, money and CPU come from the cost; the time is UTC."""
    ledger = Ledger.of("synth", 3, Cost(5, 0.25, 1.5))
    counted = (ledger.attempts, ledger.tokens, ledger.money_usd, ledger.cpu_seconds)
    assert counted == (3, 5, 0.25, 1.5)
    assert ledger.created.endswith("+00:00")


def test_what_is_not_proved_is_not_sealed(tmp_path: Path, solvers: Solvers) -> None:
    """A wrong body leaves nothing on disk."""
    with pytest.raises(CertificateError, match="share is not proved"):
        seal(read_source(WRONG), "share", {}, Ledger("hand"), tmp_path, solvers)
    assert list(tmp_path.iterdir()) == []


def test_sealing_again_replaces(tmp_path: Path, solvers: Solvers) -> None:
    """The second lemma of a name stands where the first one stood, and nothing beside it."""
    module = read_source(CLAIMS)
    for generator in ("first", "second"):
        path = seal(module, "share", {}, Ledger(generator), tmp_path, solvers)
    assert [entry.name for entry in tmp_path.iterdir()] == ["share.lemma"]
    assert json.loads((path / "ledger.json").read_text())["generator"] == "second"


def test_sealing_is_deterministic(lemmas: Path, tmp_path: Path, solvers: Solvers) -> None:
    """The same source and evidence give the same bytes, proofs included."""
    with Solvers() as fresh:
        again = seal(read_source(CLAIMS), "decide", {}, Ledger("hand"), tmp_path, fresh)
    assert read_folder(again) == read_folder(lemmas / "decide.lemma")


def test_a_file_in_the_way_is_not_overwritten(tmp_path: Path) -> None:
    """Something that is no folder stays, and the error says so."""
    (tmp_path / "x.lemma").write_text("mine")
    with pytest.raises(FileError, match="no folder"):
        write_folder(tmp_path / "x.lemma", {"a": b"1"})
    assert (tmp_path / "x.lemma").read_text() == "mine"
    assert [entry.name for entry in tmp_path.iterdir()] == ["x.lemma"]


WRITER = """
import sys
from pathlib import Path
from lemmata.evidence.folders import write_folder
print("ready", flush=True)
number = 0
while True:
    number += 1
    write_folder(Path(sys.argv[1]), {f"f{i}": b"%d" % number for i in range(20)})
"""


def test_a_killed_writer_leaves_old_or_new(tmp_path: Path) -> None:
    """After kill -9 at any moment the folder is whole; the next writer clears what is left."""
    target = tmp_path / "x.lemma"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    for turn in range(6):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(target)],
            stdout=subprocess.PIPE,
            env=environment,
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            deadline = time.monotonic() + 10
            while not target.exists() and time.monotonic() < deadline:
                time.sleep(0.001)
            time.sleep(0.003 * turn)
            process.send_signal(signal.SIGKILL)
        files = read_folder(target)
        assert len({data for name, data in files.items() if name != SUMS}) == 1
        assert files[SUMS] == sums_bytes(files)
    write_folder(target, {"a": b"1"})
    assert [entry.name for entry in tmp_path.iterdir()] == ["x.lemma"]
