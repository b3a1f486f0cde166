"""The names that a task file declares beside its functions: classes, aliases, constants."""

import ast
from collections.abc import Mapping

from lemmata.contracts.annotations import Annotations
from lemmata.contracts.constants import Constants
from lemmata.contracts.enums import is_enum, read_enum
from lemmata.contracts.errors import Place, SourceError, UnsupportedError
from lemmata.contracts.imports import qualified
from lemmata.contracts.records import is_record, read_record
from lemmata.contracts.recursion import fault, mentioned
from lemmata.contracts.syntax import unsupported
from lemmata.contracts.tasks import Constant
from lemmata.contracts.types import EnumType, Family, RecordType, RecursiveType, Type

Declared = Type | Constant


class Declarations:
    """Reads declarations on demand, so that types may name one another in any order.

    A dataclass that is met while its own fields are read is recursive, and so is each one between:
    it stands there by its name, and its fields come to its ``family`` when they are known.

    ``statements`` maps each declared name to its statement, ``borrowed`` each name that sealed
    code gives to what it means there.
    """

    def __init__(
        self,
        path: str,
        imports: Mapping[str, str],
        statements: Mapping[str, ast.stmt],
        borrowed: Mapping[str, Declared],
    ) -> None:
        self.path = path
        self.imports = imports
        self.opaque: dict[str, UnsupportedError] = {}
        self._statements = statements
        self._borrowed = borrowed
        self._known: dict[str, Declared] = {}
        self._open: list[str] = []
        self._family = Family()
        self._recursive: set[str] = set()
        deferred = "__future__.annotations" in imports.values()
        self.annotations = Annotations(path, imports, self._type, deferred)
        self.constants = Constants(path, imports, self._definition)

    def read_all(self) -> tuple[dict[str, Type], dict[str, Constant]]:
        """Types and constants in the order of the file; what is unsupported goes to ``opaque``.

        Raises:
            SourceError: a declaration that raises on import, or is no declaration.
            ContractError: an annotation or a field with a bad name.
        """
        types: dict[str, Type] = {}
        constants: dict[str, Constant] = {}
        for name in self._statements:
            try:
                self._resolve(name)
            except UnsupportedError:
                continue
        self._check_recursive()
        whole = {**self._borrowed, **{n: k for n, k in self._known.items() if n not in self.opaque}}
        for name in (*self._borrowed, *self._statements):
            if name not in whole:
                continue
            found = whole[name]
            if isinstance(found, Constant):
                constants[name] = found
            else:
                types[name] = found
        return types, constants

    def _type(self, name: str, line: int, now: bool) -> Type | None:
        if name not in self._statements and name not in self._borrowed:
            return None
        if now:
            self._check_order(name, line)
        found = self._borrowed.get(name) or self._resolve(name)
        return None if isinstance(found, Constant) else found

    def _definition(self, name: str, line: int) -> Declared | None:
        if name in self._borrowed:
            return self._borrowed[name]
        if name not in self._statements:
            return None
        self._check_order(name, line)
        return self._resolve(name)

    def _check_order(self, name: str, line: int) -> None:
        if name in self._borrowed:  # imports come first: `check_first` of the reader sees to it
            return
        statement = self._statements[name]
        if (statement.end_lineno or statement.lineno) >= line:
            raise SourceError(
                f"{name!r} is used before it is defined in line {statement.lineno}",
                place=Place(self.path, line),
                remedy="move the definition up, or quote the annotation",
            )

    def _resolve(self, name: str) -> Declared:
        if name in self.opaque:
            raise self.opaque[name]
        statement = self._statements[name]
        if name in self._open:
            if self._is_record(name):
                self._mark(name)
                return RecursiveType(name, self._family)
            last = len(self._open) - 1 - self._open[::-1].index(name)
            if not any(map(self._is_record, self._open[last:])):
                raise unsupported(
                    self.path, statement.lineno, f"the recursive type {name}", "use dataclasses"
                )
        elif name in self._known:
            self._meet(self._known[name])
            return self._known[name]
        self._open.append(name)
        try:
            found = self._read(name, statement)
        except UnsupportedError as error:
            self.opaque[name] = error
            raise
        finally:
            self._open.pop()
        if name not in self._open:
            self._known[name] = found
        return found

    def _is_record(self, name: str) -> bool:
        statement = self._statements[name]
        return isinstance(statement, ast.ClassDef) and is_record(statement, self.imports)

    def _mark(self, name: str) -> None:
        """What is open since ``name`` may hold it, and is held by it."""
        since = self._open[self._open.index(name) :]
        self._recursive.update(filter(self._is_record, since))

    def _meet(self, known: Declared) -> None:
        """A type that was read before may hold what is being read."""
        kind = known.type if isinstance(known, Constant) else known
        for one in mentioned(kind) if self._open else ():
            if isinstance(one, RecursiveType) and one.name in self._open:
                self._mark(one.name)

    def _check_recursive(self) -> None:
        """Recursive records that are not modelled or have no values, and what rests on them."""
        self._spread()
        for name, known in self._known.items():
            wrong = fault(known) if isinstance(known, RecursiveType) else None
            if wrong is not None and name not in self.opaque:
                line = self._statements[name].lineno
                self.opaque[name] = unsupported(self.path, line, *wrong)
        self._spread()

    def _spread(self) -> None:
        """What holds a recursive record that is opaque is opaque too."""
        for name, known in self._known.items():
            kind = known.type if isinstance(known, Constant) else known
            for one in mentioned(kind):
                if isinstance(one, RecursiveType) and one.name in self.opaque:
                    self.opaque.setdefault(name, self.opaque[one.name])

    def _read(self, name: str, statement: ast.stmt) -> Declared:
        match statement:
            case ast.ClassDef():
                return self._class(statement)
            case ast.Assign(value=value):
                return self._alias(value) if self._is_type(value) else self.constants.read(value)
            case ast.AnnAssign(annotation=annotation, value=ast.expr() as value):
                return self._annotated(name, annotation, value)
            case _:
                raise SourceError(
                    f"{name!r} is declared without a value",
                    place=Place(self.path, statement.lineno),
                    remedy="give it a literal value",
                )

    def _class(self, node: ast.ClassDef) -> EnumType | RecordType:
        if is_enum(node, self.imports):
            return read_enum(node, self.imports, self.path)
        if is_record(node, self.imports):
            taken = self._statements.keys() | self.imports.keys() | self._borrowed.keys()
            fields, keyword_only = read_record(node, self.annotations, self.constants, taken)
            if node.name not in self._recursive:
                return RecordType(node.name, fields, keyword_only)
            self._family.records[node.name] = fields, keyword_only
            return RecursiveType(node.name, self._family)
        raise unsupported(
            self.path,
            node.lineno,
            f"the class {node.name}",
            "make it an Enum or a @dataclass(frozen=True)",
        )

    def _annotated(self, name: str, annotation: ast.expr, value: ast.expr) -> Declared:
        full = qualified(annotation, self.imports)
        if full == "typing.TypeAlias":
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                # At run time it is a str: `Alias(1)`, `Alias.RED` and `Alias | None` raise.
                raise unsupported(
                    self.path, value.lineno, f"the quoted alias {name}", "remove the quotes"
                )
            return self._alias(value)
        if full == "typing.Final":
            return self.constants.read(value)
        match annotation:
            case ast.Subscript(value=head, slice=kind):
                if qualified(head, self.imports) == "typing.Final":
                    annotation = kind
        return self.constants.read_as(value, self.annotations.read(annotation), name)

    def _alias(self, value: ast.expr) -> Type:
        return self.annotations.read_alias(value)

    def _is_type(self, node: ast.expr) -> bool:
        """Whether the right-hand side of ``X = …`` is a type; ``None`` is a constant."""
        match node:
            case ast.Subscript() | ast.BinOp(op=ast.BitOr()):
                return True
            case ast.Attribute():
                return qualified(node, self.imports) is not None
            case ast.Name(id=name) if name in self._statements or name in self._borrowed:
                return not isinstance(self._definition(name, node.lineno), Constant)
            case ast.Name():
                return True
            case _:
                return False
