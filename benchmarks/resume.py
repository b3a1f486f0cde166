"""Whether a compilation that is killed goes on with nothing lost and nothing paid twice.

    python benchmarks/resume.py --runs 100

`lemmata compile` asks a model server on this machine, which says two wrong bodies and a right one,
by what the prompt tells of earlier attempts. Each run is ended by SIGKILL at a random moment after
its journal is there, `--kills` times, and then goes on to its end. It must seal the lemma of a run
that nobody killed, byte for byte but for `ledger.json`; no answer may come to use twice, and no
judgement but the one that the lemma is made of may be made twice. The exit code is 1 if not.
"""

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lemmata.cli.main import main as lemmata
from lemmata.search import journal_path, read_journal
from lemmata.search.journal_lines import Line
from lemmata.testing.model_server import Asked, Scripted, serving

TASK = '''\
from icontract import ensure, require


@require(lambda low, high: low <= high)
@ensure(lambda low, high, result: low <= result <= high)
@ensure(lambda value, low, high, result: result in (value, low, high))
@ensure(lambda value, low, high, result: result == value or not low <= value <= high)
@ensure(lambda value, low, high, result: value <= high or result == high)
def clamp(value: int, low: int, high: int) -> int:
    """The value, moved into the range."""
    ...
'''
BODIES = ("return value", "return low", "return max(low, min(value, high))")
TOKENS = 570
WAIT_SECONDS = 0.1
"""What the model takes for an answer, so that some moments are within a request."""


def main() -> int:
    """Kills, goes on, compares, and prints the report; 1 if anything was lost or paid twice."""
    choices = _choices()
    start, dice = time.perf_counter(), random.Random(choices.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "task.py").write_text(TASK)
        rows = _rows(folder, choices.runs, choices.kills, dice)
    report = _report(rows, time.perf_counter() - start, choices)
    print(json.dumps(report))
    return 0 if report["all_right"] else 1


def _choices() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--kills", type=int, default=1, help="how often each run is killed")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def _rows(folder: Path, runs: int, kills: int, dice: random.Random) -> list[dict[str, Any]]:
    """One row a run; the server is a process of its own, so that this one may fork."""
    reader, writer = os.pipe()
    server = _forked(lambda: _serve(writer))
    os.close(writer)
    with os.fdopen(reader) as lines:
        try:
            url = lines.readline().strip()
            _compile(folder, "warm", url)  # imports all, so that a fork has only work to do
            whole = [_timed(folder, f"whole{turn}", url) for turn in range(3)]
            lemma = _lemma(folder / "whole0")
            longest = sorted(whole)[1]
            rows = [
                _killed(
                    folder,
                    f"run{turn}",
                    url,
                    lemma,
                    [longest * dice.random() for _ in range(kills)],
                )
                for turn in range(runs)
            ]
        finally:
            os.kill(server, signal.SIGKILL)
            os.waitpid(server, 0)
    return rows


def _serve(writer: int) -> None:
    with serving(_answer) as server, os.fdopen(writer, "w") as out:
        print(server.base_url("openai"), file=out, flush=True)
        while os.getppid() != 1:
            time.sleep(0.2)


def _answer(asked: Asked) -> Scripted:
    """The first body that the prompt does not tell of."""
    body = next((body for body in BODIES if body not in asked.prompt), BODIES[-1])
    return Scripted(body, usage=(160, 30), wait_seconds=WAIT_SECONDS)


def _forked(work: Callable[[], object]) -> int:
    """A child that does the work and ends."""
    child = os.fork()
    if child:
        return child
    try:
        code = int(work() or 0)  # type: ignore[call-overload]
    except BaseException:  # noqa: BLE001 - the child must not come back into this program
        code = 70
    os._exit(code)


def _compile(folder: Path, out: str, url: str) -> int:
    """One `lemmata compile`, quiet; its exit code."""
    words = ["compile", str(folder / "task.py"), "-o", str(folder / out), "--json"]
    words += ["--generator", "model:m", "--option", f"base_url={url}"]
    with open(os.devnull, "w") as nothing:  # noqa: PTH123 - a device
        sys.stdout = sys.stderr = nothing
        try:
            return int(lemmata(words))
        finally:
            sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__


def _timed(folder: Path, out: str, url: str) -> float:
    """Seconds from the first line of its journal to the end of a run."""
    child = _forked(lambda: _compile(folder, out, url))
    _await_journal(folder / out)
    start = time.perf_counter()
    _, status = os.waitpid(child, 0)
    if status:
        raise RuntimeError(f"a run that nobody disturbed ended with {status}")
    return time.perf_counter() - start


def _await_journal(out: Path) -> None:
    path = journal_path(out, "clamp")
    while not path.exists() or not path.stat().st_size:
        time.sleep(0.002)


def _killed(
    folder: Path, out: str, url: str, lemma: dict[str, bytes], moments: list[float]
) -> dict[str, Any]:
    """Begin, kill at each moment, and let it end."""
    hit: list[str] = []
    for moment in moments:
        child = _forked(lambda: _compile(folder, out, url))
        if not hit:
            _await_journal(folder / out)
        time.sleep(moment)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        lines = read_journal(journal_path(folder / out, "clamp"))
        hit.append(lines[-1].kind if lines else "before the first line")
    _, status = os.waitpid(_forked(lambda: _compile(folder, out, url)), 0)
    lines = read_journal(journal_path(folder / out, "clamp"))
    ledger = json.loads((folder / out / "clamp.lemma" / "ledger.json").read_text())
    return {
        "hit": hit,
        "exit": os.waitstatus_to_exitcode(status),
        "same": _lemma(folder / out) == lemma,
        **_counts(lines),
        "tokens": ledger["tokens"],
        "lost": ledger["lost_tokens"],
    }


def _lemma(out: Path) -> dict[str, bytes]:
    """The lemma's files, but for the ledger and the line of it in the sums."""
    folder = out / "clamp.lemma"
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "ledger.json"
    }
    kept = [line for line in files["SHA256SUMS"].splitlines() if not line.endswith(b"ledger.json")]
    return files | {"SHA256SUMS": b"\n".join(kept)}


def _counts(lines: tuple[Line, ...]) -> dict[str, int]:
    """What was asked, answered, proposed and judged, over all runs of one journal."""
    kinds = Counter(line.kind for line in lines)
    judged: Counter[tuple[Any, Any]] = Counter()
    lost = 0
    for line in lines:
        data: dict[str, Any] = line.data
        if line.kind == "judged":
            judged[data["candidate"], data["judgement"]["verdict"]] += 1
        lost += len(data["lost"]) if line.kind == "run" else 0
    return {
        "asked": kinds["asking"],
        "answered": kinds["answered"],
        "in_flight": lost,
        "proposed": kinds["proposed"],
        "judged_twice": sum(n - 1 for (_, verdict), n in judged.items() if verdict != "proved"),
        "proofs": sum(n for (_, verdict), n in judged.items() if verdict == "proved"),
    }


def _is_right(row: dict[str, Any]) -> bool:
    wanted = len(BODIES)
    return (
        row["exit"] == 0
        and row["same"]
        and row["judged_twice"] == 0
        and (row["answered"], row["proposed"], row["tokens"]) == (wanted, wanted, TOKENS)
        and row["asked"] == row["answered"] + row["in_flight"]
    )


def _report(
    rows: list[dict[str, Any]], seconds: float, choices: argparse.Namespace
) -> dict[str, Any]:
    wrong = [row for row in rows if not _is_right(row)]
    return {
        "benchmark": "resume",
        "seconds": round(seconds, 1),
        "runs": len(rows),
        "kills": sum(len(row["hit"]) for row in rows),
        "seed": choices.seed,
        "killed_after": dict(Counter(kind for row in rows for kind in row["hit"]).most_common()),
        "same_lemma": sum(row["same"] for row in rows),
        "answers_used": sum(row["answered"] for row in rows),
        "answers_paid_twice": sum(max(0, row["answered"] - len(BODIES)) for row in rows),
        "requests_in_flight_at_a_kill": sum(row["in_flight"] for row in rows),
        "judged_twice": sum(row["judged_twice"] for row in rows),
        "proofs_made_again_to_seal": sum(row["proofs"] - 1 for row in rows),
        "wrong": wrong,
        "all_right": not wrong,
    }


if __name__ == "__main__":
    sys.exit(main())
