"""Meta tensors are quick: compiled kernels, no import of torch's compiler; and whoever needs the compiler gets it."""

from __future__ import annotations

import subprocess
import sys

from tests.autograder.conftest import environment


def python(script: str) -> str:
    command = [sys.executable, "-W", "ignore", "-c", script]
    return subprocess.run(command, env=environment(), capture_output=True, text=True, check=True, timeout=100).stdout


SCRIPT = """
import sys, torch
from autograder.checking.meta import quickly
with quickly():
    result = torch.ones(3, device="meta") ** 2 + torch.ones(3, device="meta").softmax(0)
    print(result.device, "torch._inductor" in sys.modules)
print("torch._dynamo" in sys.modules)
import torch._dynamo
print(torch._dynamo.config is not None)
with quickly():
    print(torch._dynamo.config is not None)
"""


def test_arithmetic_on_meta_tensors_leaves_the_compiler_alone_and_does_it_no_harm():
    assert python(SCRIPT).split() == ["meta", "False", "False", "True", "True"]


def test_the_compiler_is_fetched_for_whoever_asks_it_something_else():
    script = (
        "import sys\nfrom autograder.checking.meta import quickly\n"
        "with quickly():\n    print(sys.modules['torch._dynamo'].config.__name__)"
    )
    assert python(script).strip() == "torch._dynamo.config"


TWO_DEVICES = """
import torch
from autograder.checking.meta import quickly
x, y = torch.ones(3, 4, device="meta"), torch.ones(3, 4)
mixtures = {
    "add": lambda: x + y, "multiply in place": lambda: x.clone().mul_(y), "cat": lambda: torch.cat([x, y]),
    "stack": lambda: torch.stack([y, x]), "where": lambda: torch.where(x > 0, x, y), "maximum": lambda: y.maximum(x),
    "a table elsewhere": lambda: y[torch.arange(3, device="meta")],
}
with quickly():
    for name, mix in mixtures.items():
        try:
            mix()
        except RuntimeError as error:
            assert "device" in str(error), error
        else:
            print(name)
"""


def test_two_devices_are_refused_as_a_gpu_refuses_them():
    assert python(TWO_DEVICES) == ""


def test_results_on_meta_have_the_shapes_and_dtypes_that_they_have_elsewhere():
    script = (
        "import torch\nfrom autograder.checking.meta import quickly\n"
        "def work(d):\n"
        "    x, v = torch.ones(4, 3, 2, device=d), torch.rand(5, dtype=torch.float64, device=d)\n"
        "    t = torch.arange(4, device=d)\n"
        "    yield from (1 - x, x * v[0], v[t].reshape(4, 1, 1) * x, v.cumprod(0), x.mean(), x.std(dim=(1, 2)))\n"
        "    yield from (torch.where(x > 0, x, 0), torch.full((4,), 3, device=d), x.clamp(0, 1), v.gather(0, t))\n"
        "    yield from (torch.randn_like(x), x.softmax(0), torch.cat([x, x]), x[:, 0] @ x[:, 0].T, x.sqrt())\n"
        "with quickly():\n"
        "    for one, other in zip(work('meta'), work('cpu'), strict=True):\n"
        "        assert (one.shape, one.dtype, one.device.type) == (other.shape, other.dtype, 'meta'), (one, other)\n"
        "print('same')"
    )
    assert python(script) == "same\n"
