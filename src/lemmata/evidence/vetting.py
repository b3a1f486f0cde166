"""Scripts of unknown origin: only declarations, assertions and one check reach a solver.

Solvers have commands that write files or forget assertions; a sealed script may hold none.
"""

import re

from lemmata.contracts.errors import CertificateError

_TOKEN = re.compile(r';[^\n]*|"(?:[^"]|"")*"|\|[^|\\]*\||[()]|[^\s();"|]+|\s+')
_ALLOWED = frozenset(
    {
        "set-logic",
        "declare-const",
        "declare-fun",
        "declare-sort",
        "declare-datatype",
        "declare-datatypes",
        "define-fun",
        "define-const",
        "define-sort",
        "assert",
        "check-sat",
    }
)


def vet_script(data: bytes) -> None:
    """Accept a script that declares, asserts and ends with its only ``(check-sat)``.

    Raises:
        CertificateError: any other command, open brackets, or text that is not ASCII.
    """
    try:
        text = data.decode("ascii")
    except UnicodeDecodeError as error:
        raise _refused("text that is not ASCII") from error
    commands = _commands(text)
    strange = next((name for name in commands if name not in _ALLOWED), None)
    if strange is not None:
        raise _refused(f"the command {strange[:40]!r}")
    if commands.count("check-sat") != 1 or commands[-1] != "check-sat":
        raise _refused("no single (check-sat) at the end")


def _commands(text: str) -> list[str]:
    commands: list[str] = []
    depth = position = 0
    is_head = False
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise _refused("an open string or symbol")
        token, position = match[0], match.end()
        if token[0].isspace() or token[0] == ";":
            continue
        if is_head:
            commands.append(token)
        is_head = depth == 0 and token == "("
        depth += {"(": 1, ")": -1}.get(token, 0)
        if depth < 0 or (depth == 0 and token != ")"):
            raise _refused("unbalanced brackets")
    if depth:
        raise _refused("unbalanced brackets")
    return commands


def _refused(what: str) -> CertificateError:
    return CertificateError(f"holds {what}, which no obligation may", remedy="seal the lemma again")
