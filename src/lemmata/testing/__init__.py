"""The room `testing`: what provers, generators and detectors, ours or a stranger's, must pass."""

from lemmata.testing.conformance import Problem, prover_conformance
from lemmata.testing.detectors import detector_conformance
from lemmata.testing.generators import generator_conformance

__all__ = ["Problem", "detector_conformance", "generator_conformance", "prover_conformance"]
