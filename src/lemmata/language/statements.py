"""Statements: from Python's syntax tree to the typed tree, with types that follow the flow."""

import ast
from collections.abc import Mapping, Sequence

from lemmata.contracts.annotations import Annotations
from lemmata.contracts.errors import LemmataError
from lemmata.contracts.tasks import Task
from lemmata.contracts.types import NONE, OptionalType, TupleType, Type, show
from lemmata.language.expressions import (
    binary,
    condition,
    expression,
    expression_as,
)
from lemmata.language.patterns import covers, is_catch_all, parse_pattern, pattern_bindings
from lemmata.language.refusals import Site
from lemmata.language.scope import Scope
from lemmata.language.tree import (
    Assert,
    Assign,
    CapturePattern,
    Case,
    Const,
    Convert,
    Expr,
    If,
    Match,
    Name,
    Return,
    Stmt,
    Target,
)
from lemmata.language.typing_rules import coerce, convertible, join, plain, widen

_CONSTRUCTS: dict[str, tuple[str, str]] = {
    "For": ("a for loop", "write the cases out, or define a helper function"),
    "While": ("a while loop", "write the cases out, or define a helper function"),
    "Try": ("try", "test the condition first"),
    "TryStar": ("try", "test the condition first"),
    "Raise": ("raise", "exclude the input by a precondition, or return None"),
    "With": ("with", "tasks are pure"),
    "Delete": ("del", "leave the name alone"),
    "Global": ("global", "pass values as arguments"),
    "Nonlocal": ("nonlocal", "pass values as arguments"),
    "FunctionDef": ("a nested function", "define it at the top level"),
    "AsyncFunctionDef": ("a nested async function", "define a plain one at the top level"),
    "ClassDef": ("a nested class", "define it at the top level"),
    "Import": ("an import inside a function", "import at the top level"),
    "ImportFrom": ("an import inside a function", "import at the top level"),
    "AsyncFor": ("async for", "tasks are plain functions"),
    "AsyncWith": ("async with", "tasks are plain functions"),
    "Break": ("break", "loops are not modelled"),
    "Continue": ("continue", "loops are not modelled"),
    "TypeAlias": ("a type statement", "define it at the top level"),
}


class Block:
    """Reads the statements of one function; ``returns`` is its declared type."""

    def __init__(self, task: Task) -> None:
        self.returns = task.returns
        self.end = task.node.end_lineno or task.line

    def body(self, nodes: Sequence[ast.stmt], scope: Scope) -> tuple[Stmt, ...]:
        """The whole body; where control reaches the end, None is returned."""
        statements, is_open = self.statements(nodes, scope)
        if is_open:
            site = Site(scope.module.path, self.end)
            value = coerce(Const(None, NONE, self.end), self.returns, None, site)
            statements = (*statements, Return(value, self.end, is_implicit=True))
        return statements

    def statements(self, nodes: Sequence[ast.stmt], scope: Scope) -> tuple[tuple[Stmt, ...], bool]:
        """The statements of a block, and whether control reaches its end; dead ones are left out.

        Raises:
            UnsupportedError: a construct outside the language, also in dead code.
        """
        found: list[Stmt] = []
        is_open = True
        for node in nodes:
            statements, goes_on = self.statement(node, scope)
            if is_open:
                found.extend(statements)
                is_open = goes_on
        return tuple(found), is_open

    def statement(self, node: ast.stmt, scope: Scope) -> tuple[tuple[Stmt, ...], bool]:
        """One statement of Python as none, one or more of the tree."""
        match node:
            case ast.Pass() | ast.Expr(value=ast.Constant()):
                return (), True
            case ast.Return(value=value):
                return (self._return(node, value, scope),), False
            case ast.If():
                scope.enter(node)
                found = self._if(node, scope)
                scope.leave()
                return found
            case ast.Match():
                scope.enter(node)
                found = self._match(node, scope)
                scope.leave()
                return found
            case _:
                return _simple(node, scope), True

    def _return(self, node: ast.Return, value: ast.expr | None, scope: Scope) -> Stmt:
        given = value or ast.Constant(None, lineno=node.lineno)
        return Return(expression_as(given, self.returns, scope), node.lineno)

    def _if(self, node: ast.If, scope: Scope) -> tuple[tuple[Stmt, ...], bool]:
        test = condition(node.test, scope)
        branches = [self._branch(nodes, scope.fork()) for nodes in (node.body, node.orelse)]
        bodies, is_open = _joined(branches, scope, scope.site(node))
        return (If(test, bodies[0], bodies[1], node.lineno),), is_open

    def _branch(self, nodes: Sequence[ast.stmt], scope: Scope) -> "Branch":
        statements, is_open = self.statements(nodes, scope)
        return Branch(statements, is_open, scope)

    def _match(self, node: ast.Match, scope: Scope) -> tuple[tuple[Stmt, ...], bool]:
        subject = expression(node.subject, scope)
        passing = scope.fork()
        heads: list[tuple[Case, bool]] = []
        branches: list[Branch] = []
        is_covered = False
        for index, case in enumerate(node.cases):
            head, inside, always = _case_head(case, subject, passing)
            if always and index < len(node.cases) - 1 and is_catch_all(head.pattern):
                site = passing.site(case.pattern)
                raise site.refuse("a case after one that matches anything", "leave it out")
            is_covered = is_covered or always
            heads.append((head, always))
            branches.append(self._branch(case.body, inside))
        if not is_covered:
            branches.append(Branch((), True, passing))
        bodies, is_open = _joined(branches, scope, scope.site(node))
        cases = [
            Case(head.pattern, head.guard, body, head.line)
            for (head, _), body in zip(heads, bodies, strict=False)
        ]
        if not is_covered and bodies[-1]:
            cases.append(Case(CapturePattern(None), None, bodies[-1], node.lineno))
        return (Match(subject, tuple(cases), node.lineno),), is_open


class Branch:
    """A branch's statements, whether control leaves it at its end, and its scope there."""

    def __init__(self, statements: tuple[Stmt, ...], is_open: bool, scope: Scope) -> None:
        self.statements = statements
        self.is_open = is_open
        self.scope = scope


def _case_head(node: ast.match_case, subject: Expr, passing: Scope) -> tuple[Case, Scope, bool]:
    """Pattern and guard, the scope of the case's body, and whether the case always matches.

    ``passing`` is the scope of what comes after: a name bound before a failing guard stays bound.
    """
    pattern = parse_pattern(node.pattern, subject.type, passing)
    line = node.pattern.lineno
    inside = passing.fork()
    bindings = pattern_bindings(pattern, _stand_in(subject))
    for name, value in bindings:
        inside.bind(name, value.type)
    guard = None if node.guard is None else condition(node.guard, inside)
    if guard is not None:
        for name, value in bindings:
            _bind_maybe(name, value.type, passing, passing.site(node.pattern))
    always = guard is None and covers(pattern, subject.type)
    return Case(pattern, guard, (), line), inside, always


def _stand_in(subject: Expr) -> Expr:
    return Name("_", subject.type, subject.line)


def _bind_maybe(name: str, kind: Type, scope: Scope, site: Site) -> None:
    known = scope.types.get(name)
    if known is not None and known != kind:
        construct = f"`{name}`, which a failing guard leaves as {show(kind)} or {show(known)}"
        raise site.refuse(construct, "bind another name")
    if known is None:
        scope.types[name] = kind
        scope.unbound |= {name}


def _joined(
    branches: Sequence[Branch], scope: Scope, site: Site
) -> tuple[list[tuple[Stmt, ...]], bool]:
    """The branches' bodies, widened where types differ at their join; ``scope`` becomes it."""
    reaching = [branch for branch in branches if branch.is_open]
    names = sorted({name for branch in reaching for name in branch.scope.types})
    joined = {name: _joined_type(name, reaching, site) for name in names}
    bodies = [
        (*branch.statements, *(_widenings(branch.scope, joined, site) if branch.is_open else ()))
        for branch in branches
    ]
    _adopt(scope, [branch.scope for branch in reaching or branches])
    return bodies, bool(reaching)


def _widenings(scope: Scope, joined: Mapping[str, Type], site: Site) -> tuple[Stmt, ...]:
    """A self-assignment for each variable that holds a smaller type than the join."""
    found: list[Stmt] = []
    for name, kind in joined.items():
        known = scope.types.get(name, kind)
        if known != kind:
            found.append(Assign(name, widen(Name(name, known, site.line), kind), site.line))
            scope.types[name] = kind
    return tuple(found)


def _joined_type(name: str, branches: Sequence[Branch], site: Site) -> Type:
    scopes = [branch.scope for branch in branches if name in branch.scope.types]
    kinds = list(dict.fromkeys(scope.types[name] for scope in scopes))
    joined: Type | None = kinds[0]
    for kind in kinds[1:]:
        joined = None if joined is None else join(joined, kind)
    if joined is None or not all(convertible(kind, joined) for kind in kinds):
        names = " and ".join(show(kind) for kind in kinds)
        construct = f"`{name}`, which is {names} on different paths,"
        raise site.refuse(construct, "use two names, or convert the int by Fraction(n)")
    if len(kinds) > 1 and any(name in scope.unbound for scope in scopes):
        construct = f"`{name}`, which some paths leave unassigned and others with another type,"
        raise site.refuse(construct, "assign it first")
    return joined


def _adopt(scope: Scope, ends: Sequence[Scope]) -> None:
    names = {name: kind for end in ends for name, kind in end.types.items()}
    scope.unbound = frozenset(
        name for name in names if any(name in end.unbound or name not in end.types for end in ends)
    )
    scope.types.clear()
    scope.types.update(names)


def _simple(node: ast.stmt, scope: Scope) -> tuple[Stmt, ...]:
    match node:
        case ast.Assign():
            return _assign(node, scope)
        case ast.AnnAssign():
            return _annotated(node, scope)
        case ast.AugAssign():
            return _augmented(node, scope)
        case ast.Assert():
            return _assert(node, scope)
        case ast.Expr():
            expression(node.value, scope)
            raise scope.site(node).refuse("an expression as a statement", "bind it to a name")
        case _:
            kind = type(node).__name__
            construct, remedy = _CONSTRUCTS.get(kind, (f"the statement {kind}", "rewrite it"))
            raise scope.site(node).refuse(construct, remedy)


def _assert(node: ast.Assert, scope: Scope) -> tuple[Stmt, ...]:
    if node.msg is not None and not isinstance(node.msg, ast.Constant):
        raise scope.site(node).refuse("a computed assert message", "use a constant str")
    return (Assert(condition(node.test, scope), node.lineno),)


def _assign(node: ast.Assign, scope: Scope) -> tuple[Stmt, ...]:
    """`a = b = value` as `a = value; b = a`."""
    first, *others = node.targets
    if others and not isinstance(first, ast.Name):
        raise scope.site(node).refuse("a chained assignment to a tuple", "use two statements")
    found = [_assign_one(first, node.value, scope)]
    for target in others:
        assert isinstance(first, ast.Name)
        again = ast.copy_location(ast.Name(first.id, ast.Load()), node)
        found.append(_assign_one(target, again, scope))
    return tuple(found)


def _assign_one(target: ast.expr, node: ast.expr, scope: Scope) -> Stmt:
    site = scope.site(target)
    if isinstance(target, ast.Name) and target.id in scope.declared:
        value = expression_as(node, scope.declared[target.id], scope)
    else:
        value = expression(node, scope)
    if isinstance(target, ast.Tuple | ast.List) and isinstance(value.type, OptionalType):
        value = plain(value, "TypeError", site)
    _check_widening(target, value, scope)
    names: list[str] = []
    typed = _target(target, value.type, scope, names)
    if len(names) != len(set(names)):
        raise site.refuse("an assignment to one name twice", "use two names")
    return Assign(typed, value, site.line)


def _check_widening(target: ast.expr, value: Expr, scope: Scope) -> None:
    """A written `x: T = x` reads ``x``; the tree's widening does not."""
    inner = value
    while isinstance(inner, Convert):
        inner = inner.value
    if inner is value or not isinstance(inner, Name) or not isinstance(target, ast.Name):
        return
    if inner.name == target.id and inner.name in scope.unbound:
        construct = f"`{inner.name}` widened where some path leaves it unassigned"
        raise scope.site(target).refuse(construct, "assign it first")


def _target(node: ast.expr, kind: Type, scope: Scope, names: list[str]) -> Target:
    """The target, its names bound to the parts of a value of type ``kind``."""
    site = scope.site(node)
    match node:
        case ast.Name(id=name):
            declared = scope.declared.get(name, kind)
            if declared != kind:
                construct = f"`{name}`, declared {show(declared)}, unpacked from {show(kind)},"
                raise site.refuse(construct, "assign it in a statement of its own")
            names.append(name)
            scope.bind(name, kind)
            return name
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            if any(isinstance(part, ast.Starred) for part in parts):
                raise site.refuse("a starred target", "write the names out")
            if not isinstance(kind, TupleType) or len(kind.items) != len(parts):
                construct = f"unpacking {show(kind)} into {len(parts)} names"
                raise site.refuse(construct, "mend the number of names")
            pairs = zip(parts, kind.items, strict=True)
            return tuple(_target(part, item, scope, names) for part, item in pairs)
        case ast.Attribute():
            raise site.refuse("an assignment to an attribute", "build a new value")
        case ast.Subscript():
            raise site.refuse("an assignment to an item", "build a new value")
        case _:
            raise site.refuse("such an assignment target", "assign to a name")


def _annotated(node: ast.AnnAssign, scope: Scope) -> tuple[Stmt, ...]:
    site = scope.site(node)
    if not isinstance(node.target, ast.Name):
        raise site.refuse("an annotation of something that is no name", "annotate a name")
    if node.value is None:
        raise site.refuse("an annotation without a value", "assign a value")
    kind = _declared_type(node.annotation, scope)
    name = node.target.id
    if scope.declared.get(name, kind) != kind:
        raise site.refuse(f"a second annotation of `{name}`", "use two names")
    value = expression_as(node.value, kind, scope)
    _check_widening(node.target, value, scope)
    scope.declared[name] = kind
    scope.bind(name, kind)
    return (Assign(name, value, node.lineno),)


def _declared_type(node: ast.expr, scope: Scope) -> Type:
    """The type of a local annotation, which Python does not evaluate."""
    module = scope.module

    def look_up(name: str, line: int, now: bool) -> Type | None:
        if name in module.opaque:
            raise module.opaque[name]
        return module.types.get(name)

    try:
        return Annotations(module.path, module.imports, look_up, deferred=True).read(node)
    except LemmataError as error:
        construct = f"the annotation `{ast.unparse(node)}` ({error.message})"
        raise scope.site(node).refuse(construct, error.remedy) from error


def _augmented(node: ast.AugAssign, scope: Scope) -> tuple[Stmt, ...]:
    site = scope.site(node)
    if not isinstance(node.target, ast.Name):
        raise site.refuse("an augmented assignment to a part", "build a new value")
    name = node.target.id
    read = ast.copy_location(ast.Name(name, ast.Load()), node)
    operands = (expression(read, scope), expression(node.value, scope))
    value = binary(node.op, operands, site)
    if name in scope.declared:
        value = coerce(value, scope.declared[name], None, site)
    scope.bind(name, value.type)
    return (Assign(name, value, node.lineno),)
