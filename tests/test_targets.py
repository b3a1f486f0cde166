"""Command lines to files, in the order in which they are read."""

import os
from pathlib import Path
from threading import Thread

from lemmata.targets import Target, components_first


def test_a_pipe_is_left_to_its_reader(tmp_path: Path) -> None:
    """What can be read once is not read for its imports."""
    pipe, file = tmp_path / "pipe.py", tmp_path / "file.py"
    os.mkfifo(pipe)
    writer = Thread(target=pipe.write_text, args=("from file import f",), daemon=True)
    writer.start()
    targets = (Target(pipe), Target(file))
    assert components_first(targets) == targets
    writer.join(0.2)
    assert writer.is_alive()
    assert pipe.read_text() == "from file import f"


def test_a_link_to_itself_is_a_target_like_others(tmp_path: Path) -> None:
    """Whoever reads it says that it cannot be read."""
    (tmp_path / "own.py").symlink_to(tmp_path / "own.py")
    targets = (Target(tmp_path / "own.py"), Target(tmp_path / "other.py"))
    assert components_first(targets) == targets
