"""What to say when one of the student's functions is a stub, raises, or returns something that cannot be drawn."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch

MODULES = ("schedules", "forward", "loss", "ddpm", "ddim", "solvers", "cfg", "latent", "imagen")
"""The modules of `course_lib` that students fill in."""

STUB = re.compile(rf"({'|'.join(MODULES)})\.(\w+)")
LONGEST = 200


class Trouble(Exception):
    """Why something cannot be drawn: a stub, named by `function`, or else an error in one line."""

    def __init__(self, function: str | None, message: str) -> None:
        super().__init__(function, message)
        self.function = function
        self.message = message

    @property
    def is_stub(self) -> bool:
        """Return whether a function that is not filled in yet is the reason."""
        return self.function is not None

    def __str__(self) -> str:
        return self.message


@contextmanager
def blaming_the_student() -> Iterator[None]:
    """Turn whatever goes wrong inside into a Trouble; Ctrl-C passes through."""
    try:
        yield
    except Trouble:
        raise
    except (Exception, SystemExit) as error:
        raise trouble(error) from error


def trouble(error: BaseException) -> Trouble:
    """Put an exception into one line, with the student's file and line where it came from there."""
    stub = STUB.match(str(error)) if isinstance(error, NotImplementedError) else None
    if stub is not None:
        return Trouble(stub[2], f"not yet: fill in {stub[2]} in course_lib/{stub[1]}.py")
    first_line = (str(error).strip() or "no message").splitlines()[0]
    message = f"{type(error).__name__}: {first_line}"
    if isinstance(error, SyntaxError) and error.filename:
        message = f"{Path(error.filename).name}, line {error.lineno}: SyntaxError: {error.msg}"
    elif place := student_line(error):
        message = f"{place}: {message}"
    return Trouble(None, message if len(message) <= LONGEST else message[: LONGEST - 1] + "…")


def student_line(error: BaseException) -> str | None:
    """Return the innermost line of a student module that the exception passed through, as in `ddim.py, line 96`."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.stem in MODULES and path.suffix == ".py" and frame.lineno is not None:
            return f"{path.name}, line {frame.lineno}"
    return None


def checked(result: object, shape: torch.Size | tuple[int, ...], function: str) -> torch.Tensor:
    """Return a student function's result if it can be drawn: a tensor of that shape, all numbers finite.

    Raises: Trouble otherwise, naming the function.
    """
    if not isinstance(result, torch.Tensor):
        raise Trouble(None, f"{function} returned {type(result).__name__}, not a tensor")
    if tuple(result.shape) != tuple(shape):
        raise Trouble(None, f"{function} returned the shape {tuple(result.shape)}, expected {tuple(shape)}")
    bad = int((~torch.isfinite(result)).sum())
    if bad:
        raise Trouble(
            None, f"{function} returned numbers that are not finite (NaN or infinite): {bad} of {result.numel()}"
        )
    return result.detach()
