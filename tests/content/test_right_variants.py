"""Right answers that look different from the reference earn full points, and are told of no mistake.

Each folder of `right/` holds whole modules in a style of its own; a module that it lacks is taken from the reference.
"""

from __future__ import annotations

import ast
import functools
import random
import warnings
from pathlib import Path

import pytest
import torch

from autograder.checking.checks import load_checks
from autograder.course import find_course
from autograder.diagnosis.diagnoser import Diagnoser, with_diagnoses
from autograder.diagnosis.mistakes import reference_sources
from autograder.running.overlay import read_sources
from autograder.running.report import FunctionResult
from autograder.running.runner import Settings
from autograder.running.trial import try_modules

RIGHT = Path(__file__).with_name("right")
VARIANTS = sorted(path for path in RIGHT.iterdir() if path.is_dir() and path.name != "__pycache__")
MODULES = [path for folder in VARIANTS for path in sorted(folder.glob("*.py"))]
PEERS = (
    "DDPMScheduler",
    "DDIMScheduler",
    "DDIMInverseScheduler",
    "DPMSolverMultistepScheduler",
    "EDMEulerScheduler",
    "HeunDiscreteScheduler",
)
FRESH_SEED = random.SystemRandom().randrange(1, 2**31)


@functools.cache
def _course():
    course = find_course(Path(__file__).parent)
    return course, load_checks(course), reference_sources(course)


def _try(folder: Path, settings: Settings) -> dict[str, FunctionResult]:
    """Run the checks of every function in the modules that a variant provides."""
    course, checks, reference = _course()
    provided = read_sources(folder, course.exercises)
    functions = [c.function for c in checks if c.exercise in provided]
    return try_modules(course, checks, {**reference, **provided}, settings, functions)


def _complaints(results: dict[str, FunctionResult]) -> list[str]:
    return [
        f"{name} earned {result.points:g} of {result.of:g}, {o.check}: {o.failure}"
        for name, result in results.items()
        for o in result.checks
        if o.points < o.of
    ]


@pytest.fixture(autouse=True)
def _one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module", autouse=True)
def _peers_are_loaded():
    """Import diffusers once, with whatever it has to say about other packages."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import diffusers

        for name in PEERS:
            getattr(diffusers, name)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32], ids=["float64", "float32"])
@pytest.mark.parametrize("seed", [0, pytest.param(FRESH_SEED, id="fresh")])
@pytest.mark.parametrize("folder", VARIANTS, ids=lambda folder: folder.name)
def test_a_right_answer_earns_everything_however_it_looks(folder, seed, dtype):
    settings = Settings(seed, dtype)
    results = _try(folder, settings)
    assert results, f"{folder.name} provides no module of the homework"
    assert not _complaints(results), f"seed {seed}"
    course, _, _ = _course()
    diagnosed = with_diagnoses(results, Diagnoser(course, settings))
    assert [r.diagnosis for r in diagnosed.values() if r.diagnosis] == [], f"seed {seed}"


def test_every_variant_module_says_what_is_unusual_about_it():
    silent = [path for path in MODULES if not ast.get_docstring(ast.parse(path.read_text()))]
    assert not silent


def test_the_variants_cover_every_function_several_times():
    _, checks, _ = _course()
    shown = {c.function: sum(path.stem == c.exercise for path in MODULES) for c in checks}
    assert len(VARIANTS) >= 16
    assert sum(shown.values()) >= 45
    assert min(shown.values()) >= 4, shown


def test_some_variants_wrap_independent_implementations():
    peers = {
        "DDPMScheduler",
        "DDIMScheduler",
        "DDIMInverseScheduler",
        "DPMSolverMultistepScheduler",
        "HeunDiscreteScheduler",
    }
    assert not [peer for peer in peers if not any(peer in path.read_text() for path in MODULES)]
