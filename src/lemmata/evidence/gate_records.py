"""What a manifest may say of gates: a record that could have been written, and nothing more.

Nothing of a proof rests on it, so that it is read for its shape and not judged again.
"""

import re
from collections.abc import Iterator, Sequence

from lemmata.contracts.gating import ORDER
from lemmata.evidence.manifest import SealedGate, SealedScore

_DIGEST = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _.-]{0,80}")


def faults_of(gates: Sequence[SealedGate]) -> Iterator[str]:
    """What no run of gates writes: another order, a repeated gate, a pass without its rules."""
    names = [known.gate for known in gates]
    ours = [name for name in names if name in ORDER]
    if len(set(names)) != len(names) or ours != sorted(ours, key=ORDER.index):
        yield f"the gates {', '.join(names)} are not in their order"
    if ORDER[-1] in names:
        yield "the proof is the certificate itself, and no gate of the record"
    if gates and (gates[0].gate, gates[0].outcome) != (ORDER[0], "passed"):
        yield f"the gates do not begin with {ORDER[0]}"
    for known in gates:
        yield from _faults(known)


def _faults(known: SealedGate) -> Iterator[str]:
    where = f"the gate {known.gate}"
    if not _NAME.fullmatch(known.gate):
        yield f"{where} has no name"
    if known.outcome == "passed" and known.gate in ORDER and not _DIGEST.fullmatch(known.rules):
        yield f"{where} passed by rules without a digest"
    if known.outcome == "skipped" and (known.rules or known.scores or not known.notes):
        yield f"{where} was skipped, and says what it found or not why"
    if not all(_NAME.fullmatch(tool.name) and tool.version for tool in known.tools):
        yield f"{where} names a tool without a version"
    if not all(_NAME.fullmatch(rule) for rule in known.findings):
        yield f"{where} names a rule that is none"
    if not all(map(_is_score, known.scores)):
        yield f"{where} has a score that is none"


def _is_score(score: SealedScore) -> bool:
    return 0 <= score.right <= score.rows and score.rows > 0 and 0 <= score.threshold <= 1
