"""Workers: one line in, lines out, and no process outlives whoever asked."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from lemmata.serving.pool import WORKER, descendants

HARD = """
from icontract import ensure, require


@require(lambda x, y, z: x > 0 and y > 0 and z > 0)
@ensure(lambda result: result)
def none(x: int, y: int, z: int) -> bool:
    return x * x * x + y * y * y != z * z * z
"""


def question(job: str, **arguments: Any) -> bytes:
    """A job as a worker reads it."""
    return json.dumps({"job": job, "arguments": arguments}).encode() + b"\n"


def test_a_worker_dies_with_its_solvers_where_nobody_listens(tmp_path: Path) -> None:
    """A server that is killed leaves nothing behind, and no module of the project is imported."""
    (tmp_path / "hard.py").write_text(HARD)
    (tmp_path / "json.py").write_text("open('ran', 'w').close()\n")
    command = [sys.executable, "-P", "-m", WORKER, str(tmp_path / "sessions")]
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    ) as worker:
        assert worker.stdin is not None
        assert worker.stdout is not None
        worker.stdin.write(question("nothing at all"))
        worker.stdin.write(question("explain_finding", name="refuted"))
        worker.stdin.write(question("prove", path="hard.py", budget_seconds=3000.0))
        worker.stdin.flush()
        answers = [json.loads(worker.stdout.readline()) for _ in range(3)]
        assert [next(iter(answer)) for answer in answers] == ["crash", "done", "say"]
        below: list[int] = []
        deadline = time.monotonic() + 60
        while len(below) < 2:
            assert time.monotonic() < deadline
            below = list(descendants(worker.pid))
            time.sleep(0.02)
        worker.stdin.close()
        worker.wait(30)
    deadline = time.monotonic() + 10
    while any(is_running(pid) for pid in below):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert not (tmp_path / "ran").exists()


def is_running(pid: int) -> bool:
    """Whether the process is there, and no zombie."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
