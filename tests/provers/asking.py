"""Questions about one function, for the tests of this room."""

from collections.abc import Iterator
from contextlib import contextmanager

from lemmata.contracts.reading import read_source
from lemmata.language.parsing import parse_program
from lemmata.obligations.solvers import Solvers
from lemmata.provers import Question
from lemmata.sandbox import Sandbox


@contextmanager
def question_about(
    source: str, name: str = "f", solvers: Solvers | None = None
) -> Iterator[Question]:
    """A question with a sandbox of its own, and solvers that are closed unless they were given."""
    module = read_source(source, "task.py")
    program = parse_program(module)
    own = solvers or Solvers()
    with Sandbox(module, program) as sandbox:
        yield Question(module, program, name, sandbox, own)
    if solvers is None:
        own.close()
