"""From what a user names to submissions: the file, a body for it, its policy, its golden set."""

import ast
from pathlib import Path

from lemmata.contracts.bodies import with_body
from lemmata.contracts.borrowing import Linker, no_components, relink
from lemmata.contracts.errors import ChoiceError, FileError, InputError, Place, SourceError
from lemmata.contracts.reading import read_source
from lemmata.contracts.syntax import without_docstring
from lemmata.contracts.tasks import Module
from lemmata.gates.golden import GoldenRow, read_golden
from lemmata.gates.policy import Policies
from lemmata.gates.protocol import Submission, check_size

MOST_BYTES = 1 << 20


def submit(
    path: Path,
    name: str | None,
    policies: Policies,
    *,
    candidate: Path | None = None,
    golden: Path | None = None,
    link: Linker = no_components,
) -> tuple[Submission, ...]:
    """What there is to judge in a file: the function named, or each that has a body.

    ``candidate`` holds the statements of a body that is put in place first; one that does not fit
    is submitted alone, for the syntax gate to refuse. ``golden`` is used instead of the policy's.

    Raises:
        FileError: a file is missing, unreadable, larger than 1 MiB or not UTF-8.
        ChoiceError: no such function, a function without a body, or a body for more than one.
        DataError: a golden row that is none.
    """
    source = read_text(path)
    names = (name,) if name else functions_of(source, str(path), link)
    if candidate is not None and len(names) != 1:
        raise ChoiceError(
            f"{candidate} is one body, and {path} has {len(names)} functions",
            remedy=f"name one: {path}::{names[0] if names else 'name'}",
        )
    made = []
    for one in names:
        rows = golden_rows(policies, one, golden)
        if candidate is None:
            made.append(_given(path, source, one, policies, rows, link))
        else:
            module = read_source(source, str(path), needs_contract=False, link=link)
            made.append(_placed(module, one, policies, rows, candidate))
    return tuple(made)


def golden_rows(policies: Policies, name: str, named: Path | None) -> tuple[GoldenRow, ...]:
    """The golden rows of a function; none where nobody names any.

    Raises: as `read_golden`.
    """
    place = named or policies.golden(name)
    return read_golden(place, policies.of(name).accuracy.held_out) if place else ()


def read_text(path: Path) -> str:
    """The file's text.

    Raises:
        FileError: missing, unreadable, larger than 1 MiB or not UTF-8.
    """
    where = Place(str(path))
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise FileError(
            f"it cannot be read: {error.strerror or error}",
            place=where,
            remedy="check path and permissions",
        ) from error
    if len(data) > MOST_BYTES:
        raise FileError("more than 1 MiB", place=where, remedy="judge a smaller file")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise FileError(
            f"not UTF-8 at byte {error.start}", place=where, remedy="save it as UTF-8"
        ) from error


def functions_of(source: str, path: str, link: Linker = no_components) -> tuple[str, ...]:
    """The functions to judge: those with a contract, or else all that are not private."""
    try:
        check_size(source, path)
        module = read_source(source, path, needs_contract=False, link=link)
        tasks = [name for name, task in module.tasks.items() if task.has_contract]
    except InputError:
        tasks = []
    found = tuple(tasks) or tuple(dict.fromkeys(_public(source)))
    if not found:
        raise ChoiceError(
            "no function to judge", place=Place(path), remedy=f"name one: {path}::name"
        )
    return found


def _public(source: str) -> list[str]:
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    is_function = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [
        node.name
        for node in body
        if isinstance(node, is_function) and not node.name.startswith("_")
    ]


def _given(
    path: Path,
    source: str,
    name: str,
    policies: Policies,
    rows: tuple[GoldenRow, ...],
    link: Linker,
) -> Submission:
    submission = Submission.of(str(path), source, name, policies.of(name), rows, link=link)
    node = submission.definition
    if submission.tree is not None and node is None:
        raise ChoiceError(
            f"no function {name!r}",
            place=Place(str(path)),
            remedy=f"choose one of {', '.join(_public(source)) or 'none'}",
        )
    if node is not None and _is_open(node):
        raise ChoiceError(
            f"{name} has no body yet",
            place=submission.place,
            remedy="give one by --candidate, or compile it",
        )
    return submission


def _is_open(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    rest = without_docstring(node.body)
    return len(rest) == 1 and (
        isinstance(rest[0], ast.Expr)
        and isinstance(rest[0].value, ast.Constant)
        and rest[0].value.value is ...
    )


def _placed(
    module: Module, name: str, policies: Policies, rows: tuple[GoldenRow, ...], candidate: Path
) -> Submission:
    body = read_text(candidate)
    try:
        check_size(body, str(candidate))
        placed = with_body(module, name, body)
    except SourceError as error:
        return unplaced(candidate, module, name, body, policies, error)
    policy, link = policies.of(name), relink(module)
    return Submission.of(module.path, placed, name, policy, rows, link=link)


def unplaced(
    path: Path, module: Module, name: str, body: str, policies: Policies, error: InputError
) -> Submission:
    """A body that does not fit into its file, alone: what it takes from around it is known."""
    names = {*module.tasks, *module.types, *module.constants, *module.imports, *module.borrowed}
    names |= {known.name for known in module.tasks[name].parameters}
    return Submission(
        str(path),
        body,
        name,
        policies.of(name),
        problem=error,
        fits=False,
        names=frozenset(names),
    )


__all__ = ["functions_of", "golden_rows", "read_text", "submit", "unplaced"]
