"""Progress: a bar on a terminal, nothing anywhere else."""

import os
import pty
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import cast

from lemmata.cli.descending import BARS, MOST_TEXT, MOST_WIDE, Descending, Watched, sparkline
from lemmata.contracts.attempts import Attempt, Budget, Distance
from lemmata.contracts.verdicts import Candidate, Judgement, Verdict
from lemmata.provers import Answer, Limits, Question

TASK = '''
from icontract import ensure

@ensure(lambda x, result: result == x)
def same(x: int) -> int:
    """The same."""
    return x
'''


def test_a_terminal_sees_the_bar_and_a_pipe_does_not(tmp_path: Path) -> None:
    """Stderr carries the bar when it is a terminal; stdout holds the results alone."""
    (tmp_path / "task.py").write_text(TASK)
    command = [sys.executable, "-m", "lemmata.cli.main", "prove", "task.py"]
    reader, writer = pty.openpty()
    shown = subprocess.run(command, cwd=tmp_path, check=True, stdout=subprocess.PIPE, stderr=writer)
    os.close(writer)
    drawn = os.read(reader, 1 << 16)
    os.close(reader)
    command.append("--json")
    quiet = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    assert b"proving task.py" in drawn
    assert quiet.stderr == b""
    assert shown.stdout.startswith(b"proved  task.py::same")
    assert quiet.stdout.startswith(b'{"version": 2')


def test_a_terminal_sees_the_search_and_colours_can_be_refused(tmp_path: Path) -> None:
    """A compilation shows who is asked and what is left; its result goes where stdout leads."""
    (tmp_path / "task.py").write_text(TASK.replace("return x", "..."))
    command = [sys.executable, "-m", "lemmata.cli.main", "compile", "task.py", "-o", "out"]
    reader, writer = pty.openpty()
    environment = {**os.environ, "NO_COLOR": "1", "TERM": "xterm"}
    shown = subprocess.run(
        command, cwd=tmp_path, env=environment, check=True, stdout=subprocess.PIPE, stderr=writer
    )
    os.close(writer)
    drawn = os.read(reader, 1 << 16)
    os.close(reader)
    assert shown.stdout == b"proved  task.py::same  two-solvers  -> out/same.lemma\n"
    assert b"task.py" in drawn
    assert b"left: " in drawn
    assert b"[36m" not in drawn
    assert b"[1;36m" not in drawn


def judged(number: int, stages: int, unproved: int, verdict: Verdict) -> Attempt:
    """A judged attempt of that distance."""
    candidate = Candidate("pass", "g")
    distance = Distance(stages, unproved, 0, 3)
    return Attempt(number, candidate, Judgement("same", verdict), distance)


def test_the_line_falls_to_a_proof() -> None:
    """Heights are in the order of the distances, equal ones equal; the lowest is a proof alone."""
    known = [Distance(3, 1, 0, 1), Distance(2, 1, 0, 1), Distance(2, 1, 0, 1), Distance(1, 1, 0, 1)]
    first, second, third, fourth = map(BARS.index, sparkline(known))
    assert first > second == third > fourth >= 1
    assert sparkline([*known, Distance(0, 0, 0, 1)])[-1] == BARS[0]
    assert len(sparkline(known * 50)) == MOST_WIDE


def test_what_is_left_counts_down() -> None:
    """Attempts, CPU and wall seconds of one search; the next search starts anew."""
    spent, time = [0.0], [100.0]
    search = Descending(Budget(4, 5.0, 20.0), lambda: spent[0], lambda: time[0])
    search.begin("task.py")
    spent[0], time[0] = 1.5, 108.0
    search.asks("same", "prover smt")
    assert search.lines() == [
        "task.py same: attempt 1 of at most 4: prover smt",
        "left: 4 attempts, 3.5 s of CPU time, 12 s",
    ]
    search.judged(judged(1, 2, 2, Verdict.REFUTED))
    search.judged(judged(2, 0, 0, Verdict.PROVED))
    head, line, left = search.lines()
    assert head == "task.py same: attempt 2 of at most 4: proved; sealing"
    assert line.endswith("nearest: attempt 2, proved")
    assert left.startswith("left: 2 attempts, 3.5 s")
    search.judged(judged(1, 2, 2, Verdict.REFUTED))
    assert search.lines()[-1] == "left: 3 attempts, 5.0 s of CPU time, 20 s"


def test_texts_of_others_move_no_cursor() -> None:
    """What a service says is one line of printable characters, and bounded."""
    search = Descending(Budget(), lambda: 0.0)
    search.asks("", "\x1b[2J\u202e\n" + "x" * 1_000)
    (line, _) = search.lines()
    assert line.isprintable()
    assert len(line) == MOST_TEXT + 1


def test_a_watched_prover_answers_as_itself() -> None:
    """The shell tells who is asked about what, and changes nothing else."""
    said: list[tuple[str, str]] = []
    shell = Watched(Silent(), lambda *words: said.append(words))
    question = cast(Question, SimpleNamespace(name="same"))
    assert (shell.name, shell.ask(question, Limits()).reason) == ("silent", "nothing")
    assert said == [("same", "prover silent")]


class Silent:
    """A prover that knows nothing."""

    name = "silent"

    def ask(self, question: Question, limits: Limits) -> Answer:
        """Nothing."""
        return Answer(self.name, Verdict.UNKNOWN, "nothing")
