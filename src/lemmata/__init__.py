"""Lemmata: a verifying compiler for Python."""

__version__ = "0.1.0"
