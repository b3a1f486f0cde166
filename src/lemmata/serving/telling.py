"""What a client is told of a task and of its session."""

import ast
import hashlib
import json
from pathlib import Path
from typing import cast

from lemmata import __version__
from lemmata.cli.output import RESULTS_VERSION, SHAPE_VERSION
from lemmata.cli.shapes import CompiledShape
from lemmata.contracts.attempts import Distance, RequirementKind
from lemmata.contracts.codec import Json
from lemmata.contracts.errors import CertificateError, ChoiceError, DataError, Place
from lemmata.contracts.syntax import parse_file, split_lines, without_docstring
from lemmata.contracts.tasks import Example, Module, Task
from lemmata.contracts.verdicts import Verdict
from lemmata.evidence import check
from lemmata.evidence.certificate import SOURCE
from lemmata.evidence.chain import MANIFEST
from lemmata.evidence.planning import digest_contract
from lemmata.gates import nearest_policies
from lemmata.generators.transcripts import task_digest
from lemmata.language.parsing import parse_program
from lemmata.report import Results, page
from lemmata.serving.sessions import Store
from lemmata.serving.shapes import RequirementShape, SessionShape, TriedShape

LASTING = {
    kind.value
    for kind in (
        RequirementKind.EXAMPLE,
        RequirementKind.CONSTRUCT,
        RequirementKind.RULE,
        RequirementKind.HELP,
    )
}
"""Requirements on every body; the others speak of the text of the one that was judged."""


def task_named(module: Module, name: str) -> Task:
    """The function with a contract that is meant.

    Raises:
        UnsupportedError: it is outside the language.
        ChoiceError: the file has no such function, or it has no contract.
    """
    task = module.tasks.get(name)
    if task is None and name in module.unsupported:
        raise module.unsupported[name]
    if task is None or not task.has_contract:
        tasks = [known for known, task in module.tasks.items() if task.has_contract]
        raise ChoiceError(
            f"{name} has no contract" if task else f"no function {name!r}",
            place=Place(module.path),
            remedy=f"the tasks here are {', '.join(tasks) or 'none'}",
        )
    return task


def session_digest(module: Module, name: str) -> str:
    """What attempts were judged by: the task's meaning, the policy, and this version of Lemmata.

    Raises:
        FileError, PolicyError: the policy file cannot be used.
    """
    policy = nearest_policies(Path(module.path)).path
    text = policy.read_bytes() if policy else b""
    parts = (__version__.encode(), task_digest(module, name).encode(), text)
    return hashlib.sha256(b"\n".join(parts)).hexdigest()


def session_of(store: Store, module: Module, name: str) -> SessionShape:
    """The session of a task, as it is now."""
    task_named(module, name)
    return store.read(module.path, name, session_digest(module, name))


def next_json(store: Store, module: Module, name: str) -> Json:
    """The task in its own words, and all that earlier attempts taught."""
    task, session = task_named(module, name), session_of(store, module, name)
    best = nearest(session)
    return {
        "version": SHAPE_VERSION,
        "file": module.path,
        "function": name,
        "signature": signature(task),
        "summary": task.summary,
        "requires": [clause.text for clause in task.requires],
        "ensures": [clause.text for clause in task.ensures],
        "raises": list(task.raises),
        "examples": [example_text(name, example) for example in task.examples],
        "is_open": task.is_open,
        "attempts": len(session.attempts),
        "nearest": best.model_dump() if best else None,
        "requirements": [known.model_dump() for known in requirements(session)],
        "lemma": session.lemma if session.lemma and Path(session.lemma).is_dir() else None,
        "notes": list(session.notes),
    }


def session_json(store: Store, module: Module, name: str) -> Json:
    """The whole session."""
    return cast(Json, session_of(store, module, name).model_dump())


def report_html(store: Store, module: Module, name: str) -> str:
    """The session as a page for people, as `lemmata report` draws it.

    Raises:
        ChoiceError: nothing was tried yet.
        CertificateError: it tells of a proof, and the lemma does not hold.
    """
    session = session_of(store, module, name)
    if session.result is None:
        raise ChoiceError(
            f"no body was judged for {name} yet",
            place=Place(module.path),
            remedy="submit one; the resource of the session has what there is",
        )
    if session.result.verdict == Verdict.PROVED.value:
        _need_lemma(session.result, module, name)
    history = [known.attempt.model_dump() for known in session.attempts]
    result = {**session.result.model_dump(), "history": history, "attempts": len(history)}
    results = {"version": RESULTS_VERSION, "results": [result], "errors": [], "notes": []}
    return page(cast(Results, results))


def _need_lemma(result: CompiledShape, module: Module, name: str) -> None:
    """A session can claim anything: a page says proved where the lemma is there and holds.

    It is one of this contract, and its body is the one that the page shows.
    """
    folder = Path(result.certificate or "none")
    if not folder.is_dir() or not check(folder).ok or not _is_sealed(folder, result, module, name):
        raise CertificateError(
            f"the lemma {result.certificate} is missing, or does not hold, or is another one",
            remedy="submit the proved body again: it is judged and sealed anew",
        )


def _is_sealed(folder: Path, result: CompiledShape, module: Module, name: str) -> bool:
    """Whether a lemma that holds is one of this function, with this contract and body."""
    sealed = json.loads((folder / MANIFEST).read_bytes())
    if sealed["function"] != name:
        return False
    contract = digest_contract(parse_program(module).functions[name])
    tree = parse_file((folder / SOURCE).read_text(encoding="utf-8"), SOURCE)
    bodies = [n.body for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == name]
    shown = parse_file(result.body or "", name).body
    return any(
        one["name"] == name and one["contract"] == contract for one in sealed["functions"]
    ) and [ast.dump(one) for body in bodies for one in without_docstring(body)] == [
        ast.dump(one) for one in shown
    ]


def nearest(session: SessionShape) -> TriedShape | None:
    """The attempt that came nearest to a proof; of equals the first."""
    return min(session.attempts, key=_distance, default=None)


def _distance(known: TriedShape) -> Distance:
    """The distance as a value that can be compared.

    Raises:
        DataError: the session's file has other figures.
    """
    try:
        return Distance(**known.attempt.distance)  # type: ignore[arg-type]
    except TypeError as error:
        raise DataError(
            f"attempt {known.number} of the session has no distance: {error}",
            remedy="remove the session's file; the task starts anew",
        ) from error


def requirements(session: SessionShape) -> list[RequirementShape]:
    """What holds of every body, and what the nearest and the last one lacked; each thing once."""
    best = nearest(session)
    of_their_text = {best.number, session.attempts[-1].number} if best else set()
    found: list[RequirementShape] = []
    for known in session.attempts:
        is_shown = known.number in of_their_text
        told = [one for one in known.requirements if is_shown or one.kind in LASTING]
        found += [one for one in told if one not in found]
    return found


def signature(task: Task) -> str:
    """The ``def`` line, as the file means it."""
    node = task.node
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return f"def {node.name}({ast.unparse(node.args)}){returns}"


def example_text(name: str, example: Example) -> str:
    """A doctest example as one comparison."""
    given = ", ".join(f"{parameter}={text}" for parameter, text in example.arguments)
    return f"{name}({given}) == {example.expected}"


def task_text(module: Module, name: str) -> str:
    """The function as the file has it, decorators and docstring included.

    Raises: as `task_named`.
    """
    node = task_named(module, name).node
    first = min([node.lineno, *(known.lineno for known in node.decorator_list)])
    return "".join(split_lines(module.source)[first - 1 : node.end_lineno])
