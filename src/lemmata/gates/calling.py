"""Calling a submission's function in the sandbox: on plain values, or on values given as text.

What a result is compared with is never sent along. Clauses are judged by a process of their own,
in which the function is not called unless a clause calls it.
"""

import ast
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from lemmata.contracts.errors import SandboxError
from lemmata.contracts.plain import plain_source
from lemmata.contracts.tasks import Clause, Module
from lemmata.contracts.values import Value, to_python
from lemmata.gates.decoding import MisfitError, plain
from lemmata.gates.protocol import Submission
from lemmata.sandbox import Did, Gave, Script, Scripts, Surroundings, Walls

USUAL = Surroundings()
OTHER = Surroundings(hash_seed=1, locale="C.UTF-8", time_zone="XYZ-14")


@dataclass(frozen=True, slots=True)
class Call:
    """One input: as Python text in order of the parameters, and as plain values where they are.

    ``values`` are the language's, where the input was made of them; ``expected`` is an example's
    text. ``origin`` is ``example``, ``golden`` or ``generated``.
    """

    texts: tuple[str, ...]
    arguments: tuple[object, ...] | None
    values: tuple[Value, ...] | None = None
    expected: str | None = None
    by_equality: bool = False
    line: int = 0
    origin: str = "generated"

    @property
    def tuple_text(self) -> str:
        """The arguments as one tuple."""
        return f"({''.join(f'{text}, ' for text in self.texts)})"


def call_of_values(values: Sequence[Value]) -> Call:
    """A call on values of the language."""
    texts = tuple(map(to_python, values))
    try:
        arguments: tuple[object, ...] | None = tuple(map(plain, values))
    except (MisfitError, TypeError):  # a key that is a list, once it is plain
        arguments = None
    return Call(texts, arguments, tuple(values))


def call_of_texts(texts: Sequence[str]) -> Call:
    """A call on expressions, which are evaluated in the sandbox where they are no literals."""
    try:
        arguments: tuple[object, ...] | None = tuple(map(ast.literal_eval, texts))
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        arguments = None
    return Call(tuple(texts), arguments)


def tools_of(scripts: Scripts) -> dict[str, str]:
    """What runs the calls and what stands around it, as the lemma's record names them."""
    interpreter, _, version = scripts.interpreter.rpartition(" ")
    return {interpreter: version, "walls": scripts.walls.value}


def unfit(scripts: Scripts) -> str:
    """Why nothing can be judged behind these walls; empty where it can."""
    if scripts.walls is not Walls.MONTY:
        return ""
    return (
        "monty has no hash seeds, no locales and no `eval`, by which contracts are judged"
        " (name other walls in LEMMATA_SANDBOX)"
    )


def check_walls(scripts: Scripts) -> None:
    """See that scripts can run here, so that what they do tells of them alone.

    Raises:
        SandboxError: a wall is missing, or stands where contracts cannot be judged.
    """
    if why := unfit(scripts):
        raise SandboxError(why)
    scripts.run(Script("def ready():\n    return None\n", "ready"), ())


class Caller:
    """Runs one submission's function; the sandbox's processes are somebody else's."""

    def __init__(self, submission: Submission, scripts: Scripts) -> None:
        module = submission.module
        self._function = submission.function
        self._scripts = scripts
        self._source = _whole(module) if module else submission.source
        self._path = submission.path
        self._names = tuple(parameters_of(submission))
        self._mark = "_lemmata"
        while self._mark in self._source:
            self._mark += "_"
        parts = tuple(map(plain_source, module.links.modules.values())) if module else ()
        self._modules = _modules(self._source, *parts)

    def run(self, calls: Sequence[Call], surroundings: Surroundings = USUAL) -> tuple[Did, ...]:
        """What the function does on each input, up to the first that a limit had to stop.

        Raises:
            SandboxError: the sandbox broke, or a wall of it is missing.
        """
        if all(call.arguments is not None for call in calls):
            script = Script(self._source, self._function, self._modules, self._path)
            batch = [call.arguments or () for call in calls]
            return self._scripts.run_many(script, batch, surroundings, patience=1)
        read = f"{self._mark}_read(given)"
        body = (
            f"given_now, before = {read}, {read}\n"
            f"    found = {self._function}(*given_now)\n"
            f"    pairs = enumerate(zip(given_now, before))\n"
            f"    return (found, [n for n, (one, other) in pairs if one != other])"
        )
        items = [(call.tuple_text,) for call in calls]
        said = self._with_harness(("given",), body, items, surroundings)
        return tuple(map(_unpacked, said))

    def values(self, texts: Sequence[str]) -> tuple[Did, ...]:
        """What expressions are worth among the file's names."""
        body = f"return {self._mark}_read(given)"
        return self._with_harness(("given",), body, [(text,) for text in texts])

    def admitted(self, clauses: Sequence[Clause], calls: Sequence[Call]) -> tuple[bool, ...]:
        """Whether the precondition is defined and true on each input."""
        if not clauses:
            return (True,) * len(calls)
        lines = [self._unpack(), *(f"if not ({one.text}): return False" for one in clauses)]
        body = "\n    ".join([*lines, "return True"])
        said = self._with_harness(("given",), body, [(call.tuple_text,) for call in calls])
        unasked = (False,) * (len(calls) - len(said))
        return tuple(isinstance(did, Gave) and did.value is True for did in said) + unasked

    def breaches(
        self, clauses: Sequence[Clause], results: Sequence[tuple[Call, str]]
    ) -> tuple[Did, ...]:
        """For each input and result (as text) the index of the first false clause, or -1."""
        old = f"OLD = type('OLD', (), dict(zip({self._names!r}, {self._mark}_read(given))))"
        lines = [self._unpack(), old, f"result = {self._mark}_read(found)"]
        lines += [f"if not ({one.text}): return {n}" for n, one in enumerate(clauses)]
        body = "\n    ".join([*lines, "return -1"])
        items = [(call.tuple_text, result) for call, result in results]
        return self._with_harness(("given", "found"), body, items)

    def _unpack(self) -> str:
        names = "".join(f"{name}, " for name in self._names)
        return f"({names}) = {self._mark}_read(given)" if names else "pass"

    def _with_harness(
        self,
        names: Sequence[str],
        body: str,
        items: Sequence[Sequence[object]],
        surroundings: Surroundings = USUAL,
    ) -> tuple[Did, ...]:
        mark = self._mark
        source = (
            f"{self._source}\n"
            f"from fractions import Fraction as {mark}_Fraction\n"
            f"{mark}_space = {{'Fraction': {mark}_Fraction, **globals()}}\n"
            f"def {mark}_read(text, {mark}_eval=eval, {mark}_space={mark}_space):\n"
            f"    return {mark}_eval(text, {mark}_space)\n"
            f"def {mark}_call({', '.join(names)}):\n"
            f"    {body}\n"
        )
        modules = tuple(dict.fromkeys((*self._modules, "fractions")))
        script = Script(source, f"{mark}_call", modules, self._path)
        return self._scripts.run_many(script, items, surroundings, patience=1)


def _unpacked(did: Did) -> Did:
    """What the harness gave: the result, and the arguments that are no longer what they were."""
    match did:
        case Gave(value=(found, list(changed))) if all(type(n) is int for n in changed):
            return Gave(found, tuple(changed))
    return did


@lru_cache(maxsize=8)
def _whole(module: Module) -> str:
    """The file without its contracts, after the sealed modules that it imports.

    The sandbox imports Python's own modules alone, so the sealed ones are made in place.
    """
    if not module.links.modules:
        return plain_source(module)
    lines = ["import sys, types", f"{_LINKED} = {{}}"]
    for name, part in module.links.modules.items():
        lines += [
            f"{_LINKED}[{name!r}] = sys.modules[{name!r}] = types.ModuleType({name!r})",
            f"vars({_LINKED}[{name!r}])[{_LINKED!r}] = {_LINKED}",
            f"exec({_relinked(part, module)!r}, vars({_LINKED}[{name!r}]))",
        ]
    return "\n".join([*lines, "del sys, types", _relinked(module, module)])


_LINKED = "_lemmata_linked"


def _relinked(part: Module, whole: Module) -> str:
    """A file without its contracts, its imports of sealed code as assignments."""
    tree = ast.parse(plain_source(part))
    body: list[ast.stmt] = []
    for statement in tree.body:
        body.extend(_assigned(statement, whole) or [statement])
    tree.body = body
    return ast.unparse(tree) + "\n"


def _assigned(statement: ast.stmt, whole: Module) -> list[ast.stmt]:
    """What an import of sealed code binds, as assignments; nothing for any other statement."""
    known = whole.links.modules
    match statement:
        case ast.ImportFrom(module=str(name), names=names) if name in known:
            bound = [(one.asname or one.name, f"{_LINKED}[{name!r}].{one.name}") for one in names]
        case ast.Import(names=names) if all(one.name in known for one in names):
            bound = [(one.asname or one.name, f"{_LINKED}[{one.name!r}]") for one in names]
        case _:
            return []
    return [ast.parse(f"{local} = {value}").body[0] for local, value in bound]


def parameters_of(submission: Submission) -> list[str]:
    """The names of the function's parameters, in order."""
    node = submission.definition
    if node is None:
        return []
    return [one.arg for one in (*node.args.posonlyargs, *node.args.args)]


@lru_cache(maxsize=8)
def _modules(*texts: str) -> tuple[str, ...]:
    """The modules of the standard library that texts import; others are not there."""
    found: dict[str, None] = {}
    for node in (node for text in texts for node in ast.walk(ast.parse(text))):
        if isinstance(node, ast.Import):
            found.update(dict.fromkeys(alias.name for alias in node.names))
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found[node.module] = None
    return tuple(name for name in found if name.partition(".")[0] in sys.stdlib_module_names)
