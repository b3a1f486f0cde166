"""Honest benches: what trials of rules that sample or learn show, and when they cannot tell."""
