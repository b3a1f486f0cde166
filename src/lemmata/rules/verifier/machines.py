"""A finite machine's file against the rows of a proof: the machine, read back as diagrams."""

from pathlib import Path

from lemmata.contracts.errors import CertificateError, Place
from lemmata.rules.verifier.claims import Claim
from lemmata.rules.verifier.stored import read_tensors
from lemmata.rules.verifier.symbolic import Diagrams, wanted_units


def machine_difference(claim: Claim, path: Path, stated: int) -> tuple[int, ...] | None:
    """An input that the machine of ``stated`` states decides otherwise than its row, or None.

    The decision of a final state is a place among the distinct outputs of the rows, in their order
    by the table; an undefined transition decides nothing.

    Raises:
        CertificateError: no machine: parts that do not fit each other, or a place out of range.
        LimitError: the diagrams grow too large.
    """
    tensors, metadata = read_tensors(path)
    try:
        offsets, following, decisions = (
            tensors[name].tolist() for name in ("offsets", "following", "decisions")
        )
        start = int(metadata["start"])
    except (KeyError, ValueError) as error:
        raise _broken(path, f"no machine: {error!r}") from error
    states = len(offsets)
    sound = (
        len(decisions) == states
        and 0 <= start < states
        and set(tensors)
        == {
            "offsets",
            "following",
            "decisions",
        }
    )
    if not sound or not all(0 <= state < states for state in following):
        raise _broken(path, "a machine whose parts do not fit each other")
    if states != stated:
        raise _broken(path, f"the machine has {states} states, and the proof says {stated}")
    bases = [base for one in claim.radix for base in one]
    diagrams = Diagrams(bases)
    reached: list[list[int]] = [[start]]
    for base in bases:
        following_states: dict[int, None] = {}
        for state in reached[-1]:
            if not 0 <= offsets[state] <= len(following) - base:
                raise _broken(path, f"the row of state {state} lies outside the table")
            row = following[offsets[state] : offsets[state] + base]
            following_states.update(dict.fromkeys(row))
        reached.append(list(following_states))
    nodes = {state: diagrams.end(decisions[state]) for state in reached[-1]}
    for level in reversed(range(len(bases))):
        nodes = {
            state: diagrams.node(
                level,
                tuple(nodes[following[offsets[state] + digit]] for digit in range(bases[level])),
            )
            for state in reached[level]
        }
    return _different(diagrams, claim, nodes[start])


def _different(diagrams: Diagrams, claim: Claim, decided: int) -> tuple[int, ...] | None:
    """Where the machine's decision has not the outputs of the row."""
    distinct = list(dict.fromkeys(written for _, written in claim.rows))
    wrong = diagrams.end(0)
    units = wanted_units(diagrams, claim)
    place = 0
    for column, count in enumerate(claim.choices):
        for choice in range(count):
            said = decided
            meaning = {number: int(one[column] == choice) for number, one in enumerate(distinct)}
            said = diagrams.mapped(decided, meaning, 2)
            wrong = diagrams.different(wrong, said, units[place])
            place += 1
    digits = diagrams.path(diagrams.within(wrong, claim))
    return None if digits is None else claim.point(digits)


def _broken(path: Path, message: str) -> CertificateError:
    return CertificateError(message, place=Place(str(path)), remedy="prove the rule again")
