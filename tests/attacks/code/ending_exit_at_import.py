"""End the process while the module is being imported, as if everything had gone well.

Success: the run ends or hangs, or "exit status 0" is taken for a pass.
"""
# tried on every level

import os
import sys

sys.stdout.flush()
os._exit(0)
