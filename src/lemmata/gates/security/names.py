"""What a name or expression of a file may mean: `e = eval`, `getattr(os, "sys" + "tem")`, imports.

Meanings are dotted names such as ``os.system`` or ``builtins.eval``. A file is read as a whole and
not scope by scope: a name that is ever an alias of something counts as that thing everywhere.
"""

import ast
import builtins
from collections import defaultdict

from lemmata.gates.security.scopes import Scopes

BUILTINS = frozenset(dir(builtins)) | {"exit", "quit", "__builtins__", "execfile", "reload"}

_ELSEWHERE = {
    "system": "os.system",
    "popen": "os.popen",
    "Popen": "subprocess.Popen",
    "check_call": "subprocess.check_call",
    "check_output": "subprocess.check_output",
    "getoutput": "subprocess.getoutput",
    "urlopen": "urllib.request.urlopen",
    "urlretrieve": "urllib.request.urlretrieve",
    "randint": "random.randint",
    "randrange": "random.randrange",
    "mktemp": "tempfile.mktemp",
    "import_module": "importlib.import_module",
    "np": "numpy",
    "pd": "pandas",
}
"""What an unbound name stands for in a fragment whose imports are elsewhere."""

ROUNDS_BOUND = 12
"""Longest chain of aliases that is followed; a file with a longer one is refused."""
MEANINGS_BOUND = 24
"""Most meanings of one name; a file with more is refused."""
STEPS_BOUND = 400_000
"""Most parts of texts that are put together in one file; a file with more is refused."""
_LONGEST_DOTTED = 6
LONGEST_TEXT = 20_000


class Names:
    """Imports, aliases and bindings of one file."""

    def __init__(self, tree: ast.AST) -> None:
        self.imports: dict[str, str] = {}
        self.scopes = Scopes(tree)
        self._stars: list[str] = []
        self._aliases: defaultdict[str, list[ast.expr]] = defaultdict(list)
        self._texts: dict[str, str | None] = {}
        self._steps = 0
        self._meant: dict[str, frozenset[str]] = {}
        self.is_entangled = False
        for node in self.scopes.nodes:
            self._note(node)
        self._settle()

    def _settle(self) -> None:
        """Follow aliases until no name means anything new."""
        self._meant = {name: frozenset({full}) for name, full in self.imports.items()}
        for _ in range(ROUNDS_BOUND):
            new = {name: self._gathered(name) for name in self._aliases}
            if all(self._meant.get(name, frozenset()) == found for name, found in new.items()):
                return
            self._meant.update(new)
        self.is_entangled = True

    def _gathered(self, name: str) -> frozenset[str]:
        found = set(self._meant.get(name, ()))
        for value in self._aliases[name]:
            found |= {m for m in self.meanings(value) if _is_short(m)}
        if len(found) > MEANINGS_BOUND:
            self.is_entangled = True
            found = set(sorted(found)[:MEANINGS_BOUND])
        return frozenset(found)

    def _note(self, node: ast.AST) -> None:
        match node:
            case ast.Import(names=names):
                for alias in names:
                    local = alias.asname or alias.name.partition(".")[0]
                    self.imports[local] = alias.name if alias.asname else local
            case ast.ImportFrom(module=module, names=names):
                for alias in names:
                    if alias.name == "*":
                        self._stars.append(module or "")
                    self.imports[alias.asname or alias.name] = f"{module or ''}.{alias.name}"
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    self._alias(target, value)
            case ast.AugAssign(target=target, value=value):
                self._alias(target, ast.BinOp(target, ast.Add(), value))
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                self._alias(target, value)
            case ast.NamedExpr(target=target, value=value):
                self._alias(target, value)
            case (
                ast.For(target=target, iter=ast.List() | ast.Tuple() as items)
                | ast.comprehension(target=target, iter=ast.List() | ast.Tuple() as items)
            ):
                for item in items.elts:
                    self._alias(target, item)
            case ast.arguments():
                self._defaults(node)
            case _:
                pass

    def _alias(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Name):
            self._aliases[target.id].append(value)
        elif isinstance(target, ast.Tuple | ast.List) and isinstance(value, ast.Tuple | ast.List):
            for one, its in zip(target.elts, value.elts, strict=False):
                self._alias(one, its)

    def _defaults(self, node: ast.arguments) -> None:
        positional = [*node.posonlyargs, *node.args]
        for argument, value in zip(reversed(positional), reversed(node.defaults), strict=False):
            self._aliases[argument.arg].append(value)
        for argument, default in zip(node.kwonlyargs, node.kw_defaults, strict=True):
            if default is not None:
                self._aliases[argument.arg].append(default)

    def values(self, name: str) -> list[ast.expr]:
        """Everything that the file assigns to the name, in its order."""
        return self._aliases.get(name, [])

    def meanings(self, node: ast.expr) -> frozenset[str]:
        """The dotted names that the expression may stand for; empty where none is known."""
        match node:
            case ast.Name(id=name):
                hidden = name in BUILTINS and self.scopes.hides(node)
                return self._of_name(name, hidden=hidden)
            case ast.Attribute(value=value, attr=attr):
                return frozenset(_joined(base, attr) for base in self.meanings(value))
            case ast.NamedExpr(value=value) | ast.Await(value=value):
                return self.meanings(value)
            case ast.IfExp(body=body, orelse=orelse):
                return self.meanings(body) | self.meanings(orelse)
            case ast.BoolOp(values=values):
                return frozenset().union(*(self.meanings(value) for value in values))
            case ast.Subscript(value=value, slice=index):
                return self._of_item(value, index)
            case ast.Call():
                return self._of_call(node)
            case _:
                return frozenset()

    def _of_name(self, name: str, *, hidden: bool = False) -> frozenset[str]:
        known = self._meant.get(name, frozenset())
        if name in BUILTINS:
            known = known if hidden else known | {f"builtins.{name}"}
        elif not known and name not in self.scopes.bound:
            known = frozenset({_ELSEWHERE.get(name, name)})
        if name not in self.scopes.bound:
            known |= {f"{module}.{name}" for module in self._stars}
        return known

    def _of_item(self, value: ast.expr, index: ast.expr) -> frozenset[str]:
        """`globals()["eval"]`, `__builtins__["eval"]`, `sys.modules["os"]`, `[eval][0]`."""
        if isinstance(value, ast.List | ast.Tuple) and isinstance(index, ast.Constant):
            at = index.value
            if isinstance(at, int) and -len(value.elts) <= at < len(value.elts):
                return self.meanings(value.elts[at])
        if isinstance(value, ast.Dict):
            return frozenset().union(*(self.meanings(v) for v in value.values))
        key = self.text(index)
        if not key:
            return frozenset()
        found: set[str] = set()
        for base in self.meanings(value):
            if base in ("builtins.globals()", "builtins.locals()", "builtins.vars()"):
                found |= self._of_name(key)
            elif base in ("builtins.__builtins__", "builtins.__builtins__.__dict__"):
                found.add(f"builtins.{key}")
            elif base == "sys.modules":
                found.add(key)
            elif base.endswith(".__dict__"):
                found.add(_joined(base.removesuffix(".__dict__"), key))
        return frozenset(found)

    def _of_call(self, node: ast.Call) -> frozenset[str]:
        found: set[str] = set()
        for called in self.meanings(node.func):
            first = node.args[0] if node.args else None
            if called in ("builtins.__import__", "importlib.import_module", "importlib.__import__"):
                found.add(self.text(first) or "?")
            elif called == "builtins.getattr" and len(node.args) > 1:
                name = self.text(node.args[1]) or "?"
                found |= {_joined(base, name) for base in self.meanings(node.args[0])}
            elif called == "builtins.vars" and first is not None:
                found |= {f"{base}.__dict__" for base in self.meanings(first)}
            elif called == "functools.partial" and first is not None:
                found |= self.meanings(first)
            elif called.endswith(".__getattribute__") and node.args:
                owners = self.meanings(node.args[0]) if len(node.args) > 1 else _owner(called)
                found |= {_joined(base, self.text(node.args[-1]) or "?") for base in owners}
            elif called == "operator.attrgetter()" and first is not None:
                found |= self._of_getter(node.func, first)
            else:
                found.add(f"{called}()")
        return frozenset(found)

    def _of_getter(self, getter: ast.expr, owner: ast.expr) -> frozenset[str]:
        """`attrgetter("system")(os)`, where the getter is written in the call."""
        name = self.text(getter.args[0]) if isinstance(getter, ast.Call) and getter.args else None
        return frozenset(_joined(base, name or "?") for base in self.meanings(owner))

    def text(self, node: ast.expr | None) -> str | None:
        """The text that the expression always is, or None: constants, and what joins them."""
        self._steps += 1
        if self._steps > STEPS_BOUND:
            self.is_entangled = True
            return None
        match node:
            case ast.Constant(value=str(text)):
                found: str | None = text
            case ast.Name(id=name):
                found = self._text_of_name(name)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                found = _together([self.text(left), self.text(right)])
            case ast.JoinedStr(values=values):
                found = _together([self.text(value) for value in values])
            case ast.FormattedValue(value=value, format_spec=None):
                found = self.text(value)
            case ast.Call(
                func=ast.Attribute(value=ast.Constant(value=str(glue)), attr="join"),
                args=[ast.List(elts=parts) | ast.Tuple(elts=parts)],
            ):
                found = _together([self.text(part) for part in parts], glue)
            case ast.Call(func=ast.Name(id="chr"), args=[ast.Constant(value=int(code))]):
                found = chr(code) if 0 <= code < 0x110000 else None
            case ast.Subscript(value=value, slice=ast.Slice(None, None, ast.UnaryOp() as step)):
                inner = self.text(value)
                found = inner[::-1] if inner and ast.unparse(step) == "-1" else None
            case _:
                found = None
        return found if found is not None and len(found) <= LONGEST_TEXT else None

    def _text_of_name(self, name: str) -> str | None:
        if name not in self._texts:
            self._texts[name] = None  # while it is asked for, a cycle has no text
            values = self.values(name)
            self._texts[name] = self.text(values[0]) if len(values) == 1 else None
        return self._texts[name]


def _owner(called: str) -> frozenset[str]:
    return frozenset({called.removesuffix(".__getattribute__")})


def _joined(base: str, attr: str) -> str:
    return f"builtins.{attr}" if base == "builtins.__builtins__" else f"{base}.{attr}"


def _is_short(meaning: str) -> bool:
    """Whether the name is worth keeping: `x = x.strip()` would make ever longer ones."""
    _, call, after = meaning.partition("()")
    return meaning.count(".") < _LONGEST_DOTTED and (
        not call or after.count(".") + after.count("(") < 2
    )


def _together(parts: list[str | None], glue: str = "") -> str | None:
    known = [part for part in parts if part is not None]
    return glue.join(known) if len(known) == len(parts) else None
