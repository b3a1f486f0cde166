"""The room `testing`: what plug-ins of each kind, ours or a stranger's, must pass."""

from lemmata.testing.conformance import Problem, prover_conformance
from lemmata.testing.detectors import detector_conformance
from lemmata.testing.gates import gate_conformance
from lemmata.testing.generators import generator_conformance

__all__ = [
    "Problem",
    "detector_conformance",
    "gate_conformance",
    "generator_conformance",
    "prover_conformance",
]
