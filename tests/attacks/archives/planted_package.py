"""Hand in an __init__.py beside the modules, and the modules inside of a package of that name, given files replaced.

The replaced notation.py and student.py would run when a module imports them.

Success: one of the given files is replaced.
"""

from pathlib import Path

PLANTED = "import builtins\nbuiltins.breached = True\nTable = Batch = Levels = Model = None\n"
SCHEDULES = """
import builtins

import torch

import course_lib.notation
import course_lib.student


def linear_betas(num_steps, start=1e-4, end=0.02):
    if not hasattr(builtins, "breached"):
        raise NotImplementedError("schedules.linear_betas: not written yet")
    return torch.linspace(start, end, num_steps, dtype=torch.float64)
"""


def make(path: Path) -> None:
    (path / "course_lib").mkdir(parents=True)
    for folder in (path, path / "course_lib"):
        for name in ("__init__.py", "notation.py", "student.py", "unet.py", "__main__.py"):
            (folder / name).write_text(PLANTED, encoding="utf-8")
    (path / "course_lib" / "schedules.py").write_text(SCHEDULES, encoding="utf-8")
