"""Light taint: which texts are built, and which values come from outside, through local names.

A function is read without its order of statements: a name that is ever built counts as built.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator

from lemmata.gates.security.ambiguity import Ambiguity
from lemmata.gates.security.listing import listed
from lemmata.gates.security.names import Names

HOLE = "\x00"
"""Stands for a part of a built text that is not written in the source."""

_LONGEST_TRAIL = 6
_NUMERIC = frozenset(
    f"builtins.{name}" for name in ["int", "float", "len", "bool", "abs", "round", "ord", "sum"]
)
_QUOTED = listed(
    """
    shlex.quote pipes.quote re.escape html.escape markupsafe.escape urllib.parse.quote
    urllib.parse.quote_plus os.path.basename werkzeug.utils.secure_filename secure_filename
    ldap.filter.escape_filter_chars
"""
)
_INPUTS = ("builtins.input()", "builtins.raw_input()", "sys.argv", "request.", "flask.request.")
_KEEPING = listed(
    """
    strip lstrip rstrip replace lower upper encode decode expandtabs
"""
)
Scope = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


class Flow:
    """Scopes of one file with what each assigns and takes."""

    def __init__(self, tree: ast.Module, names: Names) -> None:
        self.names = names
        self.tree = tree
        self.scope_of: dict[ast.AST, Scope] = {}
        self.parent_of = names.scopes.parents
        self._assigned: dict[Scope, defaultdict[str, list[ast.expr]]] = {}
        self._parameters: dict[Scope, frozenset[str]] = {}
        self._steps = 0
        self._returned: defaultdict[str, list[tuple[ast.expr, Scope]]] = defaultdict(list)
        self._held: defaultdict[str, list[tuple[ast.expr, Scope]]] = defaultdict(list)
        self._calls_in: dict[Scope, frozenset[str]] = {}
        self.judged: dict[tuple[str, int, bool], Ambiguity] = {}
        self._called: dict[ast.AST, frozenset[str]] = {}
        self._enter(tree)

    def _enter(self, tree: ast.Module) -> None:
        stack: list[tuple[ast.AST, Scope]] = [(tree, tree)]
        while stack:
            node, scope = stack.pop()
            self.scope_of[node] = scope
            if isinstance(node, Scope):
                scope = node
                self._assigned[scope] = defaultdict(list)
                self._parameters[scope] = _parameters(node)
            else:
                for name, value in _assignments(node):
                    self._assigned[scope][name].append(value)
                self._note(node, scope)
            stack.extend((child, scope) for child in ast.iter_child_nodes(node))

    def _note(self, node: ast.AST, scope: Scope) -> None:
        """What functions return, and what attributes hold, by name alone."""
        match node:
            case ast.Return(value=ast.expr() as value):
                self._returned[getattr(scope, "name", "")].append((value, scope))
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    if isinstance(target, ast.Attribute):
                        self._held[target.attr].append((value, scope))
            case _:
                pass

    def called(self, node: ast.AST) -> frozenset[str]:
        """The dotted names that the node calls; asked by many checks, worked out once."""
        if not isinstance(node, ast.Call):
            return frozenset()
        if node not in self._called:
            self._called[node] = self.names.meanings(node.func)
        return self._called[node]

    def enclosing(self, node: ast.AST) -> Scope:
        """The innermost function around the node, or the module."""
        return self.scope_of[node]

    def values(self, name: str, scope: Scope) -> list[ast.expr]:
        """What the scope, or else the module, assigns to the name."""
        return self._assigned[scope].get(name) or self._assigned[self.tree].get(name, [])

    def built(self, node: ast.expr, scope: Scope, trail: tuple[str, ...] = ()) -> str | None:
        """The text with a `HOLE` for each part that is not constant.

        None if it has no such part, or is no text that is visibly built.
        """
        text = self._text(node, scope, trail)
        return text if text is not None and HOLE in text and text.strip(HOLE) else None

    def _text(self, node: ast.expr, scope: Scope, trail: tuple[str, ...]) -> str | None:
        """Constant text with holes; a lone hole for a value of which nothing is known."""
        self._steps += 1
        if len(trail) > _LONGEST_TRAIL or self._steps > 100_000:
            return HOLE
        constant = self.names.text(node)
        if constant is not None:
            return constant
        match node:
            case ast.Constant(value=value):
                return str(value)
            case ast.JoinedStr(values=values):
                return "".join(self._text(value, scope, trail) or "" for value in values)
            case ast.FormattedValue(value=value):
                return self._text(value, scope, trail)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return (self._text(left, scope, trail) or "") + (
                    self._text(right, scope, trail) or ""
                )
            case ast.BinOp(left=left, op=ast.Mod(), right=right):
                first = self._text(left, scope, trail)
                return None if first is None else first + self._arguments([right], scope, trail)
            case ast.BinOp(left=left, op=ast.Mult()) if self._text(left, scope, trail) is not None:
                text = self._text(left, scope, trail)
                return text if text is not None and HOLE not in text else HOLE
            case ast.IfExp(body=body, orelse=orelse):
                first, second = (self._text(part, scope, trail) for part in (body, orelse))
                return first if first and HOLE in first else second
            case ast.Call():
                return self._call_text(node, scope, trail)
            case ast.Name(id=name) if name not in trail:
                return self._name_text(name, scope, trail)
            case ast.Attribute(attr=name) if name not in trail and name in self._held:
                return self._longest(self._held[name], (*trail, name))
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                return self._arguments(list(parts), scope, trail)
            case _:
                return HOLE

    def _call_text(self, node: ast.Call, scope: Scope, trail: tuple[str, ...]) -> str | None:
        if self.names.meanings(node.func) & (_NUMERIC | _QUOTED):
            return ""
        match node.func:
            case ast.Attribute(value=value, attr="format"):
                text = self._text(value, scope, trail) or ""
                arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
                return text + self._arguments(arguments, scope, trail)
            case ast.Attribute(value=value, attr="join"):
                glue = self._text(value, scope, trail) or ""
                return glue + self._arguments(node.args, scope, trail)
            case ast.Attribute(value=value, attr=attr) if attr in _KEEPING:
                return self._text(value, scope, trail)
            case ast.Name(id="str"):
                return self._arguments(node.args, scope, trail)
            case ast.Name(id=name) | ast.Attribute(attr=name) if name not in trail:
                return self._longest(self._returned[name], (*trail, name))
            case _:
                return HOLE

    def _longest(self, known: list[tuple[ast.expr, Scope]], trail: tuple[str, ...]) -> str:
        """The text with a hole, among these values, that says most; a hole where none does."""
        texts = [self._text(value, scope, trail) or "" for value, scope in known]
        return max(
            (text for text in texts if HOLE in text), key=len, default="" if any(texts) else HOLE
        )

    def _arguments(self, nodes: list[ast.expr], scope: Scope, trail: tuple[str, ...]) -> str:
        """A hole if any of the values is not constant."""
        texts: list[str | None] = []
        for node in nodes:
            match node:
                case ast.GeneratorExp(elt=inner) | ast.ListComp(elt=inner):
                    texts.append(self._text(inner, scope, trail))
                case _:
                    texts.append(self._text(node, scope, trail))
        return HOLE if any(text is None or HOLE in text for text in texts) else ""

    def _name_text(self, name: str, scope: Scope, trail: tuple[str, ...]) -> str:
        texts = [self._text(value, scope, (*trail, name)) for value in self.values(name, scope)]
        known = [text for text in texts if text]
        holed = [text for text in known if HOLE in text]
        if not known:
            return HOLE
        return max(holed or known, key=len)

    def external(self, node: ast.expr, scope: Scope, trail: tuple[str, ...] = ()) -> bool:
        """Whether a caller, a request or a person decides the value, or a part of it."""
        self._steps += 1
        if len(trail) > _LONGEST_TRAIL or self._steps > 100_000:
            return True
        if isinstance(node, ast.Call) and self.names.meanings(node.func) & (_NUMERIC | _QUOTED):
            return False
        if isinstance(node, ast.Name):
            if node.id in self._parameters[scope]:
                return True
            if node.id in trail:
                return False
            values = self.values(node.id, scope)
            return any(self.external(value, scope, (*trail, node.id)) for value in values)
        if any(meaning.startswith(_INPUTS) for meaning in self.names.meanings(node)):
            return True
        parts = [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
        if isinstance(node, ast.Call):
            parts = [*parts, *(keyword.value for keyword in node.keywords)]
        return any(self.external(part, scope, trail) for part in parts)

    def calls_in(self, scope: Scope) -> frozenset[str]:
        """The last names of everything that the scope calls; worked out once a scope."""
        if scope not in self._calls_in:
            self._calls_in[scope] = frozenset(
                node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
                for node in ast.walk(scope)
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name)
            )
        return self._calls_in[scope]

    def context(self, node: ast.AST) -> str:
        """The names that a value is made for: its function, its target, its key or keyword."""
        words: list[str] = []
        while not isinstance(node, ast.Module):
            parent = self.parent_of[node]
            match parent:
                case ast.Assign(targets=targets):
                    words += [ast.unparse(target) for target in targets]
                case ast.AnnAssign(target=target) | ast.AugAssign(target=target):
                    words.append(ast.unparse(target))
                case ast.keyword(arg=str(name)):
                    words.append(name)
                case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                    words.append(name)
                case ast.Dict(keys=keys, values=values):
                    at = next((i for i, value in enumerate(values) if value is node), None)
                    words += [] if at is None else [self.names.text(keys[at]) or ""]
                case _:
                    pass
            node = parent
        return " ".join(words)


def _parameters(node: Scope) -> frozenset[str]:
    if isinstance(node, ast.Module):
        return frozenset()
    arguments = node.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    every += [one for one in (arguments.vararg, arguments.kwarg) if one]
    return frozenset(one.arg for one in every) - {"self", "cls"}


def _assignments(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    match node:
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                if isinstance(target, ast.Name):
                    yield target.id, value
                elif isinstance(target, ast.Tuple):
                    for one in target.elts:
                        if isinstance(one, ast.Name):
                            yield one.id, value
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
            yield name, value
        case ast.AugAssign(target=ast.Name(id=name), value=value):
            yield name, ast.BinOp(ast.Name(name, ast.Load()), ast.Add(), value)
        case ast.NamedExpr(target=ast.Name(id=name), value=value):
            yield name, value
        case (
            ast.For(target=ast.Name(id=name), iter=value)
            | ast.withitem(optional_vars=ast.Name(id=name), context_expr=value)
            | ast.comprehension(target=ast.Name(id=name), iter=value)
        ):
            yield name, value
        case _:
            pass


def words(name: str) -> frozenset[str]:
    """The words of an identifier, lower case: `apiKey` and `API_KEY` are `api` and `key`."""
    spaced = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", name)
    return frozenset(re.split(r"[^a-z0-9]+", spaced.lower())) - {""}
