"""Random tasks for the provers, and the check that no verdict is contradicted by any input.

A task's contract is one of four kinds: equality with its own copy (true), equality with a copy
in which one operator or constant was changed, postconditions that held on every sample, and
postconditions of which one did not.
"""

import ast
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from lemmata.contracts.bodies import body_of, with_body
from lemmata.contracts.errors import InputError, LimitError, VacuousError
from lemmata.contracts.reading import read_source
from lemmata.contracts.tasks import Module
from lemmata.contracts.types import BOOL, FRACTION, INT, STR, Type
from lemmata.contracts.values import Value
from lemmata.contracts.verdicts import Judgement, Verdict
from lemmata.language.interpreter import Checker, Raised, Returned, compiled, holds
from lemmata.language.parsing import parse_program
from lemmata.language.tree import Program
from lemmata.provers import callees_first
from lemmata.proving import Known, Session
from lemmata.testing.differential import Difference, Tally, agree
from lemmata.testing.mutation import mutants
from lemmata.testing.native import Native
from lemmata.testing.programs import function_text, random_arguments
from lemmata.testing.random_expressions import HEADER, TYPES, Expressions, Signature
from lemmata.testing.random_statements import Statements
from lemmata.testing.random_tasks import LOOP_HEADER, random_loop

TASK = "task"
_COPY = "copy"
_BASE = "base"
_DEPTH = 2
_SAMPLES = 40


@dataclass(frozen=True, slots=True)
class Trial:
    """A task file whose function `TASK` the provers are to judge."""

    seed: int
    kind: str
    source: str


def random_trial(seed: int, *, is_layered: bool = False) -> Trial:
    """A trial; same seed, same text. A layered task may call a function that has a contract."""
    random = Random(f"{'layered' if is_layered else 'trial'} {seed}")
    texts = [HEADER]
    below: tuple[Signature, ...] = ()
    if is_layered:
        base = _signature(random, _BASE, (INT, BOOL, STR, FRACTION))
        body = _body(random, base, ())
        texts.append(function_text(base, body, _sampled(random, texts, base, body, (), False)))
        below = (base,)
    task = _signature(random, TASK, TYPES)
    body = _body(random, task, below)
    before = Expressions(random, (), task.named(), is_total=True)
    names = ", ".join(task.named())
    contract = [f"@require(lambda {names}: {before.test(1)})"] if random.random() < 0.3 else []
    kind = ("copied", "mutated", "sampled", "perturbed")[seed % 4]
    if kind in ("copied", "mutated"):
        copied = body if kind == "copied" else mutated(random, body)
        texts.append(function_text(Signature(_COPY, task.parameters, task.returns), copied))
        contract.append(f"@ensure(lambda {names}, result: result == {_COPY}({names}))")
    else:
        contract += _sampled(random, texts, task, body, contract, kind == "perturbed")
    texts.append(function_text(task, body, contract))
    return Trial(seed, f"layered {kind}" if is_layered else kind, "\n\n".join(texts))


def random_loop_trial(seed: int) -> Trial:
    """A trial with a loop; its claims held on samples, or, one in three, one of them did not."""
    random = Random(f"loop {seed}")
    task = random_loop(random)
    kind = "loop perturbed" if seed % 3 == 2 else "loop sampled"
    whole = f"{LOOP_HEADER}\n\n{task.text(task.requires, task.claims)}"
    program = parse_program(read_source(whole))
    if TASK not in program.functions:
        return Trial(seed, kind, whole)
    held, broken = _told_apart(program, TASK, task.claims, random)
    kept = held[:3] + broken[: 1 if kind == "loop perturbed" or not held else 0]
    return Trial(seed, kind, f"{LOOP_HEADER}\n\n{task.text(task.requires, kept)}")


def mutant_trial(trial: Trial) -> Trial | None:
    """The trial with one small change of its task's body, or None where nothing can change."""
    module = read_source(trial.source)
    made = list(mutants(body_of(module, TASK)))
    if not made:
        return None
    body = Random(f"mutant {trial.seed}").choice(made).body
    return Trial(trial.seed, f"{trial.kind} mutant", with_body(module, TASK, body))


def _signature(random: Random, name: str, returns: Sequence[Type]) -> Signature:
    kinds = tuple(random.choice(TYPES) for _ in range(random.randint(1, 3)))
    return Signature(name, kinds, random.choice(returns))


def _body(random: Random, function: Signature, below: tuple[Signature, ...]) -> list[str]:
    is_total = random.random() < 0.8
    named = function.named()
    return Statements(random, below, named, function.returns, _DEPTH, is_total=is_total).body()


def _sampled(
    random: Random,
    before: Sequence[str],
    task: Signature,
    body: Sequence[str],
    contract: Sequence[str],
    is_perturbed: bool,
) -> list[str]:
    """Postconditions that held on samples; a perturbed one more did not hold on one of them."""
    after_names: dict[str, Type] = {**task.named(), "result": task.returns}
    after = Expressions(random, (), after_names, is_total=True)
    names = ", ".join(task.named())
    texts = [f"@ensure(lambda {names}, result: {after.test(2)} or {after.test(1)})"]
    texts += [f"@ensure(lambda {names}, result: {after.test(2)})" for _ in range(7)]
    whole = "\n\n".join([*before, function_text(task, body, [*contract, *texts])])
    program = parse_program(read_source(whole))
    if task.name not in program.functions:
        return texts[:1]
    held, broken = _told_apart(program, task.name, texts, random)
    return held[:2] + broken[: 1 if is_perturbed or not held else 0]


def _told_apart(
    program: Program, name: str, texts: Sequence[str], random: Random
) -> tuple[list[str], list[str]]:
    """Of a function's postconditions those that held on all samples, and the others."""
    checker = compiled(program, name)
    samples = random_arguments(checker.function.parameters, random, _SAMPLES)
    environments = _returned(checker, samples)
    held: list[str] = []
    broken: list[str] = []
    for text, condition in zip(texts, checker.function.ensures, strict=False):
        answers = [holds(program, condition, environment) for environment in environments]
        (held if all(answer == Returned(True) for answer in answers) else broken).append(text)
    return held, broken


def _returned(checker: Checker, samples: Sequence[tuple[Value, ...]]) -> list[dict[str, Value]]:
    names = [parameter.name for parameter in checker.function.parameters]
    found = []
    for arguments in samples:
        try:
            outcome = checker.call(arguments) if checker.admits(arguments) else None
        except LimitError:
            continue
        if isinstance(outcome, Returned):
            environment = dict(zip(names, arguments, strict=True))
            found.append({**environment, "result": outcome.value})
    return found


def judge_trial(session: Session, trial: Trial, inputs: int = 300) -> Tally:
    """What the provers say of a trial, and every input that contradicts it.

    ``proved``: no admitted input among ``inputs`` random ones may break the contract.
    ``refuted``: the counterexample must break it here and in this CPython. No tool may fail, and
    a precondition called empty may admit none of the inputs.
    """
    tally = Tally(Counter({"trials": 1}))
    module = read_source(trial.source)
    program = parse_program(module)
    if TASK not in program.functions:
        tally.counts["outside"] += 1
        return tally
    checker = compiled(program, TASK)
    random = Random(trial.seed)
    tried = random_arguments(checker.function.parameters, random, inputs)
    try:
        judgement = _judge(session, module, program)
    except VacuousError:
        tally.counts["vacuous"] += 1
        found = [f"admitted: {arguments}" for arguments in tried if checker.admits(arguments)]
    except InputError as error:
        tally.counts[f"refused {type(error).__name__}"] += 1
        return tally
    else:
        tally.counts[f"{trial.kind} {judgement.verdict.value}"] += 1
        tally.counts[judgement.verdict.value] += 1
        found = _contradictions(module, checker, judgement, tried)
    tally.differences.extend(
        Difference(trial.seed, "the verdict holds", text) for text in found[:1]
    )
    return tally


def _judge(session: Session, module: Module, program: Program) -> Judgement:
    """The task's judgement, after those of the functions whose contracts it rests on."""
    known = Known()
    *below, last = callees_first(program, [TASK])
    for name in below:
        session.judge(module, program, name, known)
    return session.judge(module, program, last, known)


def _contradictions(
    module: Module,
    checker: Checker,
    judgement: Judgement,
    tried: Sequence[tuple[Value, ...]],
) -> list[str]:
    if judgement.verdict is Verdict.FAILED:
        return [f"failed: {judgement.reason}"]
    if judgement.verdict is Verdict.REFUTED:
        return _unreplayed(module, checker, judgement)
    if judgement.verdict is not Verdict.PROVED:
        return []
    return [
        f"proved by {judgement.method}, but {arguments} breaks it"
        for arguments in tried
        if _breaks(checker, arguments)
    ]


def _breaks(checker: Checker, arguments: tuple[Value, ...]) -> bool:
    try:
        return checker.admits(arguments) and checker.violation(arguments) is not None
    except LimitError:
        return False


def _unreplayed(module: Module, checker: Checker, judgement: Judgement) -> list[str]:
    shown = judgement.counterexample
    if shown is None:
        return ["refuted without a counterexample"]
    arguments = tuple(value for _, value in shown.arguments)
    if not _breaks(checker, arguments):
        return [f"refuted, but {arguments} breaks nothing"]
    here = checker.call(arguments)
    there = Native(module).call(TASK, arguments)
    if not agree(here, there):
        return [f"refuted with {arguments}: {here} here, {there} in CPython"]
    if shown.returned and isinstance(here, Raised):
        return [f"refuted with {arguments}: returned there, {here} here"]
    return []


class _Mutator(ast.NodeTransformer):
    """Changes the site with a given number; counts them all."""

    def __init__(self, random: Random, chosen: int) -> None:
        self.random = random
        self.chosen = chosen
        self.sites = 0

    def _is_chosen(self) -> bool:
        self.sites += 1
        return self.sites - 1 == self.chosen

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        """An int moves by one, a bool turns, a string gains a letter."""
        if node.value is None or not self._is_chosen():
            return node
        match node.value:
            case bool() as known:
                return ast.Constant(not known)
            case int() as known:
                return ast.Constant(known + self.random.choice((1, -1)) if known else 1)
            case str() as known:
                return ast.Constant(f"{known}a")
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        """`+` and `-` change places."""
        self.generic_visit(node)
        swapped = {ast.Add: ast.Sub(), ast.Sub: ast.Add(), ast.Mult: ast.Add()}
        if type(node.op) in swapped and self._is_chosen():
            node.op = swapped[type(node.op)]
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        """A bound becomes strict, or the reverse."""
        self.generic_visit(node)
        swapped = {
            ast.Lt: ast.LtE(),
            ast.LtE: ast.Lt(),
            ast.Gt: ast.GtE(),
            ast.GtE: ast.Gt(),
            ast.Eq: ast.NotEq(),
            ast.NotEq: ast.Eq(),
        }
        if type(node.ops[0]) in swapped and self._is_chosen():
            node.ops[0] = swapped[type(node.ops[0])]
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        """`and` and `or` change places."""
        self.generic_visit(node)
        if self._is_chosen():
            node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        return node


def mutated(random: Random, body: Sequence[str]) -> list[str]:
    """The body with one small change; the same body where there is nothing to change."""
    text = "\n".join(body)
    counter = _Mutator(random, -1)
    counter.visit(ast.parse(text))
    if not counter.sites:
        return list(body)
    changed = _Mutator(random, random.randrange(counter.sites)).visit(ast.parse(text))
    return ast.unparse(changed).splitlines()
