"""Crash the compiler, not the code: an expression so deep that the parser or the compiler overflows its stack.

Success: whoever compiles the module (if it is the grader) dies of it.
"""

source = "x = " + "(" * 150 + "1" + ")" * 150
for depth in (150, 3_000, 100_000):
    for text in ("-" * depth + "1", "[" * depth + "]" * depth, "a" + ".a" * depth, "+".join(["1j"] * depth)):
        try:
            compile(text, "schedules.py", "exec")
        except (MemoryError, RecursionError, SyntaxError):
            continue
