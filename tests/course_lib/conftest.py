"""Whose functions the given library draws and trains with, and small things to do it with."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import torch

import course_lib
from course_lib.classifier import Classifier
from course_lib.gallery.cards import Studio
from course_lib.student import MODULES
from course_lib.unet import UNet

torch.set_num_threads(1)  # more threads than processors wait for each other

ROOT = Path(__file__).parents[2]
CPU = torch.device("cpu")

TakeFrom = Callable[[Path], None]


def forget_student_modules() -> None:
    for name in MODULES:
        sys.modules.pop(f"course_lib.{name}", None)
        vars(course_lib).pop(name, None)


@contextmanager
def in_front(folder: Path) -> Iterator[None]:
    forget_student_modules()
    course_lib.__path__.insert(0, str(folder))
    try:
        yield
    finally:
        course_lib.__path__.remove(str(folder))
        forget_student_modules()


@pytest.fixture
def reference() -> Iterator[None]:
    """The student modules are those of the reference."""
    with in_front(ROOT / "solutions"):
        yield


@pytest.fixture
def submission(tmp_path: Path) -> Iterator[Path]:
    """A folder whose modules are the student's: a copy of the reference, for the test to change before first use."""
    folder = tmp_path / "submission"
    folder.mkdir()
    for path in (ROOT / "solutions").glob("[a-z]*.py"):
        (folder / path.name).write_text(path.read_text())
    with in_front(folder):
        yield folder


def make_stub(folder: Path, module: str, function: str) -> None:
    """Put a stub where the function's solution stands."""
    path = folder / f"{module}.py"
    region = rf"(def {function}\(.*?)### BEGIN SOLUTION.*?### END SOLUTION"
    stub = rf'\1raise NotImplementedError("{module}.{function} is yours to write (part 0, exercise 0)")'
    text, count = re.subn(region, stub, path.read_text(), count=1, flags=re.DOTALL)
    assert count == 1
    path.write_text(text)


def tiny_unet() -> UNet:
    torch.manual_seed(0)
    return UNet(widths=(8, 16, 16), embedding=16)


@pytest.fixture
def studio() -> Studio:
    """A studio with a network that is quick and knows nothing."""
    return Studio(tiny_unet().eval().requires_grad_(False), Classifier().eval(), CPU, seed=0)
