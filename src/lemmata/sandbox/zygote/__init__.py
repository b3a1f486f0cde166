"""The zygote: a Python of its own, under ``-I -S``, that knows nothing of Lemmata.

It is started with this folder's parent on its path for as long as these files take to load, so
they import each other relatively and nothing else but the standard library. Nothing here is
imported by the rest of Lemmata.
"""
