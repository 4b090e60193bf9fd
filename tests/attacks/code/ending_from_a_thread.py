"""End the process from a thread, a moment after the first call has been answered: between two calls, or in the next.

Success: the death is booked on the next submission, or the run stops.
"""

import os
import threading

import torch


def linear_betas(num_steps, start=1e-4, end=0.02):
    threading.Timer(0.01, os._exit, (0,)).start()
    return torch.zeros(num_steps)
