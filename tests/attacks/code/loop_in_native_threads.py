"""Busy all cores in threads that Python does not know, with the main thread idle: a limit on CPU or calls sees nothing.

Success: honest neighbours get slow, or the threads live on.
"""

import threading

import torch

torch.set_num_threads(64)


def burn():
    a = torch.rand(400, 400)
    while True:
        a = (a @ a).softmax(0)


for _ in range(16):
    threading.Thread(target=burn, daemon=True).start()
