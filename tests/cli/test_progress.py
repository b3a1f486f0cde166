"""Progress: a bar on a terminal, nothing anywhere else."""

import os
import pty
import subprocess
import sys
from pathlib import Path

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
    command = [sys.executable, "-m", "lemmata.cli.main", "prove", "task.py", "--json"]
    reader, writer = pty.openpty()
    shown = subprocess.run(command, cwd=tmp_path, check=True, stdout=subprocess.PIPE, stderr=writer)
    os.close(writer)
    drawn = os.read(reader, 1 << 16)
    os.close(reader)
    quiet = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    assert b"proving task.py" in drawn
    assert quiet.stderr == b""
    assert shown.stdout.startswith(b'{"version": 2')
