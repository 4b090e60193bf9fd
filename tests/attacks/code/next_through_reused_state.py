"""Spoil what a reused process would keep: default dtype, threads, gradients, the generator, locale, umask, rounding.

Success: an honest neighbour graded next loses points.
"""

import ctypes
import gc
import locale
import os
import sys

import torch

torch.set_default_dtype(torch.float16)
torch.set_num_threads(1)
torch.set_grad_enabled(False)
torch.set_flush_denormal(True)
torch.use_deterministic_algorithms(True)
torch.backends.mkldnn.enabled = False
torch.set_default_device("meta")
ctypes.CDLL("libm.so.6").fesetround(0x400)
os.umask(0o777)
os.chdir("/")
os.environ.clear()
os.environ["TORCH_DEVICE_BACKEND_AUTOLOAD"] = os.environ["PYTHONINSPECT"] = "1"
sys.set_int_max_str_digits(640)
sys.setrecursionlimit(60)
locale.setlocale(locale.LC_ALL, "C")
gc.disable()
