"""The allow-list of pure tasks: a node that no line here allows is a finding."""

import ast
import string
from collections.abc import Iterable, Iterator

from lemmata.contracts.errors import Place
from lemmata.contracts.verdicts import Finding
from lemmata.gates.rules import Rule
from lemmata.gates.security import pure_rules as rules
from lemmata.gates.security import pure_tables as tables
from lemmata.gates.security.effects import EFFECT_OF, effect_of
from lemmata.gates.security.listing import listed
from lemmata.gates.security.names import BUILTINS, Names
from lemmata.gates.security.policy import SecurityPolicy
from lemmata.gates.security.pure_state import state_findings
from lemmata.gates.security.scopes import bindings

_DYNAMIC = listed("eval exec compile __import__ execfile reload")
_CONSOLE = listed("print input help breakpoint copyright credits license")


def pure_findings(
    tree: ast.Module, names: Names, policy: SecurityPolicy, path: str
) -> Iterator[Finding]:
    """Everything in the tree that a pure task may not hold, in the order of the nodes."""
    reader = _Reader(names, policy)
    for node in names.scopes.nodes:
        for rule, message in reader.about(node):
            yield rule.finding(message, Place(path, getattr(node, "lineno", 0)))
    for rule, message, line in state_findings(tree, names):
        yield rule.finding(message, Place(path, line))


class _Reader:
    """What is known of one file, and what each of its nodes is told."""

    def __init__(self, names: Names, policy: SecurityPolicy) -> None:
        self.names = names
        self.policy = policy
        self.parents = names.scopes.parents
        self.fields = frozenset(_fields(names.scopes.nodes))
        scopes = names.scopes
        self.known = scopes.bound | scopes.bound_in_classes | policy.names | policy.calls
        self.classes = {node.name for node in names.scopes.nodes if isinstance(node, ast.ClassDef)}

    def about(self, node: ast.AST) -> Iterator[tuple[Rule, str]]:
        """The rules that this node breaks."""
        match node:
            case ast.Import() | ast.ImportFrom():
                yield from self._import(node)
            case ast.Name(ctx=ast.Load()):
                yield from self._name(node)
            case ast.Attribute():
                yield from self._attribute(node)
            case ast.MatchClass(kwd_attrs=attributes):
                for attribute in attributes:
                    yield from self._attribute_name(attribute)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield from self._function(node)
            case ast.ClassDef():
                yield from self._class(node)
            case ast.Await() | ast.AsyncFor() | ast.AsyncWith():
                yield rules.PURE_EFFECT_RULES["threads"], "asynchronous code"
            case ast.comprehension(is_async=1):
                yield rules.PURE_EFFECT_RULES["threads"], "an asynchronous comprehension"
            case ast.ExceptHandler():
                yield from self._handler(node)
            case ast.Delete(targets=targets):
                for target in targets:
                    if not isinstance(target, ast.Subscript):
                        yield rules.DELETION, f"`del {ast.unparse(target)}`"
            case _:
                pass
        yield from self._bindings(node)

    def _import(self, node: ast.Import | ast.ImportFrom) -> Iterator[tuple[Rule, str]]:
        module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
        for alias in node.names:
            shown = f"{module}.{alias.name}" if module else alias.name
            if isinstance(node, ast.ImportFrom):
                is_fine = node.level == 0 and self._member_allowed(module, alias.name)
            else:
                is_fine = alias.name in tables.MODULES or alias.name in self.policy.imports
            if not is_fine:
                known = effect_of([shown]) or _effect_of_module(shown)
                effect = known[0] if known else ""
                if effect == "dynamic code":
                    yield rules.PURE_DYNAMIC, f"imports `{shown}`"
                else:
                    rule = rules.PURE_EFFECT_RULES.get(effect, rules.IMPORT)
                    yield rule, f"imports `{shown}`"

    def _member_allowed(self, module: str, member: str) -> bool:
        """Of a module of the policy, what is public and no module that it imported itself."""
        if module in self.policy.imports:
            is_open = not member.startswith("_") and member != "*"
            return is_open and member not in tables.REACHING
        return member in tables.MODULES.get(module, ()) or f"{module}.{member}" in tables.MODULES

    def _name(self, node: ast.Name) -> Iterator[tuple[Rule, str]]:
        name = node.id
        if name in self.names.imports:
            full = self.names.imports[name]
            parent = self.parents.get(node)
            is_module = full in tables.MODULES or full in self.policy.imports
            is_base = isinstance(parent, ast.Attribute) and parent.value is node
            if is_module and full not in _MEMBERS and not is_base:
                yield rules.REFLECTION, f"the module `{name}` is used as a value"
        elif name in BUILTINS and not self.names.scopes.hides(node):
            if name not in tables.BUILTINS_ALLOWED and name not in self.policy.calls:
                yield from self._builtin(node)
        elif name.startswith("__") and name.endswith("__"):
            yield rules.DUNDER, f"the special name `{name}`"
        elif name not in self.known:
            yield rules.UNKNOWN_NAME, f"the name `{name}` is not defined here"

    def _builtin(self, node: ast.Name) -> Iterator[tuple[Rule, str]]:
        name, parent = node.id, self.parents.get(node)
        said = f"uses `{name}`"
        if name in _DYNAMIC:
            yield rules.PURE_DYNAMIC, said
        elif name in _CONSOLE:
            yield rules.PURE_EFFECT_RULES["console"], said
        elif name == "open":
            yield rules.PURE_EFFECT_RULES["files"], said
        elif name in ("exit", "quit"):
            yield rules.PURE_EFFECT_RULES["processes"], said
        elif name in ("id", "hash"):
            yield rules.UNSTABLE, said
        elif name.startswith("__"):
            yield rules.DUNDER, f"the special name `{name}`"
        elif name in _REFLECTIVE:
            if not _is_plain_question(name, node, parent):
                yield rules.REFLECTION, said
        else:
            yield rules.UNKNOWN_NAME, f"the builtin `{name}` is not known to be pure"

    def _attribute(self, node: ast.Attribute) -> Iterator[tuple[Rule, str]]:
        meanings = self.names.meanings(node.value)
        modules = [m for m in meanings if m in tables.MODULES or m in self.policy.imports]
        refused = [m for m in meanings if _is_refused_import(m, self.names, self.policy)]
        full = [f"{meaning}.{node.attr}" for meaning in meanings]
        if refused:
            return  # the import was told of already
        if _is_special(node.attr):
            if not _is_super_init(node):
                yield rules.DUNDER, f"the attribute `{node.attr}`"
        elif modules:
            if not all(self._member_allowed(module, node.attr) for module in modules):
                effect = effect_of(full)
                rule = rules.PURE_EFFECT_RULES.get(effect[0], rules.IMPORT) if effect else None
                yield rule or rules.IMPORT, f"`{full[0]}` is not in the allow-list"
        elif any(name in tables.FORBIDDEN_MEMBERS for name in full):
            yield rules.PURE_EFFECT_RULES["clock"], f"uses `{full[0]}`"
        else:
            yield from self._format(node)
            yield from self._attribute_name(node.attr)

    def _attribute_name(self, name: str) -> Iterator[tuple[Rule, str]]:
        known = name in tables.ATTRIBUTES or name in self.fields or name in self.policy.attributes
        if _is_special(name):
            yield rules.DUNDER, f"the attribute `{name}`"
        elif not known and name not in ("format", "format_map"):
            yield rules.ATTRIBUTE, f"the attribute `{name}`"

    def _format(self, node: ast.Attribute) -> Iterator[tuple[Rule, str]]:
        if node.attr not in ("format", "format_map"):
            return
        call = self.parents.get(node)
        text = self.names.text(node.value)
        if not isinstance(call, ast.Call) or call.func is not node or node.attr == "format_map":
            yield rules.FORMAT, f"`{node.attr}` is not called on a literal"
        elif text is None:
            yield rules.FORMAT, f"`{ast.unparse(node.value)}` is no literal"
        elif not _is_plain_format(text):
            yield rules.FORMAT, f"the fields of {text!r} reach into their values"

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[tuple[Rule, str]]:
        if isinstance(node, ast.AsyncFunctionDef):
            yield rules.PURE_EFFECT_RULES["threads"], f"`{node.name}` is asynchronous"
        if _is_special(node.name) and node.name not in tables.DEFINABLE:
            yield rules.CLASS_MACHINERY, f"defines `{node.name}`"
        yield from self._decorators(node.decorator_list)

    def _decorators(self, decorators: list[ast.expr]) -> Iterator[tuple[Rule, str]]:
        for decorator in decorators:
            target = decorator.func if isinstance(decorator, ast.Call) else decorator
            accessor = isinstance(target, ast.Attribute) and target.attr in ("setter", "getter")
            if not accessor and not self.names.meanings(target) & tables.DECORATORS:
                yield rules.DECORATOR, f"the decorator `{ast.unparse(target)}`"

    def _class(self, node: ast.ClassDef) -> Iterator[tuple[Rule, str]]:
        yield from self._decorators(node.decorator_list)
        for keyword in node.keywords:
            yield rules.CLASS_MACHINERY, f"the class keyword `{keyword.arg}` of `{node.name}`"
        for base in node.bases:
            plain = base.value if isinstance(base, ast.Subscript) else base
            own = isinstance(plain, ast.Name) and plain.id in self.classes
            if not own and not self.names.meanings(plain) & tables.BASES:
                yield rules.CLASS_MACHINERY, f"the base `{ast.unparse(base)}` of `{node.name}`"

    def _handler(self, node: ast.ExceptHandler) -> Iterator[tuple[Rule, str]]:
        caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        broad = [
            ast.unparse(one) if one else "everything"
            for one in caught
            if one is None or self.names.meanings(one) & tables.BROAD
        ]
        if broad and not any(isinstance(inner, ast.Raise) for inner in ast.walk(node)):
            yield rules.BLIND_EXCEPT, f"catches {broad[0]} and does not raise again"

    def _bindings(self, node: ast.AST) -> Iterator[tuple[Rule, str]]:
        parent = self.parents.get(node)
        in_class = isinstance(parent, ast.ClassDef) or (
            isinstance(parent, ast.AnnAssign | ast.Assign)
            and isinstance(self.parents.get(parent), ast.ClassDef)
        )
        for name in bindings(node):
            if name in BUILTINS and not (in_class and not name.startswith("__")):
                yield rules.SHADOWING, f"binds `{name}`"
            elif _is_special(name) and name not in tables.DEFINABLE and not in_class:
                yield rules.DUNDER, f"binds the special name `{name}`"
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                if (alias.asname or alias.name) in BUILTINS:
                    yield rules.SHADOWING, f"binds `{alias.asname or alias.name}`"


_REFLECTIVE = listed(
    """
    getattr setattr delattr hasattr globals locals vars dir type super callable memoryview
"""
)
_MEMBERS = frozenset(
    f"{module}.{member}" for module, members in tables.MODULES.items() for member in members
)


def _is_plain_question(name: str, node: ast.Name, parent: ast.AST | None) -> bool:
    """`type(x)`, `type[C]` and `super()` ask; everything else of that kind reaches."""
    if name == "type" and isinstance(parent, ast.Subscript):
        return parent.value is node
    if not isinstance(parent, ast.Call) or parent.func is not node or parent.keywords:
        return False
    starred = any(isinstance(argument, ast.Starred) for argument in parent.args)
    return {"type": 1, "super": 0, "callable": 1}.get(name) == len(parent.args) and not starred


def _is_special(name: str) -> bool:
    return (
        (name.startswith("__") and name.endswith("__"))
        or name.startswith(tables.ESCAPES)
        or name in tables.ESCAPE_NAMES
    )


def _is_super_init(node: ast.Attribute) -> bool:
    match node:
        case ast.Attribute(
            attr="__init__" | "__post_init__", value=ast.Call(ast.Name("super"), [])
        ):
            return True
        case _:
            return False


def _is_plain_format(text: str) -> bool:
    """Whether no field names an attribute or an item, in the text or inside a format spec."""
    try:
        fields = list(string.Formatter().parse(text))
    except ValueError:
        return False
    return all(
        field is None or (not set(field) & set(".[") and "{" not in (spec or ""))
        for _, field, spec, _ in fields
    )


def _fields(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Attributes that the file's own classes define."""
    for node in nodes:
        if isinstance(node, ast.ClassDef):
            for inner in node.body:
                yield from (name for part in ast.walk(inner) for name in bindings(part))
        match node:
            case ast.Attribute(value=ast.Name("self"), attr=attr, ctx=ast.Store()):
                yield attr
            case _:
                pass


def _effect_of_module(module: str) -> tuple[str, str] | None:
    """The effect of a module whose members all have the same one."""
    effects = {
        effect
        for name, effect in EFFECT_OF.items()
        if name.startswith(module.partition(".")[0] + ".")
    }
    return (effects.pop(), module) if len(effects) == 1 else None


def _is_refused_import(meaning: str, names: Names, policy: SecurityPolicy) -> bool:
    """Whether the meaning goes through an import that the allow-list does not hold."""
    root = meaning.replace("()", "").partition(".")[0]
    imported = {full.partition(".")[0] for full in names.imports.values()}
    known = {module.partition(".")[0] for module in [*tables.MODULES, *policy.imports]}
    return root in imported and root not in known
