"""Invariants and measures that nobody wrote: proposed from text, filtered by runs, then proved."""
