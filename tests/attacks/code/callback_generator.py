"""Abuse the generator that is handed in: a state of rubbish, another seed, a subclass, a reference kept for later.

Success: a check of drop_labels passes although nothing is drawn from it, or the grader's own generator is changed.
"""
# handed in as: cfg.py

import contextlib

import torch

KEPT = []


def drop_labels(labels, drop_probability, null_label, generator=None):
    KEPT.append(generator)
    with contextlib.suppress(Exception):
        generator.set_state(torch.zeros(5056, dtype=torch.uint8))
    with contextlib.suppress(Exception):
        generator.manual_seed(2**64 - 1)
    with contextlib.suppress(Exception):
        generator.set_state(torch.full((10,), 255, dtype=torch.uint8))
    with contextlib.suppress(Exception):
        KEPT[0].set_state(KEPT[-1].get_state())
    return labels.clone()
