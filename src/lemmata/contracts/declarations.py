"""The names that a task file declares beside its functions: classes, aliases, constants."""

import ast
from collections.abc import Mapping

from lemmata.contracts.annotations import Annotations
from lemmata.contracts.constants import Constants
from lemmata.contracts.enums import is_enum, read_enum
from lemmata.contracts.errors import Place, SourceError, UnsupportedError
from lemmata.contracts.imports import qualified
from lemmata.contracts.records import is_record, read_record
from lemmata.contracts.syntax import unsupported
from lemmata.contracts.tasks import Constant
from lemmata.contracts.types import EnumType, RecordType, Type

Declared = Type | Constant


class Declarations:
    """Reads declarations on demand, so that types may name one another in any order.

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
        for name in (*self._borrowed, *self._statements):
            try:
                found = self._borrowed.get(name) or self._resolve(name)
            except UnsupportedError:
                continue
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
        if name not in self._known:
            statement = self._statements[name]
            if name in self._open:
                raise unsupported(
                    self.path, statement.lineno, f"the recursive type {name}", "unfold it"
                )
            self._open.append(name)
            try:
                self._known[name] = self._read(name, statement)
            except UnsupportedError as error:
                self.opaque[name] = error
                raise
            finally:
                self._open.pop()
        return self._known[name]

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
            return read_record(node, self.annotations, self.constants, taken)
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
