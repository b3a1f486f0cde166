"""The child process that synthesizes with cvc5; it imports nothing of Lemmata.

Arguments: the folder that holds the package ``cvc5``, a resource limit, and cvc5's ``sygus-si``
(``all``, or ``none`` where a grammar is given). It reads one SyGuS
problem on stdin and prints what cvc5 answers: ``(define-fun …)`` in parentheses, ``fail`` or
``infeasible``. What cvc5 does not understand it says on stderr, with exit code 1.
"""

import resource
import sys

MEMORY_BYTES = 2 << 30
OPTIONS = {"sygus": "true", "seed": "0", "sat-random-seed": "0"}


def synthesize(text: str, limit: str, single_invocation: str) -> str:
    """cvc5's answer to a problem in SyGuS-IF 2.1."""
    manager = cvc5.TermManager()
    solver, symbols = cvc5.Solver(manager), cvc5.SymbolManager(manager)
    for name, value in {
        **OPTIONS,
        "rlimit-per": limit,
        "sygus-si": single_invocation,
    }.items():
        solver.setOption(name, value)
    parser = cvc5.InputParser(solver, symbols)
    parser.setStringInput(cvc5.InputLanguage.SYGUS_2_1, text, "problem")
    printed = []
    while not (command := parser.nextCommand()).isNull():
        printed.append(command.invoke(solver, symbols))
    return "".join(printed)


def main() -> None:
    """Answer the problem on stdin."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    bound = MEMORY_BYTES if hard == resource.RLIM_INFINITY else min(hard, MEMORY_BYTES)
    resource.setrlimit(resource.RLIMIT_AS, (bound, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        sys.stdout.write(synthesize(sys.stdin.read(), sys.argv[2], sys.argv[3]))
    except (RuntimeError, MemoryError) as error:
        sys.exit(str(error) or "memory limit")


if __name__ == "__main__":
    sys.path.append(sys.argv[1])  # the folder that holds the package; -S left it out
    import cvc5

    main()
