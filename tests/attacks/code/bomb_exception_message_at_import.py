"""Fail to load with a message of 100 MB that is shown for every function of the module.

Success: the message is kept once for each check, and the record grows to gigabytes.
"""

raise ImportError("attack was here " * 6_000_000)
