"""Meta tensors do not wait for torch's compiler, and whoever needs the compiler still gets it."""

from __future__ import annotations

import subprocess
import sys

from tests.autograder.conftest import environment


def python(script: str) -> str:
    command = [sys.executable, "-W", "ignore", "-c", script]
    return subprocess.run(command, env=environment(), capture_output=True, text=True, check=True, timeout=100).stdout


SCRIPT = """
import sys, torch
from autograder.checking.meta import without_compiler
with without_compiler():
    result = torch.ones(3, device="meta") ** 2 + torch.ones(3, device="meta").softmax(0)
    print(result.device, "torch._inductor" in sys.modules)
print("torch._dynamo" in sys.modules)
import torch._dynamo
print(torch._dynamo.config is not None)
with without_compiler():
    print(torch._dynamo.config is not None)
"""


def test_arithmetic_on_meta_tensors_leaves_the_compiler_alone_and_does_it_no_harm():
    assert python(SCRIPT).split() == ["meta", "False", "False", "True", "True"]


def test_the_compiler_is_fetched_for_whoever_asks_it_something_else():
    script = (
        "import sys\nfrom autograder.checking.meta import without_compiler\n"
        "with without_compiler():\n    print(sys.modules['torch._dynamo'].config.__name__)"
    )
    assert python(script).strip() == "torch._dynamo.config"
