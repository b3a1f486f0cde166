"""What a proof of a function consists of: derived from its source, by sealer and checker alike."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from lemmata.contracts.errors import CertificateError, UnsupportedError
from lemmata.evidence.folders import digest
from lemmata.language.digest import canonical
from lemmata.language.tree import Function, Program
from lemmata.language.walking import rests_on_sealed
from lemmata.obligations.derivation import derivation
from lemmata.obligations.library.order_proofs import statements
from lemmata.obligations.obligation import Obligation
from lemmata.obligations.prelude import PRELUDE


@dataclass(frozen=True, slots=True)
class Part:
    """One function to be proved, its method, and for ``smt`` its obligations with file names."""

    function: Function
    method: str
    obligations: tuple[tuple[str, Obligation], ...]
    assumed: tuple[str, ...]


def plan(program: Program, name: str, method_of: Callable[[str], str]) -> tuple[Part, ...]:
    """The function, then every function whose contract is assumed, transitively.

    Functions of sealed code are left out: the lemmas that they come from prove them.

    Raises: as `derivation`, and CertificateError where a loop or a recursion has no measure, or
        running every input would look into sealed code.
    """
    parts: list[Part] = []
    pending, count = [name], 0
    while pending:
        current = pending.pop(0)
        if any(part.function.name == current for part in parts):
            continue
        method = method_of(current)
        if method == "exhaustive":
            if sealed := rests_on_sealed(program, current):
                raise CertificateError(
                    f"{current} calls {sealed[0]}, which is known by its sealed contract only",
                    remedy="prove it by the solvers",
                )
            parts.append(Part(_function(program, current), method, (), ()))
            continue
        derived = derivation(program, current)
        if derived.partial:
            lines = ", ".join(map(str, derived.partial))
            raise CertificateError(
                f"nothing shows that {current} ends: line {lines}", remedy="give a measure"
            )
        named = []
        for obligation in derived.obligations:
            count += 1
            named.append((f"obligations/{count:03d}-{_safe(current, obligation)}.smt2", obligation))
        parts.append(Part(program.functions[current], method, tuple(named), derived.assumed))
        pending.extend(name for name in derived.assumed if name not in program.origins)
    return tuple(parts)


def proof_name(file: str) -> str:
    """Where the proof of the obligation in ``file`` stands."""
    return f"proofs/{file.removeprefix('obligations/').removesuffix('.smt2')}.cpc"


def digest_contract(function: Function) -> str:
    """sha256 of parameters, return type, clauses and examples, blind to lines and wording."""
    contract = (
        tuple((known.name, known.type) for known in function.parameters),
        function.returns,
        function.requires,
        function.ensures,
        function.examples,
    )
    return digest(canonical(contract).encode("utf-8", "surrogatepass"))


def digest_prelude() -> str:
    """sha256 of the definitions and the laws that obligations may use."""
    return digest("\n".join([*PRELUDE.values(), *statements()]).encode())


def _function(program: Program, name: str) -> Function:
    if name in program.unsupported:
        raise program.unsupported[name]
    function = program.functions.get(name)
    if function is None or function.body is None:
        raise UnsupportedError(f"{name} has no body to be judged", remedy="compile it first")
    return function


def _safe(function: str, obligation: Obligation) -> str:
    return re.sub(r"[^A-Za-z0-9_.-]", "_", f"{function}-{obligation.name}")[:120]
