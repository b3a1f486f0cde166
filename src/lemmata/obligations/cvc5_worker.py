"""The child process that speaks to cvc5; started as a script, it imports nothing of Lemmata.

It reads messages on stdin and answers each on stdout. A message is a line of byte lengths,
separated by blanks, followed by that many byte strings: one framing for both directions.

Request: script, resource limit, seed, ``proof`` or empty, then queries (terms).
Answer: status (``unsat``, ``sat``, ``unknown`` or ``error``), reason, resource units, proof,
then one ``get-value`` reply for each query.
"""

from __future__ import annotations

import gc
import resource
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, BinaryIO

MEMORY_BYTES = 4 << 30
OPTIONS = {"produce-models": "true", "strings-exp": "true", "arrays-exp": "true"}
# Strings switch bounded model finding on, which does not end (nor count) beside patterns.
QUANTIFIED = {"fmf-bound": "false"}
PROOF_OPTIONS = {
    "produce-proofs": "true",
    "proof-format-mode": "cpc",
    "proof-granularity": "dsl-rewrite",
}


def read_message(stream: BinaryIO) -> list[bytes] | None:
    """The next message's parts; None at the end of input."""
    header = stream.readline()
    if not header.endswith(b"\n"):
        return None
    return [stream.read(int(length)) for length in header.split()]


def write_message(stream: BinaryIO, parts: list[bytes]) -> None:
    """Send one message."""
    stream.write(b" ".join(b"%d" % len(part) for part in parts) + b"\n" + b"".join(parts))
    stream.flush()


def answer(request: list[bytes]) -> list[bytes]:
    """Solve one script with a solver of its own; nothing is shared with the next."""
    script, rlimit, seed, wants_proof, *queries = (part.decode() for part in request)
    manager = cvc5.TermManager()
    solver, symbols = cvc5.Solver(manager), cvc5.SymbolManager(manager)
    seeds = {"seed": seed, "sat-random-seed": seed}
    proof_options = PROOF_OPTIONS if wants_proof else {}
    quantified = QUANTIFIED if "(forall " in script else {}
    options = {**OPTIONS, **quantified, **seeds, "rlimit-per": rlimit, **proof_options}
    for name, value in options.items():
        solver.setOption(name, value)

    def run(text: str) -> str:
        parser = cvc5.InputParser(solver, symbols)
        parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "script")
        printed = []
        while not (command := parser.nextCommand()).isNull():
            printed.append(command.invoke(solver, symbols))
        return "".join(printed).strip()

    try:
        status = run(script)
        if status.startswith("unknown"):
            status, reason = "unknown", run("(get-info :reason-unknown)")
        else:
            reason = ""
        values = [run(f"(get-value ({query}))") for query in queries] if status == "sat" else []
        proof = proof_text(solver) if wants_proof and status == "unsat" else b""
    except (RuntimeError, MemoryError) as error:
        memory = isinstance(error, MemoryError) or "bad_alloc" in str(error)
        status = "unknown" if memory else "error"
        reason, values, proof = "memory limit" if memory else str(error), [], b""
    units = solver.getStatistics()["resource::resourceUnitsUsed"]["value"]
    texts = [status, reason, str(units)]
    return [*(t.encode() for t in texts), proof, *(v.encode() for v in values)]


def proof_text(solver: Any) -> bytes:
    """The proof in cvc5's own format, or nothing where cvc5 cannot print one."""
    try:
        proofs = solver.getProof()
        text = solver.proofToString(proofs[0], cvc5.ProofFormat.CPC) if proofs else b""
    except RuntimeError:
        return b""
    return text if isinstance(text, bytes) else str(text).encode()


def main() -> None:
    """Serve until stdin ends."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    bound = MEMORY_BYTES if hard == resource.RLIM_INFINITY else min(hard, MEMORY_BYTES)
    resource.setrlimit(resource.RLIMIT_AS, (bound, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    write_message(sys.stdout.buffer, [cvc5.__version__.encode()])
    while (request := read_message(sys.stdin.buffer)) is not None:
        write_message(sys.stdout.buffer, answer(request))


if __name__ == "__main__":
    sys.path.append(sys.argv[1])  # the folder that holds the package; -S left it out
    gc.disable()
    import cvc5

    gc.freeze()  # what was imported stays: no collection looks at it again
    gc.enable()
    main()
