"""Leak what can be seen while the module loads: the error of a module is shown once for each function.

Success: the seed of the worker, its environment or its paths stand on the student's page.
"""
# never on the page: LEAKED-VALUE

import os
import sys

import torch

raise ImportError("-".join(["LEAKED", "VALUE"]) + f" {torch.initial_seed()} {dict(os.environ)} {sys.path} {sys.argv}")
