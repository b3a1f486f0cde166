"""A refutation as a test file: it fails today, passes once the bug is mended, and needs pytest."""

import ast
import os
from collections.abc import Iterator
from pathlib import Path

from lemmata.analyses.wording import call_text
from lemmata.contracts.errors import FileError, Place
from lemmata.contracts.plain import plain_source
from lemmata.contracts.tasks import Clause, Module, Task
from lemmata.contracts.types import (
    BoolType,
    DictType,
    EnumType,
    FractionType,
    FunctionType,
    IntType,
    ListType,
    LiteralType,
    NoneType,
    OptionalType,
    RecordType,
    RecursiveType,
    SetType,
    StrType,
    TupleType,
    Type,
    UnionType,
)
from lemmata.contracts.values import to_python
from lemmata.contracts.verdicts import Counterexample
from lemmata.contracts.whole_files import write_whole

_TEMPLATE = '''"""{title}

Written by `lemmata prove --repro`; it needs pytest alone. It tests {file},
or the copy below, as it was judged, if that is gone. Contracts there are silent: what is demanded
stands in the test.
"""

import sys
from copy import deepcopy as _deepcopy
from fractions import Fraction as _Fraction
from pathlib import Path
from types import ModuleType
from types import SimpleNamespace as _Namespace

FILE = Path(__file__).resolve().parent / {relative}
COPY = {copy}
SEALED: dict[str, str] = {sealed}


class Silent(ModuleType):
    """Stands for a module of contracts: all it offers does nothing, but an invariant is checked."""

    @staticmethod
    def invariant(holds, *_):
        assert holds or callable(holds)
        return lambda function=None: function

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *_, **__: lambda function=None: function


def _load():
    """The file under test as a module of its own."""
    text = FILE.read_text(encoding="utf-8") if FILE.is_file() else COPY
    module = ModuleType({module})
    silent = {{name: Silent(name) for name in ("icontract", "lemmata")}}
    before = {{name: sys.modules.get(name) for name in (*silent, *SEALED)}}
    sys.modules.update({{**silent, module.__name__: module}})
    try:
        for name, code in SEALED.items():
            sys.modules[name] = ModuleType(name)
            exec(compile(code, name, "exec"), sys.modules[name].__dict__)
        exec(compile(text, str(FILE), "exec"), module.__dict__)
    finally:
        for name, known in before.items():
            sys.modules.pop(name, None)
            sys.modules.update({{name: known}} if known else {{}})
    return module


def test_{function}():
    """{law}"""
    _module = _load()
{body}
'''


def write_repro(folder: Path, module: Module, name: str, found: Counterexample) -> Path:
    """Write the test of a refuted function to the folder, whole or not at all.

    Raises:
        FileError: the place cannot be written.
    """
    path = repro_path(folder, module, name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(path, repro_text(folder, module, name, found).encode())
    except OSError as error:
        raise FileError(
            f"cannot be written: {error.strerror or error}",
            place=Place(str(path)),
            remedy="choose a folder that can be written",
        ) from error
    return path


def repro_path(folder: Path, module: Module, name: str) -> Path:
    """Where the test of this function stands in the folder."""
    return folder / f"test_{Path(module.path).stem}_{name}.py"


def repro_text(folder: Path, module: Module, name: str, found: Counterexample) -> str:
    """The test file for this folder."""
    file = os.path.relpath(Path(module.path).resolve(), folder.resolve())
    call = call_text(name, found.arguments)
    told = f"`{found.violated}` holds for {call}; {module.path}, line {found.line}."
    return _TEMPLATE.format(
        title=_in_docstring(f"{call} breaks its contract: {found.violated}."),
        file=_in_docstring(module.path),
        relative=repr(file),
        copy=_literal(plain_source(module)),
        sealed=_sealed(module),
        module=repr(f"subject_of_{name}"),
        function=name,
        law=_in_docstring(told),
        body="\n".join(f"    {line}" for line in _body(module, name, found)),
    )


def _sealed(module: Module) -> str:
    """The code of the lemmas that the file imports, each module after those it imports."""
    parts = [f"    {name!r}: {_literal(p.source)}," for name, p in module.links.modules.items()]
    return "\n".join(["{", *parts, "}"]) if parts else "{}"


def _body(module: Module, name: str, found: Counterexample) -> Iterator[str]:
    """The call and what is demanded of it, as statements."""
    task = module.tasks[name]
    demands = list(_demands(task, found))
    sources = [*(to_python(value) for _, value in found.arguments), *demands]
    for known in sorted(_free(sources) - {parameter.name for parameter in task.parameters}):
        borrowed = {*module.imports, *module.borrowed}
        if known in borrowed or known in module.tasks or known in _declared(module):
            yield f"{known} = _module.{known}"
        elif known == "Fraction":
            yield "Fraction = _Fraction"
    for parameter, value in found.arguments:
        yield f"{parameter} = {to_python(value)}"
    names = ", ".join(parameter for parameter, _ in found.arguments)
    mutable = [parameter.name for parameter in task.parameters if _can_change(parameter.type)]
    if mutable or any("OLD" in _free([demand]) for demand in demands):
        kept = ", ".join(f"{known}=_deepcopy({known})" for known, _ in found.arguments)
        yield f"OLD = _Namespace({kept})"
    call = f"result = _module.{name}({names})"
    if task.raises:
        yield from ("try:", f"    {call}", f"except ({', '.join(task.raises)},):", "    return")
    else:
        yield call
    yield from (f"assert {known} == OLD.{known}" for known in mutable)
    yield from (f"assert {demand}" for demand in demands)


def _can_change(kind: Type) -> bool:
    """Whether a value of the type is, or holds, what a call could change."""
    match kind:
        case ListType() | SetType() | DictType():
            return True
        case OptionalType(item=item):
            return _can_change(item)
        case TupleType(items=items):
            return any(map(_can_change, items))
        case RecordType(fields=fields) if not isinstance(kind, RecursiveType):
            return any(_can_change(field.type) for field in fields)
        case _:
            return False


def _demands(task: Task, found: Counterexample) -> Iterator[str]:
    """Expressions over the result that hold once the bug is mended, the broken one among them."""
    sample = next((known for known in task.examples if known.line == found.line), None)
    if found.violated == "example" and found.expected is not None:
        yield f"result == {found.expected}"
        if sample is None or not sample.by_equality:
            yield f"type(result) is type({found.expected})"
        return
    yield type_test("result", task.returns)
    yield from map(_on_one_line, task.ensures)


def type_test(value: str, kind: Type) -> str:
    """An expression that is true where ``value`` is of exactly this type."""
    match kind:
        case NoneType():
            return f"{value} is None"
        case LiteralType(values=values):
            return f"{value} in ({', '.join(map(to_python, values))},)"
        case OptionalType(item=item):
            return f"({value} is None or {type_test(value, item)})"
        case TupleType(items=items):
            parts = [type_test(f"{value}[{at}]", item) for at, item in enumerate(items)]
            return " and ".join(
                [f"type({value}) is tuple and len({value}) == {len(items)}", *parts]
            )
        case ListType(item=item) | SetType(item=item):
            outer = "list" if isinstance(kind, ListType) else "set"
            inner = f"{value.partition('[')[0]}_item"
            return (
                f"type({value}) is {outer} and all({type_test(inner, item)} for {inner} in {value})"
            )
        case DictType(key=key, value=held):
            both = f"{type_test('key', key)} and {type_test('held', held)}"
            return f"type({value}) is dict and all({both} for key, held in {value}.items())"
        case FunctionType():
            return f"callable({value})"
        case UnionType(items=records):
            return f"type({value}) in ({', '.join(record.name for record in records)})"
        case _:
            return f"type({value}) is {_class(kind)}"


def _class(kind: Type) -> str:
    match kind:
        case BoolType():
            return "bool"
        case IntType():
            return "int"
        case StrType():
            return "str"
        case FractionType():
            return "_Fraction"
        case EnumType(name=name) | RecordType(name=name):
            return name
        case _:
            raise AssertionError(kind)


def _declared(module: Module) -> set[str]:
    return {*module.types, *module.constants, *module.opaque}


def _free(sources: list[str]) -> set[str]:
    """Every name that the expressions mention."""
    trees = [ast.parse(source, mode="eval") for source in sources]
    return {node.id for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Name)}


def _on_one_line(clause: Clause) -> str:
    return ast.unparse(ast.parse(clause.text.strip(), mode="eval"))


def _literal(text: str) -> str:
    if "'''" in text or "\\" in text:
        return repr(text)
    return f"'''\\\n{text}'''"


def _in_docstring(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"').rstrip('"')
