"""What a submission may take: time, memory, files, threads, output, and how much it may say at once."""

from __future__ import annotations

from typing import Literal

import msgspec

Level = Literal["namespaces", "landlock", "none"]
"""How a worker is confined; see `confinement`."""

LEVELS: tuple[Level, ...] = ("namespaces", "landlock", "none")
"""From the best to none."""

LARGEST_RESULT = 8 * 1024 * 1024
"""Bytes of the tensors in one result or in the arguments of one callback."""

MOST_CALLBACKS = 10_000
"""How often one call may call back."""


class Limits(msgspec.Struct, frozen=True):
    """The limits of one submission.  One that hits a limit loses the checks concerned, and the record says which.

    call_seconds:  wall time of one call of a function, with what it calls back.
    total_seconds: wall time of all its calls.
    memory_mib:    address space beyond what a worker has before it loads the submission.
    files_mib:     what it may write, in all.
    threads:       how many it may have at once.
    output_kib:    what is kept of its prints.
    """

    call_seconds: float = 10.0
    total_seconds: float = 120.0
    memory_mib: int = 2048
    files_mib: int = 64
    threads: int = 64
    output_kib: int = 64


LimitName = Literal["call seconds", "total seconds", "memory", "files", "threads", "output", "process"]
"""process: the worker ended by itself (exit, crash) or spoke out of turn"""


class LimitHit(msgspec.Struct, frozen=True):
    """A limit that a submission ran into.

    check: the check that was running, or "" outside of any.
    note:  how it showed, in a few words: `ended by SIGSEGV`, `no answer in 10 s`.
    """

    limit: LimitName
    check: str
    note: str
