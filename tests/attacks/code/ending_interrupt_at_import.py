"""Raise KeyboardInterrupt while the module is imported: the loader of modules lets that one pass.

Success: the worker's loop, or the run, ends.
"""

raise KeyboardInterrupt
