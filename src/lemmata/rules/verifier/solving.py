"""Rule against rows on domains of any size: the rows as postconditions, proved by both solvers.

The rule's text gets one postcondition for each row, `guard implies what is written`, and one that
says that some guard holds of every admitted input. Its obligations are those of `lemmata prove`.
"""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lemmata.contracts.errors import LemmataError, LimitError, UnsupportedError
from lemmata.contracts.reading import read_source
from lemmata.contracts.types import BoolType, OptionalType, RecordType, TupleType, Type
from lemmata.contracts.values import to_python
from lemmata.contracts.verdicts import Assurance
from lemmata.evidence.assurance import assurance_of
from lemmata.evidence.proof import Answers
from lemmata.language.interpreter import compiled
from lemmata.language.parsing import parse_program
from lemmata.language.tree import Program
from lemmata.language.walking import called, has_loop
from lemmata.obligations.derivation import derivation
from lemmata.obligations.models import read_arguments
from lemmata.obligations.obligation import Obligation
from lemmata.obligations.solvers import Reply, Script, Solver, Solvers
from lemmata.rules.domain import Kind
from lemmata.rules.layout import Slot
from lemmata.rules.terms import Chosen, Linear, Struct, Term
from lemmata.rules.verifier.claims import Spans
from lemmata.rules.verifier.source import Recorded, SourceRule

MOST_ROWS = 400

Rows = Sequence[tuple[Sequence[Spans], dict[str, str]]]


@dataclass(frozen=True, slots=True)
class Answer:
    """Proved with an assurance, or why not; an input where the rows are wrong, if one is known."""

    assurance: Assurance | None
    obligations: int
    reason: str = ""
    arguments: str = ""


def prove_rows(
    source: SourceRule, recorded: Sequence[Recorded], rows: Rows, solvers: Solvers
) -> Answer:
    """Whether every admitted input meets a row, and the rule writes what its row says."""
    if len(rows) > MOST_ROWS:
        return Answer(None, 0, f"more than {MOST_ROWS} rows to state as postconditions")
    try:
        text = contracted(source, recorded, rows)
        module = read_source(text, source.module.path)
        program = parse_program(module)
        derived = derivation(program, source.function.name)
    except (UnsupportedError, LimitError) as error:
        return Answer(None, 0, str(error))
    if derived.partial or derived.assumed or _loops(program, source.function.name):
        told = "the rule has loops, or rests on contracts of other functions, on too many inputs"
        return Answer(None, 0, told)
    scripts = [Script(one.smt, one.inputs) for one in derived.obligations]
    replies = solvers.solve_both(scripts)
    pairs = list(zip(replies[Solver.Z3], replies[Solver.CVC5], strict=True))
    answers = [Answers(z3.status, cvc5.status) for z3, cvc5 in pairs]
    assurance = assurance_of(answers)
    if assurance is not None:
        return Answer(assurance, len(answers))
    for one, pair in zip(derived.obligations, pairs, strict=True):
        said = next((reply for reply in pair if reply.status == "sat"), None)
        shown = _replayed(program, source.function.name, one, said) if said else ""
        if shown:
            return Answer(None, len(answers), f"`{one.text}` does not hold", shown)
    place = next(
        i
        for i, pair in enumerate(pairs)
        if any(r.status == "sat" for r in pair) or all(r.status != "unsat" for r in pair)
    )
    return Answer(None, len(answers), f"no solver decides `{derived.obligations[place].text}`")


def _loops(program: Program, name: str) -> bool:
    """Whether the function, or one that it calls, has a loop: solvers see too little of one."""
    found: dict[str, None] = {name: None}
    pending = [name]
    while pending:
        function = program.functions[pending.pop()]
        if has_loop(function):
            return True
        callees = [c for c in called((function.requires, function.body or ())) if c not in found]
        found.update(dict.fromkeys(callees))
        pending += callees
    return False


def _replayed(program: Program, name: str, one: Obligation, said: Reply) -> str:
    """The model's arguments, if the rule breaks a clause on them; a model alone refutes nothing."""
    try:
        values = read_arguments(program, name, said.values[: len(one.inputs)])
        checker = compiled(program, name)
        broken = checker.admits(values) and checker.violation(values) is not None
    except LemmataError:
        return ""
    return ", ".join(map(to_python, values)) if broken else ""


def contracted(source: SourceRule, recorded: Sequence[Recorded], rows: Rows) -> str:
    """The rule file's text with the rows as postconditions of the rule.

    Raises:
        UnsupportedError: a value that no clause can name.
    """
    reads = _reads(source)
    guards = [_guard(source, recorded, guard, reads) for guard, _ in rows]
    clauses = [" or ".join(f"({guard})" for guard in guards)]
    clauses += [
        f"not ({guard}) or ({_writes(source, written)})"
        for guard, (_, written) in zip(guards, rows, strict=True)
    ]
    names = ", ".join([*(one.name for one in source.function.parameters), "result"])
    lines = source.module.source.splitlines()
    statement = source.module.tasks[source.function.name].node
    first = min([statement.lineno, *(one.lineno for one in statement.decorator_list)]) - 1
    ensure, extra = _ensure(source)
    stated = [f"@{ensure}(lambda {names}: {clause})" for clause in clauses]
    head = _head(source.module.source)
    return "\n".join([*lines[:head], *extra, *lines[head:first], *stated, *lines[first:], ""])


def _ensure(source: SourceRule) -> tuple[str, list[str]]:
    """What `ensure` is called in the file, and the import that it needs."""
    for name, origin in source.module.imports.items():
        if origin == "icontract":
            return f"{name}.ensure", []
        if origin == "icontract.ensure":
            return name, []
    return "icontract.ensure", ["import icontract"]


def _head(source: str) -> int:
    """How many lines come before the first statement that an import may stand before."""
    for statement in ast.parse(source).body:
        is_text = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        is_future = isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
        if not is_text and not is_future:
            above: list[ast.expr] = getattr(statement, "decorator_list", [])
            return min([statement.lineno, *(one.lineno for one in above)]) - 1
    return 0


def _reads(source: SourceRule) -> dict[int, str]:
    """The expression by which each field is read, by its position."""
    pairs = zip(source.function.parameters, source.arguments, strict=True)
    return dict(leaf for one, term in pairs for leaf in _leaves(term, one.name))


def _leaves(term: Term, text: str) -> Iterator[tuple[int, str]]:
    match term:
        case Struct(items=items, record=record, names=names):
            for place, item in enumerate(items):
                inner = f"{text}.{names[place]}" if record else f"{text}[{place}]"
                yield from _leaves(item, inner)
        case Chosen(field=position):
            yield position, text
        case Linear(factors=((position, 1),)):
            yield position, text
        case _:
            return


def _guard(
    source: SourceRule, recorded: Sequence[Recorded], guard: Sequence[Spans], reads: dict[int, str]
) -> str:
    parts = []
    for position, spans in enumerate(guard):
        one, field = recorded[position], source.domain.fields[position]
        full = one.size == field.size
        if full and spans == ((0, one.size - 1),):
            continue
        text = reads[position]
        if field.kind is Kind.INT and not one.labels:
            ways = [_between(text, one.low + low, one.low + high) for low, high in spans]
        else:
            labels = [one.labels[i] for low, high in spans for i in range(low, high + 1)]
            ways = [_is(text, label, field.kind is Kind.BOOL) for label in labels]
        parts.append(ways[0] if len(ways) == 1 else f"({' or '.join(ways)})")
    return " and ".join(parts) or "True"


def _between(text: str, low: int, high: int) -> str:
    return f"{text} == {low}" if low == high else f"{low} <= {text} <= {high}"


def _is(text: str, label: str, is_bool: bool) -> str:
    if is_bool:
        return text if label == "True" else f"not {text}"
    if label == "None":
        return f"{text} is None"
    if label in ("True", "False"):
        raise UnsupportedError("a choice between bools and other values in a clause")
    return f"{text} == {label}"


def _writes(source: SourceRule, written: dict[str, str]) -> str:
    parts = [
        _written(source.function.returns, slot, written.get(slot.name)) for slot in source.slots
    ]
    return " and ".join(parts)


def _written(returns: Type, slot: Slot, label: str | None) -> str:
    """That a slot of the result is this value, or is not written."""
    tests: list[str] = []
    text, kind = "result", returns
    steps = list(slot.path)
    while True:
        if isinstance(kind, OptionalType):
            tests.append(text)
            kind = kind.item
        if not steps:
            break
        step = steps.pop(0)
        if isinstance(kind, RecordType):
            text, kind = f"{text}.{kind.fields[step].name}", kind.fields[step].type
        else:
            assert isinstance(kind, TupleType)
            text, kind = f"{text}[{step}]", kind.items[step]
    if label is None:
        absent = ""
        for known in reversed(tests):
            absent = f"({known} is None or {absent})" if absent else f"{known} is None"
        return f"({absent})" if absent else "False"
    there = [f"{known} is not None" for known in tests]
    return "(" + " and ".join([*there, _is(text, label, isinstance(kind, BoolType))]) + ")"
