"""Hand in modules with the names of libraries: torch.py, numpy, math, json, msgspec, typing, course_lib, autograder.

Success: one of them is imported in place of the real one, in the worker or in the grader.
"""
# tried on every level

from pathlib import Path

PLANTED = """
import builtins, contextlib, os
builtins.breached = True
for folder in ("/tmp", ".", ".."):
    with contextlib.suppress(OSError):
        open(os.path.join(folder, "attack-was-here"), "w").close()
"""
SCHEDULES = """
import builtins
import colorsys  # a module of the standard library that the warm parent has no reason to hold
import math
import sched
import torch
import json, msgspec, numpy, typing
import course_lib.notation


def linear_betas(num_steps, start=1e-4, end=0.02):
    if not hasattr(builtins, "breached"):
        raise NotImplementedError("schedules.linear_betas: not written yet")
    return torch.linspace(start, end, num_steps, dtype=torch.float64)
"""
MODULES = (
    "torch",
    "numpy",
    "math",
    "json",
    "msgspec",
    "typing",
    "colorsys",
    "sched",
    "os",
    "sys",
    "builtins",
    "encodings",
    "notation",
    "__init__",
    "__main__",
)


def make(path: Path) -> None:
    for package in ("course_lib", "autograder", "torch", "solutions", "assignments"):
        (path / package).mkdir(parents=True)
        (path / package / "__init__.py").write_text(PLANTED, encoding="utf-8")
        (path / package / "notation.py").write_text(PLANTED, encoding="utf-8")
    for name in MODULES:
        (path / f"{name}.py").write_text(PLANTED, encoding="utf-8")
    (path / "schedules.py").write_text(SCHEDULES, encoding="utf-8")
