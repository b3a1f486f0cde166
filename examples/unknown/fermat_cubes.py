"""True since Euler (1770), and beyond both solvers: no cube is the sum of two positive cubes."""


def no_cube_splits(a: int, b: int, c: int) -> bool:
    """Whether `c` cubed differs from the sum of the cubes of `a` and `b`.

    pre: a > 0 and b > 0 and c > 0
    post: __return__
    """
    return a**3 + b**3 != c**3
