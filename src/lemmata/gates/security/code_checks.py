"""Checks about what is run, read back, queried or matched."""

import ast
import re
from collections.abc import Iterator

from lemmata.gates.security import code_rules as rules
from lemmata.gates.security.ambiguity import Ambiguity, ambiguity
from lemmata.gates.security.flow import HOLE, Flow
from lemmata.gates.security.listing import listed
from lemmata.gates.security.sites import Found, Site

DEGREE_BOUND = 4
"""Polynomial matching time is refused from this degree on; one less is a warning."""

PATTERNS_BOUND = 150
"""Patterns of one file that are judged; a further one is undecided."""
UNDECIDED = Ambiguity("undecided")

_SQL = re.compile(
    r"\b(select\b.*\bfrom\b|insert\s+(or\s+\w+\s+)?into\b|replace\s+into\b|update\b.*\bset\b"
    r"|delete\s+from\b|(create|drop|alter)\s+(table|database|user|view|index|trigger|schema|role)\b"
    r"|truncate\b|attach\s+database\b|pragma\b|grant\b|show\s+(tables|columns|databases)\b"
    r"|where\b.*=)",
    re.IGNORECASE | re.DOTALL,
)
_CURSOR = re.compile(
    r"(^|_)(cur|cu|cursor|conn|connection|con|db|database|session|engine)s?$", re.I
)
_QUERYING = listed(
    """
    execute executemany executescript raw read_sql read_sql_query mogrify query executesql
"""
)
_SHELLS = (
    "os.system",
    "os.popen",
    "os.popen2",
    "os.popen3",
    "os.popen4",
    "popen2",
    "commands.getoutput",
    "commands.getstatusoutput",
    "subprocess.getoutput",
    "subprocess.getstatusoutput",
    "asyncio.create_subprocess_shell",
    "pty.spawn",
)
_SHELL_NAMES = frozenset(_SHELLS)
_OBJECT_FORMATS = {
    "pickle": "load loads Unpickler",
    "cPickle": "load loads Unpickler",
    "_pickle": "load loads Unpickler",
    "marshal": "load loads",
    "shelve": "open Shelf DbfilenameShelf",
    "dill": "load loads Unpickler",
    "cloudpickle": "load loads",
    "jsonpickle": "decode loads",
    "jsonpickle.unpickler": "decode Unpickler",
    "unpickler": "decode",
    "joblib": "load",
    "torch": "load",
    "pandas": "read_pickle",
    "numpy": "load",
}
_LOADERS = frozenset(
    f"{module}.{name}" for module, members in _OBJECT_FORMATS.items() for name in members.split()
)
_SAFE_LOADER = re.compile(r"(^|\.)(C?SafeLoader|C?BaseLoader)$")
_XML = ("xml.etree", "xml.dom", "xml.sax", "xml.parsers.expat", "lxml.etree", "lxml.objectify")
_XML_READERS = listed(
    """
    parse parseString fromstring fromstringlist iterparse XMLParser XML make_parser ParserCreate
    XMLPullParser pulldom
"""
)
_PATTERN_CALLS = frozenset(
    f"{module}.{name}"
    for module in ("re", "regex")
    for name in listed("compile match search fullmatch sub subn split findall finditer")
)


def dynamic_code(site: Site) -> Iterator[Found]:
    """`eval` and its like, wherever they are used, under whatever alias."""
    match site.node:
        case (
            ast.Name(ctx=ast.Load())
            | ast.Attribute(ctx=ast.Load())
            | ast.Subscript(ctx=ast.Load())
            | ast.Call()
        ):
            for meaning in site.flow.names.meanings(site.node):
                if meaning in _DYNAMIC or site.called() & _MAKERS:
                    yield rules.DYNAMIC, f"uses `{meaning.rpartition('.')[2].removesuffix('()')}`"
        case _:
            pass
    if site.passed_on() & _GETTERS:
        yield rules.DYNAMIC, "passes `getattr` on, so that names are computed elsewhere"
    yield from _looked_up(site)
    imports = site.calls("builtins.__import__", "importlib.import_module", "runpy", "imp")
    if imports and not site.text(site.argument(0, "name")):
        yield rules.DYNAMIC, "imports a module whose name is computed"


_DYNAMIC = listed(
    """
    builtins.eval builtins.exec builtins.execfile builtins.compile
    code.InteractiveInterpreter code.InteractiveConsole
    importlib.util.spec_from_file_location importlib.util.module_from_spec
    imp.load_source codeop.compile_command
    runpy.run_path timeit.timeit pandas.eval
"""
)


def _looked_up(site: Site) -> Iterator[Found]:
    """A name of a module or of a scope that is computed: any function may hide behind it."""
    names = site.flow.names
    match site.node:
        case ast.Subscript(value=value, slice=key, ctx=ast.Load()):
            tables = names.meanings(value) & _TABLES
            if tables and not site.text(key):
                yield rules.DYNAMIC, f"looks a computed name up in `{_last(tables)}`"
        case ast.Call(func=ast.Attribute(value=value, attr="get" | "pop" | "__getitem__")):
            tables = names.meanings(value) & _TABLES
            if tables:
                yield rules.DYNAMIC, f"looks a name up in `{_last(tables)}`"
        case ast.Call(args=[owner, key, *_]) if site.calls("builtins.getattr"):
            modules = names.meanings(owner) & _REACHING
            if modules and not site.text(key):
                yield rules.DYNAMIC, f"takes a computed name from `{_last(modules)}`"
        case _:
            pass


def _last(found: frozenset[str]) -> str:
    return min(found).removeprefix("builtins.")


_TABLES = listed(
    """
    builtins.globals() builtins.locals() builtins.vars() builtins.__builtins__ builtins.__dict__
    builtins.__builtins__.__dict__
    """
)
_REACHING = listed(
    "builtins builtins.__builtins__ os subprocess sys importlib pickle shutil ctypes"
)
_GETTERS = frozenset({"builtins.getattr", "builtins.__import__", "importlib.import_module"})
_MAKERS = frozenset({"types.FunctionType", "types.CodeType"})


def shell_command(site: Site) -> Iterator[Found]:
    """A shell that reads a command, whether it is built or not."""
    for name in sorted(site.passed_on() & _SHELL_NAMES):
        yield rules.SHELL, f"`{name}` is passed on"
    if not isinstance(site.node, ast.Call):
        return
    name = site.calls(*_SHELLS)
    shell = site.argument(8, "shell") if site.calls("subprocess") else site.keyword("shell")
    spread = any(keyword.arg is None for keyword in site.node.keywords)
    command = site.argument(0, "args", "cmd", "command")
    if name:
        yield rules.SHELL, f"`{name}` hands its command to a shell"
    elif shell is not None and not _is_off(site, shell):
        yield rules.SHELL, f"`{site.method()}` with `shell={ast.unparse(shell)}`"
    elif site.calls("subprocess", "os.execv", "os.execvp", "os.spawnv", "asyncio"):
        if spread:
            yield rules.SHELL, f"`{site.method()}` with options that are not written here"
        yield from _explicit_shell(site, command)


def _is_off(site: Site, shell: ast.expr) -> bool:
    value = site.constant(shell)
    return value is False or value == 0 or (isinstance(shell, ast.Constant) and not shell.value)


def _explicit_shell(site: Site, command: ast.expr | None) -> Iterator[Found]:
    """`["sh", "-c", text]` with a text that is not written here."""
    if isinstance(command, ast.List | ast.Tuple) and len(command.elts) > 2:
        program, flag, text = command.elts[:3]
        is_shell = re.search(r"(^|/)(ba|da|z|k)?sh$|cmd(\.exe)?$", site.text(program))
        if is_shell and site.text(flag) in ("-c", "/c", "-lc") and not site.text(text):
            yield rules.SHELL, f"`{site.text(program)} {site.text(flag)}` with a built command"


def is_query(node: ast.Call, flow: Flow) -> bool:
    """Whether `execute` and its like are handed something that reads as SQL."""
    if not node.args:
        return False
    site = Site(node, flow)
    text = site.text(node.args[0]) or site.built(node.args[0])
    receiver = node.func.value if isinstance(node.func, ast.Attribute) else None
    return bool(_SQL.search(text)) or _is_cursor(receiver)


def _is_cursor(node: ast.expr | None) -> bool:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return bool(_CURSOR.search(name))
        case ast.Call(func=ast.Attribute(attr="cursor")):
            return True
        case ast.Subscript(value=value):
            return _is_cursor(value)
        case _:
            return False


def sql_built(site: Site) -> Iterator[Found]:
    """A query with a value pasted into it, handed to a database."""
    text_maker = site.calls(
        "sqlalchemy.text", "sqlalchemy.sql.text", "django.db.models.expressions"
    )
    if isinstance(site.node, ast.Call) and (site.method() in _QUERYING or text_maker):
        query = site.argument(0, "sql", "query", "statement", "operation")
        built = site.built(query)
        receiver = site.node.func.value if isinstance(site.node.func, ast.Attribute) else None
        if built and (_SQL.search(built) or (site.method() != "query" and _is_cursor(receiver))):
            yield rules.SQL, f"a value is pasted into {_shown(built)}"


def _shown(built: str) -> str:
    text = re.sub(r"\s+", " ", built.replace(HOLE, "{…}")).strip()
    return f"`{text[:60]}…`" if len(text) > 60 else f"`{text}`"


def ldap_built(site: Site) -> Iterator[Found]:
    """A filter with a value pasted into it."""
    if site.method() in ("search_s", "search_ext_s", "search_st", "search", "search_ext"):
        for argument in _arguments(site):
            built = site.built(argument)
            if re.match(r"\(.*=", built):
                yield rules.LDAP, f"a value is pasted into {_shown(built)}"


def xpath_built(site: Site) -> Iterator[Found]:
    """An expression with a value pasted into it."""
    if site.method() in ("xpath", "XPath", "findall", "iterfind", "find", "findtext"):
        built = site.built(site.argument(0, "path", "_path"))
        if re.search(r"\[[^\]]*[=(]", built) and ("/" in built or site.method() == "xpath"):
            yield rules.XPATH, f"a value is pasted into {_shown(built)}"


def _arguments(site: Site) -> list[ast.expr]:
    if not isinstance(site.node, ast.Call):
        return []
    return [*site.node.args, *(keyword.value for keyword in site.node.keywords)]


def deserialisation(site: Site) -> Iterator[Found]:
    """Data that is read back as objects."""
    for name in sorted(site.passed_on() & _LOADERS):
        yield rules.DESERIALISATION, f"`{name}` is passed on"
    for name in sorted(site.called() & _LOADERS):
        if name == "numpy.load" and site.constant(site.keyword("allow_pickle")) is not True:
            continue
        if name == "torch.load" and site.constant(site.keyword("weights_only")) is True:
            continue
        yield rules.DESERIALISATION, f"`{name}` builds whatever objects the data names"
    if site.calls("yaml.load", "yaml.load_all", "ruamel.yaml.load"):
        loader = site.argument(1, "Loader")
        shown = ast.unparse(loader) if loader else "the default loader"
        meant = site.flow.names.meanings(loader) if loader else frozenset()
        if not meant or not all(_SAFE_LOADER.search(name) for name in meant):
            yield rules.YAML, f"`yaml.load` with {shown}"
    elif site.calls(
        "yaml.unsafe_load", "yaml.full_load", "yaml.unsafe_load_all", "yaml.full_load_all"
    ):
        yield rules.YAML, f"`{site.calls('yaml')}`"


def template_injection(site: Site) -> Iterator[Found]:
    """A template or markup whose text is not written here."""
    makers = ("jinja2.Template", "mako.template.Template", "django.template.Template")
    if site.calls(*makers, "flask.render_template_string") or (
        site.method() in ("render_template_string", "from_string")
    ):
        text = site.argument(0, "source", "text")
        if site.built(text) or site.external(text):
            yield rules.TEMPLATE, "the text of a template comes from outside"
    if site.calls(
        "markupsafe.Markup", "flask.Markup", "django.utils.safestring.mark_safe", "jinja2.Markup"
    ):
        text = site.argument(0)
        if site.built(text) or site.external(text):
            yield rules.MARKUP, "text from outside is marked as safe HTML"


def xml_entities(site: Site) -> Iterator[Found]:
    """A parser that follows entities."""
    name = site.calls(*_XML)
    if name and name.rpartition(".")[2] in _XML_READERS:
        safe = site.constant(site.keyword("resolve_entities")) is False
        parser = site.keyword("parser")
        if not safe and not (isinstance(parser, ast.Name | ast.Call) and _is_safe(site, parser)):
            yield rules.XML, f"`{name}` expands what the document declares"


def _is_safe(site: Site, parser: ast.expr) -> bool:
    values = site.flow.values(parser.id, site.scope) if isinstance(parser, ast.Name) else [parser]
    return bool(values) and all(
        isinstance(value, ast.Call)
        and site.constant(Site(value, site.flow).keyword("resolve_entities")) is False
        for value in values
    )


def regex(site: Site) -> Iterator[Found]:
    """Patterns that are written here, each judged by its automaton."""
    names = site.called() & _PATTERN_CALLS
    pattern = site.argument(0, "pattern") if names else None
    if pattern is None:
        return
    whole = any(name.endswith(".fullmatch") for name in names)
    flags = _flags(site, names)
    judged = site.flow.judged
    for text in sorted(site.texts(pattern)):
        key = (text, flags, whole)
        if key not in judged:
            is_one_too_many = len(judged) >= PATTERNS_BOUND
            judged[key] = UNDECIDED if is_one_too_many else ambiguity(text, flags, whole=whole)
        yield from _judged(text, judged[key])


def _judged(text: str, found: Ambiguity) -> Iterator[Found]:
    shown = repr(text) if len(text) <= 60 else repr(text[:57] + "…")
    if found.kind == "exponential":
        message = (
            f"the pattern {shown} reads repetitions of {found.text} in exponentially many ways"
        )
        yield rules.EXPONENTIAL, message
    elif found.kind == "polynomial" and found.degree >= DEGREE_BOUND - 1:
        message = f"the time of the pattern {shown} grows with the power {found.degree}"
        rule = rules.POLYNOMIAL if found.degree >= DEGREE_BOUND else rules.CUBIC
        yield rule, f"{message} of repetitions of {found.text}"
    elif found.kind == "undecided":
        yield rules.UNDECIDED_REGEX, f"the pattern {shown}"


def _flags(site: Site, names: frozenset[str]) -> int:
    last = next(iter(names)).rpartition(".")[2]
    position = {"compile": 1, "sub": 4, "subn": 4, "split": 3}.get(last, 2)
    node = site.argument(position, "flags")
    flags = 0
    for inner in ast.walk(node) if node is not None else ():
        for meaning in site.flow.names.meanings(inner) if isinstance(inner, ast.expr) else ():
            flag = getattr(re, meaning.removeprefix("re."), 0)
            flags |= int(flag) if isinstance(flag, re.RegexFlag) else 0
    return flags


CHECKS = (
    dynamic_code,
    shell_command,
    sql_built,
    ldap_built,
    xpath_built,
    deserialisation,
    template_injection,
    xml_entities,
    regex,
)
NODE_CHECKS = (dynamic_code, shell_command, deserialisation)
