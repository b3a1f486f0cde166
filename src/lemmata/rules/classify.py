"""Is a function a pure rule, a hybrid with a pure core, or a matter of experience?

Pure: the whole function is a rule, so it can be proved on every input. Hybrid: it tests what is
not pure (the clock, a long text), and what it makes of these tests is a rule, shown as text.
Empirical: its answer itself comes from there; only trials tell how good it is.
"""

import ast
import builtins
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from lemmata.contracts.errors import FileError, LemmataError, Place, UnsupportedError
from lemmata.contracts.reading import read_source
from lemmata.contracts.syntax import parse_file
from lemmata.rules.effects import Cause, Reason, Surroundings
from lemmata.rules.reading import RuleText, rules_of
from lemmata.rules.splitting import Core, Probe, core

_FREE = ("typing", "enum", "dataclasses", "icontract", "collections.abc", "fractions", "__future__")
_MOST_BYTES = 1 << 20
_ANYWHERE = frozenset({*dir(builtins), "*"})
"""Names that stand in annotations and classes as well: a file that binds one means another."""

Definition = ast.FunctionDef | ast.AsyncFunctionDef


class Nature(Enum):
    """What a function is to those who want to know whether it is right."""

    PURE = "pure"
    HYBRID = "hybrid"
    EMPIRICAL = "empirical"


@dataclass(frozen=True, slots=True)
class Classified:
    """One function: what it is, why, and its rule or the rule of its core."""

    function: str
    nature: Nature
    line: int
    reasons: tuple[Reason, ...]
    rule: RuleText | None = None
    core: str = ""
    probes: tuple[Probe, ...] = ()


def classify(path: Path) -> tuple[Classified, ...]:
    """Every function of a file, in its order.

    The file may be any Python: it is parsed and never run.

    Raises:
        FileError: missing, too large, or not UTF-8.
        SourceError: not Python.
    """
    try:
        data = path.read_bytes()
        source = data.decode("utf-8")
    except OSError as error:
        raise FileError(
            f"cannot be read: {error.strerror}", place=Place(str(path)), remedy="name a Python file"
        ) from error
    except UnicodeDecodeError as error:
        raise FileError("not UTF-8", place=Place(str(path)), remedy="save it as UTF-8") from error
    if len(data) > _MOST_BYTES:
        raise FileError("larger than 1 MiB", place=Place(str(path)), remedy="split the file")
    file = _File(parse_file(source, str(path)), source, str(path))
    return tuple(file.classified(one) for one in file.functions.values())


class _File:
    def __init__(self, tree: ast.Module, source: str, path: str) -> None:
        self.path = path
        self.lines = source.splitlines()
        self.around = Surroundings(tree)
        self.functions = {
            one.name: one
            for one in tree.body
            if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)
        }
        self.base = [one for one in tree.body if self._is_plain(one)]
        kept = {id(one) for one in (*self.base, *self.functions.values())}
        self.foreign = frozenset(
            name for one in tree.body if id(one) not in kept for name in _bound(one)
        )

    def _is_plain(self, one: ast.stmt) -> bool:
        """What a rule may stand on: types, constants, and the imports that these need."""
        match one:
            case ast.ClassDef():
                return True
            case ast.ImportFrom(module=str() as module, names=names):
                return module in _FREE and all(known.name != "*" for known in names)
            case ast.Import(names=names):
                return all(known.name in _FREE for known in names)
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                return name not in self.around.changing
            case _:
                return False

    def classified(self, function: Definition) -> Classified:
        """One function of the file."""
        name, line = function.name, function.lineno
        helpers = self._helpers(function)
        reasons = [
            reason
            for one in (function, *helpers)
            for part in one.body
            for reason in self.around.reasons(part)
        ]
        reasons += [one for part in (function, *helpers) for one in self._borrowed(part, reasons)]
        refusal: LemmataError | None = None
        if not reasons and isinstance(function, ast.FunctionDef):
            found = self._rule(function, helpers)
            if isinstance(found, RuleText):
                return Classified(name, Nature.PURE, line, (), found)
            refusal = found
        unbounded = [one.arg for one in function.args.args if not self._is_finite(function, one)]
        reasons += self._typed(function, unbounded)
        if refusal is not None and not reasons:
            place = refusal.place
            reasons = [Reason(Cause.OUTSIDE, refusal.message, place.line if place else line)]
        impure = [one.name for one in helpers if self._has_effects(one)]
        split = core(function, self.around, self._has_finite_type, unbounded, impure)
        told = tuple(sorted(dict.fromkeys(reasons), key=lambda reason: reason.line))
        rule = self._core_rule(split, helpers) if split is not None else None
        if split is not None and rule is not None:
            return Classified(name, Nature.HYBRID, line, told, rule, split.text, split.probes)
        return Classified(name, Nature.EMPIRICAL, line, told)

    def _core_rule(self, split: Core, helpers: Sequence[Definition]) -> RuleText | None:
        (made,) = ast.parse(split.text).body
        assert isinstance(made, ast.FunctionDef)
        clean = [one for one in helpers if not self._has_effects(one)]
        found = self._read(clean, made.name, split.text)
        return found if isinstance(found, RuleText) else None

    def _borrowed(self, function: Definition, known: Sequence[Reason]) -> Iterator[Reason]:
        """Names that something else in the file binds: what they mean is not known here."""
        told = {reason.line for reason in known}
        if function.name in self.foreign | self.around.changing:
            yield Reason(Cause.STATE, f"{function.name} is bound again", function.lineno)
        for node in (node for part in function.body for node in ast.walk(part)):
            is_told = isinstance(node, ast.Name) and node.lineno in told
            if isinstance(node, ast.Name) and node.id in self.foreign and not is_told:
                yield Reason(Cause.OUTSIDE, node.id, node.lineno)
        for name in sorted(self.foreign & _ANYWHERE):
            yield Reason(Cause.OUTSIDE, f"the file binds {name}", function.lineno)

    def _has_effects(self, one: Definition) -> bool:
        return any(self.around.reasons(part) for part in one.body)

    def _typed(self, function: Definition, unbounded: Sequence[str]) -> Iterator[Reason]:
        for one in function.args.args:
            if one.arg in unbounded:
                kind = ast.unparse(one.annotation) if one.annotation else "no type"
                cause = Cause.FLOAT if kind == "float" else Cause.UNBOUNDED
                yield Reason(cause, f"{one.arg}: {kind}", one.lineno)

    def _helpers(self, function: Definition) -> tuple[Definition, ...]:
        """The functions of the file that it names, directly or not."""
        found: dict[str, Definition] = {}
        pending: list[ast.AST] = [function]
        while pending:
            for node in ast.walk(pending.pop()):
                known = self.functions.get(node.id) if isinstance(node, ast.Name) else None
                if known is not None and known is not function and known.name not in found:
                    found[known.name] = known
                    pending.append(known)
        return tuple(found.values())

    def _rule(
        self, function: ast.FunctionDef, helpers: Sequence[Definition]
    ) -> RuleText | LemmataError:
        """The function as a rule, in a file that holds what it needs; or why it is none."""
        return self._read([*helpers, function], function.name)

    def _read(
        self, functions: Sequence[Definition], name: str, more: str = ""
    ) -> RuleText | LemmataError:
        """A rule of the file that has these functions alone, on their own lines."""
        kept = {
            line
            for one in (*self.base, *functions)
            for line in range(_first_line(one) - 1, one.end_lineno or one.lineno)
        }
        lines = [line if i in kept else "" for i, line in enumerate(self.lines)]
        try:
            text = "\n".join([*lines, more, ""])
            file = rules_of(read_source(text, self.path, needs_contract=False))
        except LemmataError as error:
            return error
        if name in file.rules:
            return file.rules[name]
        return file.refused.get(name) or UnsupportedError(f"{name} is no public function")

    def _is_finite(self, function: Definition, one: ast.arg) -> bool:
        """Whether a parameter has finitely many values, by its type and the precondition."""
        if one.annotation is None:
            return False
        decorators = [
            decorator
            for decorator in function.decorator_list
            if isinstance(decorator, ast.Call)
            and decorator.args
            and isinstance(decorator.args[0], ast.Lambda)
        ]
        clauses = [
            d
            for d in decorators
            if {a.arg for a in d.args[0].args.args} <= {one.arg}  # type: ignore[attr-defined]
        ]
        return self._takes(one.annotation, clauses, one.arg)

    def _has_finite_type(self, annotation: ast.expr | None) -> bool:
        return annotation is not None and self._takes(annotation, [], "value")

    def _takes(self, annotation: ast.expr, clauses: Sequence[ast.expr], name: str) -> bool:
        """Whether a rule may take a value of this type; asked of the reader of rules itself."""
        made = ast.FunctionDef(
            name="asked",
            args=ast.arguments([], [ast.arg(name, annotation)], None, [], [], None, []),
            body=[ast.Return(ast.Constant(True))],
            decorator_list=list(clauses),
            returns=ast.Name("bool", ast.Load()),
        )
        helpers = [one for clause in clauses for one in self._named(clause)]
        text = ast.unparse(ast.fix_missing_locations(made))
        return isinstance(self._read(helpers, "asked", text), RuleText)

    def _named(self, node: ast.AST) -> Iterator[Definition]:
        for one in ast.walk(node):
            if isinstance(one, ast.Name) and one.id in self.functions:
                yield self.functions[one.id]


def _bound(one: ast.stmt) -> Iterator[str]:
    """Every name that a statement of the module binds, at any depth; ``*`` for any name."""
    for node in ast.walk(one):
        match node:
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                yield from (known.asname or known.name.partition(".")[0] for known in names)
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.ClassDef(name=name):
                yield name
            case _:
                pass


def _first_line(one: ast.stmt) -> int:
    """The line of the first decorator, or of the statement."""
    match one:
        case ast.FunctionDef(decorator_list=[first, *_]) | ast.ClassDef(decorator_list=[first, *_]):
            return first.lineno
        case _:
            return one.lineno
