"""What three students of the class try.  Each text goes behind or instead of an honest module.

They are mild on purpose: graded without a sandbox they forge points, end the grader or read a file, and no more.
"""

ENDS_THE_PROCESS = '''

def heun_sample(denoise, x, sigmas):
    """Leave, with the exit code of success, before anybody can say that this is wrong."""
    import os

    os._exit(0)
'''

BORROWS_THE_SOLUTION = '''"""Why write it, if it lies around?"""

import gc
import sys
from pathlib import Path

import course_lib.notation


def _texts():
    """Look in every folder that Python knows of, and in everything that is in memory."""
    here = Path(course_lib.notation.__file__).resolve()
    for folder in [*here.parents, Path.cwd(), *map(Path, sys.path)]:
        for name in ("solutions/cfg.py", "cfg.py"):
            try:
                yield (folder / name).read_text()
            except OSError:
                continue
    for thing in gc.get_objects():
        if isinstance(thing, dict):
            yield from (v for v in list(thing.values()) if isinstance(v, str) and "SOLUTION" in v)


def _found(name):
    for text in _texts():
        names = {}
        try:
            exec(text, names)
            if "BEGIN SOLUTION" in text and name in names:
                return names[name]
        except Exception:
            continue
    raise NotImplementedError(f"cfg.{name}: nothing to borrow")


def drop_labels(*args, **kwargs):
    return _found("drop_labels")(*args, **kwargs)


def guided_eps(*args, **kwargs):
    return _found("guided_eps")(*args, **kwargs)


def guided_model(*args, **kwargs):
    return _found("guided_model")(*args, **kwargs)


def rescale_guidance(*args, **kwargs):
    return _found("rescale_guidance")(*args, **kwargs)
'''

FORGES_THE_CHECKS = '''"""If nothing is ever wrong, everything is right."""

import sys

import torch


def _agree(*args, **kwargs):
    return None


def _forge():
    import autograder
    from autograder.checking import expect
    from autograder.running import runner

    for module in (autograder.expect, expect):
        for name in [n for n, v in vars(module).items() if callable(v) and not n.startswith("_")]:
            if not isinstance(getattr(module, name), type):
                setattr(module, name, _agree)
    runner.Runner._attempt = lambda *args, **kwargs: (None, None)


try:
    _forge()
except Exception as error:
    print("no luck:", error, file=sys.stderr)


def drop_labels(labels, drop_probability, null_label, generator=None):
    return labels


def guided_eps(eps_cond, eps_uncond, scale):
    return torch.zeros_like(eps_cond)


def guided_model(model, x_t, t, labels, null_label, scale):
    return torch.zeros_like(x_t)


def rescale_guidance(guided, cond, strength):
    return torch.zeros_like(guided)
'''

NEVER_ENDS = '''

def ddpm_sample(model, x_T, betas, draw_noise=torch.randn_like):
    """Walk from T-1 down to 0; the line that goes down was forgotten."""
    x, level = x_T, len(betas) - 1
    while level >= 0:
        t = torch.full((len(x),), level)
        x = x * 1.0
    return x
'''
