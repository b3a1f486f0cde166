"""The lemma library: laws of folds and orders, each shown once by the tool itself.

`tests/obligations/test_library.py` has both solvers show every law from the definitions, by
induction where its `Proof` says so; `digest` goes into certificates.
"""
