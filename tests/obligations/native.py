"""The functions of lists as definitions over the solvers' native sequences.

What is recursive (reverse, repeats) is written out for lists of up to six items.
"""

from lemmata.obligations.sequences import SIGNATURES
from lemmata.obligations.theory import replaced

MOST = 6

DEFINITIONS = {
    "len": "(seq.len a)",
    "at": "(seq.nth a b)",
    "empty": "(as seq.empty (Seq T))",
    "app": "(seq.++ a (seq.unit b))",
    "cat": "(seq.++ a b)",
    "cut": "(seq.extract a (py.clamp b (seq.len a)) (py.span b c (seq.len a)))",
    "put": "(seq.++ (seq.extract a 0 b) (seq.unit c)"
    " (seq.extract a (+ b 1) (- (- (seq.len a) b) 1)))",
    "ins": "(seq.++ (seq.extract a 0 b) (seq.unit c) (seq.extract a b (- (seq.len a) b)))",
    "del": "(seq.++ (seq.extract a 0 b) (seq.extract a (+ b 1) (- (- (seq.len a) b) 1)))",
    "has": "(seq.contains a (seq.unit b))",
    "idx": "(seq.indexof a (seq.unit b) 0)",
    "eq": "(= a b)",
}


def _reversed(size: int) -> str:
    items = " ".join(f"(seq.unit (seq.nth a {place}))" for place in reversed(range(size)))
    return f"(seq.++ {items})" if size > 1 else items


def _written_out(name: str) -> str:
    whole = "(as seq.empty (Seq T))"
    for size in range(1, MOST + 1):
        copies = {"fill": ["(seq.unit a)"] * size, "rep": ["a"] * size, "rev": []}[name]
        text = f"(seq.++ {' '.join(copies)})" if len(copies) > 1 else "".join(copies)
        test = "(seq.len a)" if name == "rev" else "b"
        whole = f"(ite (= {test} {size}) {text or _reversed(size)} {whole})"
    return whole


def definitions(sort: str, item: str) -> list[str]:
    """The sort as the native one, and every function that has a definition."""
    commands = [f"(define-sort {sort} () (Seq {item}))"]
    names = {"L": sort, "T": item}
    for name, (domain, to) in SIGNATURES.items():
        body = DEFINITIONS.get(name)
        if body is None and name in ("fill", "rep", "rev"):
            body = _written_out(name)
        if body is not None:
            bound = " ".join(
                f"({v} {names.get(s, s)})" for v, s in zip("abc", domain, strict=False)
            )
            text = replaced(body, names)
            commands.append(f"(define-fun {name}.{sort} ({bound}) {names.get(to, to)} {text})")
    return commands
