"""Python's arithmetic spelled out: SMT-LIB functions by name, each in terms of the theories.

SMT-LIB's `div` and `mod` leave a remainder from 0 up to the divisor's magnitude; Python's `//`
rounds toward minus infinity and `%` has the divisor's sign. Both agree for positive divisors;
for negative ones Python negates both operands. `to_int` is the floor.

The forms are chosen by measurement: one `div` with both signs inside, and `%` as what `//` leaves,
let both solvers prove eleven nonlinear division laws with 22,000 (z3) and 174,000 (cvc5) units,
where two `div` and two `mod` under an `ite` took 9.9 million with three unknowns, and 589,000.
"""

from lemmata.obligations.text_prelude import TEXT_PRELUDE

PRELUDE: dict[str, str] = {
    "py.floordiv": "(define-fun py.floordiv ((a Int) (b Int)) Int"
    " (div (ite (> b 0) a (- a)) (ite (> b 0) b (- b))))",
    "py.mod": "(define-fun py.mod ((a Int) (b Int)) Int (- a (* b (py.floordiv a b))))",
    "py.floordiv.real": "(define-fun py.floordiv.real ((a Real) (b Real)) Int (to_int (/ a b)))",
    "py.mod.real": "(define-fun py.mod.real ((a Real) (b Real)) Real"
    " (- a (* b (to_real (to_int (/ a b))))))",
    "py.abs": "(define-fun py.abs ((a Int)) Int (ite (< a 0) (- a) a))",
    "py.abs.real": "(define-fun py.abs.real ((a Real)) Real (ite (< a 0.0) (- a) a))",
    "py.min": "(define-fun py.min ((a Int) (b Int)) Int (ite (< b a) b a))",
    "py.min.real": "(define-fun py.min.real ((a Real) (b Real)) Real (ite (< b a) b a))",
    "py.max": "(define-fun py.max ((a Int) (b Int)) Int (ite (> b a) b a))",
    "py.max.real": "(define-fun py.max.real ((a Real) (b Real)) Real (ite (> b a) b a))",
    "py.clamp": "(define-fun py.clamp ((i Int) (n Int)) Int"
    " (ite (< i 0) (ite (< (+ i n) 0) 0 (+ i n)) (ite (< n i) n i)))",
    "py.span": "(define-fun py.span ((a Int) (b Int) (n Int)) Int"
    " (ite (< (py.clamp a n) (py.clamp b n)) (- (py.clamp b n) (py.clamp a n)) 0))",
    "py.from_end": "(define-fun py.from_end ((s String) (k Int)) Int"
    " (ite (>= (str.len s) k) (- (str.len s) k) 0))",
    **TEXT_PRELUDE,
}
