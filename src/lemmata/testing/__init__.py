"""The room `testing`: what every prover and generator, ours or a stranger's, must pass."""

from lemmata.testing.conformance import Problem, prover_conformance
from lemmata.testing.generators import generator_conformance

__all__ = ["Problem", "generator_conformance", "prover_conformance"]
