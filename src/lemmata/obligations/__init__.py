"""The room `obligations`: the trusted translation to SMT-LIB, and the solver processes."""

from lemmata.obligations.derivation import ENCODER_VERSION, admission, derivation, derive
from lemmata.obligations.models import read_arguments
from lemmata.obligations.obligation import Derivation, Obligation, ObligationKind

__all__ = [
    "ENCODER_VERSION",
    "Derivation",
    "Obligation",
    "ObligationKind",
    "admission",
    "derivation",
    "derive",
    "read_arguments",
]
