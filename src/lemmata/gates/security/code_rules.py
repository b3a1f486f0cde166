"""Rules of activities about what is run, read back, queried or matched."""

from lemmata.gates.rules import Applies, Rule, Severity

ACTIVITIES: Applies = "activities"


def activity_rule(
    rule_id: str,
    cwe: str,
    title: str,
    why: str,
    examples: tuple[str, str],
    requirement: str,
    severity: Severity = "error",
) -> Rule:
    """A rule of activities; ``examples`` are the rejected one and the near miss."""
    rejected, near_miss = examples
    return Rule(
        rule_id, "security", title, why, rejected, near_miss, requirement, severity, ACTIVITIES, cwe
    )


UNDECLARED = activity_rule(
    "undeclared-effect",
    "",
    "an effect that the policy of the activity does not name",
    "A reviewer of the policy must be able to rely on it.",
    (
        "import requests\n\n\ndef fetch() -> bytes:\n"
        '    return requests.get("https://example.org/rates", timeout=5).content\n',
        "import json\n\n\ndef parse(text: str) -> object:\n    return json.loads(text)\n",
    ),
    "do without the effect, or declare it in the task's policy",
)
DYNAMIC = activity_rule(
    "dynamic-code",
    "CWE-95",
    "code made from text: `eval`, `exec`, `compile`, imports of computed names",
    "Whoever writes the text runs code here.",
    (
        "def compute(expression: str) -> object:\n    run = eval\n    return run(expression)\n",
        "import ast\n\n\ndef compute(text: str) -> object:\n    return ast.literal_eval(text)\n",
    ),
    "parse the text with `ast.literal_eval`, `json` or a table of allowed operations",
)
SHELL = activity_rule(
    "shell-command",
    "CWE-78",
    "commands that a shell reads: `os.system`, `os.popen`, `shell=True`",
    "A shell reads `;`, `|` and `$( )` in every part of its command.",
    (
        "import subprocess\n\n\ndef show(name: str) -> None:\n"
        '    subprocess.run("ls " + name, shell=True, check=True)\n',
        "import subprocess\n\n\ndef show(name: str) -> None:\n"
        '    subprocess.run(["ls", "--", name], check=True)\n',
    ),
    "run a list of arguments without a shell",
)
SQL = activity_rule(
    "sql-built",
    "CWE-89",
    "SQL built by formatting or concatenation, also through variables",
    "A value that is pasted into a query can change the query.",
    (
        "def find(cursor, name):\n"
        '    query = "SELECT id FROM users WHERE name = \'" + name + "\'"\n'
        "    cursor.execute(query)\n",
        "def find(cursor, name):\n"
        '    query = "SELECT id FROM users WHERE name = ?"\n'
        "    cursor.execute(query, (name,))\n",
    ),
    "write the query as one literal and pass values as parameters",
)
LDAP = activity_rule(
    "ldap-built",
    "CWE-90",
    "LDAP filters built from values",
    "`*` and `)` in a value change the filter.",
    (
        "def find(directory, base, name):\n"
        '    return directory.search_s(base, 2, f"(uid={name})")\n',
        "from ldap.filter import escape_filter_chars\n\n\n"
        "def find(directory, base, name):\n"
        '    return directory.search_s(base, 2, f"(uid={escape_filter_chars(name)})")\n',
    ),
    "escape values with `escape_filter_chars` before they enter a filter",
)
XPATH = activity_rule(
    "xpath-built",
    "CWE-643",
    "XPath expressions built from values",
    "A quote in a value changes the expression.",
    (
        "def find(tree, name):\n    return tree.xpath(f\"//user[@name='{name}']\")\n",
        'def find(tree, name):\n    return tree.xpath("//user[@name=$name]", name=name)\n',
    ),
    "write the expression as one literal and pass values as variables",
)
DESERIALISATION = activity_rule(
    "unsafe-deserialisation",
    "CWE-502",
    "formats that build objects: pickle, marshal, shelve, dill, jsonpickle, joblib",
    "Reading such data back runs what the data says.",
    (
        "import pickle\n\n\ndef restore(data: bytes) -> object:\n    return pickle.loads(data)\n",
        "import json\n\n\ndef restore(data: bytes) -> object:\n    return json.loads(data)\n",
    ),
    "use JSON, or another format that holds data alone",
)
YAML = activity_rule(
    "unsafe-yaml",
    "CWE-502",
    "`yaml.load` with a loader that builds objects",
    "A YAML tag can name any class and call it.",
    (
        "import yaml\n\n\ndef settings(text: str) -> object:\n"
        "    return yaml.load(text, Loader=yaml.Loader)\n",
        "import yaml\n\n\ndef settings(text: str) -> object:\n    return yaml.safe_load(text)\n",
    ),
    "use `yaml.safe_load`",
)
TEMPLATE = activity_rule(
    "template-injection",
    "CWE-1336",
    "templates whose text comes from outside",
    "A template is a program; `{{ }}` in its text runs on the server.",
    (
        "from jinja2 import Template\n\n\ndef greet(text: str) -> str:\n"
        "    return Template(text).render()\n",
        "from jinja2 import Template\n\n\ndef greet(name: str) -> str:\n"
        '    return Template("Hello {{ name | e }}").render(name=name)\n',
    ),
    "write the template as a literal or a file, and pass values to `render`",
)
MARKUP = activity_rule(
    "unescaped-markup",
    "CWE-79",
    "text from outside marked as safe HTML",
    "What is marked as safe is not escaped, so a script in it runs in the reader's browser.",
    (
        "from markupsafe import Markup\n\n\ndef show(name: str) -> str:\n"
        '    return Markup(f"<b>{name}</b>")\n',
        "from markupsafe import Markup\n\n\ndef show(name: str) -> str:\n"
        '    return Markup("<b>{}</b>").format(name)\n',
    ),
    "let the template engine escape values",
)
XML = activity_rule(
    "xml-entities",
    "CWE-611",
    "XML parsers that expand entities of untrusted documents",
    "An entity can name a local file or grow without bound.",
    (
        "import xml.etree.ElementTree as ET\n\n\ndef root(text: str) -> str:\n"
        "    return ET.fromstring(text).tag\n",
        "import defusedxml.ElementTree as ET\n\n\ndef root(text: str) -> str:\n"
        "    return ET.fromstring(text).tag\n",
    ),
    "parse with `defusedxml`, or with lxml and `resolve_entities=False`",
)
EXPONENTIAL = Rule(
    "exponential-regex",
    "security",
    "regular expressions that can take exponential time",
    "A short text that almost matches is tried in exponentially many ways.",
    'import re\n\n\ndef is_list(text):\n    return re.match(r"^([a-z]+,?)*$", text)\n',
    'import re\n\n\ndef is_list(text):\n    return re.match(r"^[a-z]+(,[a-z]+)*$", text)\n',
    "rewrite the pattern so that every text can be read in one way only",
    cwe="CWE-1333",
)
POLYNOMIAL = Rule(
    "polynomial-regex",
    "security",
    "regular expressions whose time can grow with the fourth power of the text, or faster",
    "Loops that follow each other and take the same characters try every way to divide them.",
    'import re\n\n\ndef is_code(text):\n    return re.match(r"\\w*-?\\w*-?\\w*-?\\w*$", text)\n',
    'import re\n\n\ndef is_code(text):\n    return re.match(r"\\w*-\\w*-\\w*-\\w*$", text)\n',
    "separate the repetitions by something that none of them takes, or make them possessive",
    cwe="CWE-1333",
)
CUBIC = Rule(
    "cubic-regex",
    "security",
    "regular expressions whose time can grow with the cube of the text",
    "A thousand characters can take seconds; whether so many come is for the caller to know.",
    'import re\n\n\ndef setting(text):\n    return re.match(r"\\w+\\s*=\\s*(.*?)\\s*$", text)\n',
    'import re\n\n\ndef setting(text):\n    return re.match(r"\\w+\\s*=(.*)$", text)\n',
    "strip blanks outside of the pattern, or bound the length of the text",
    "warning",
    cwe="CWE-1333",
)
UNDECIDED_REGEX = Rule(
    "undecided-regex",
    "security",
    "regular expressions too large to be judged",
    "Whether its time can explode was not found out within the bound.",
    'import re\n\nREPEATED = re.compile("' + "(?:ab?c)+" * 45 + '$")\n',
    'import re\n\nREPEATED = re.compile("' + "ab?c" * 5 + '$")\n',
    "split the pattern into smaller ones",
    "warning",
    cwe="CWE-1333",
)

CODE_RULES = (
    UNDECLARED,
    DYNAMIC,
    SHELL,
    SQL,
    LDAP,
    XPATH,
    DESERIALISATION,
    YAML,
    TEMPLATE,
    MARKUP,
    XML,
    EXPONENTIAL,
    POLYNOMIAL,
    CUBIC,
    UNDECIDED_REGEX,
)
