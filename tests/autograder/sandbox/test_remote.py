"""Checks through a worker come out as they do in this process, and what a worker may not take it does not get."""

from __future__ import annotations

import msgspec
import pytest

from autograder.running.overlay import Source
from autograder.running.report import FunctionResult
from autograder.running.runner import Settings
from autograder.running.trial import try_modules
from autograder.sandbox.limits import LimitHit, Limits

PLANE = """
import math
import torch

def circle_area(radius):
    {body}

def distances(points):
    return (points * points).sum(dim=1).sqrt()
"""
RIGHT = "return math.pi * radius * radius"
AREA, DISTANCES, VOLUME = "plane.circle_area", "plane.distances", "space.cylinder_volume"

BODIES = {
    "right": RIGHT,
    "wrong": "return 2 * radius",
    "nothing returned": "radius * 2",
    "in place": "radius *= radius; return math.pi * radius",
    "raises": "raise ValueError('a radius of ' + str(tuple(radius.shape)))",
    "raises in two lines": "raise KeyError('first\\nsecond')",
    "exits": "raise SystemExit(3)",
    "stub": "raise NotImplementedError('plane.circle_area: not written yet (part 1, The plane)')",
    "recursion": "return circle_area(radius)",
    "numpy": "return (math.pi * radius * radius).numpy()",
    "a list": "return (math.pi * radius * radius).tolist()",
    "a dict": "return {'area': radius}",
    "float32": "return math.pi * radius.float() * radius.float()",
    "complex": "return (math.pi * radius * radius).to(torch.complex128)",
    "wrong device": "return torch.full(radius.shape, math.pi, dtype=radius.dtype) * radius * radius",
    "random": "return math.pi * radius * radius + torch.rand_like(radius)",
    "prints": "print('radius'); return radius",
    "name error": "return math.pi * r ** 2",
    "a message that cannot be shown": "raise type('E', (Exception,), {'__str__': lambda self: 1 / 0})()",
}


def without_times(results: dict[str, FunctionResult]) -> dict[str, object]:
    """Return results as plain data, but for the seconds and the names of files."""
    plain = msgspec.to_builtins(results)
    for result in plain.values():
        for outcome in result["checks"]:
            outcome.pop("seconds", None)
    return plain


def in_process(handin) -> dict[str, FunctionResult]:
    sources = {name: Source(source.text, f"{name}.py") for name, source in handin.sources.items()}
    return try_modules(handin.course, handin.checks, sources, Settings(5, seconds=1))


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_result_is_the_same_in_a_worker_and_in_this_process(handin, body: str):
    submission = handin(plane=PLANE.format(body=body))
    results, remote = submission.grade()
    assert without_times(results) == without_times(in_process(submission))
    assert remote.hits == []


@pytest.mark.parametrize(
    "text",
    [
        "def circle_area(radius:\n",
        "import nothing_of_the_kind\n",
        "1 / 0\n",
        "from geometry.space import nothing\n",
        "",
    ],
    ids=["syntax", "import", "raises", "name", "empty"],
)
def test_a_module_that_does_not_load_is_described_alike(handin, text: str):
    submission = handin(plane=text)
    assert without_times(submission.grade()[0]) == without_times(in_process(submission))


def test_a_missing_module_costs_its_own_functions(handin):
    submission = handin()
    del submission.sources["space"]
    results, _ = submission.grade()
    assert {name: result.status for name, result in results.items()} == {
        AREA: "passed",
        DISTANCES: "passed",
        VOLUME: "missing",
    }


def test_a_loop_costs_its_function_and_the_record_says_which_limit(handin):
    results, remote = handin(plane=PLANE.format(body="\n    while True: pass")).grade()
    assert (results[AREA].points, results[DISTANCES].status) == (0, "passed")
    first = results[AREA].checks[0]
    assert first.failure is not None
    assert first.failure.kind == "time"
    assert remote.hits[0] == LimitHit("call seconds", first.check, "no answer in 1 s")


def test_a_loop_that_catches_everything_is_ended_too(handin):
    body = "\n    while True:\n        try:\n            while True: pass\n        except BaseException: pass"
    results, _ = handin(plane=PLANE.format(body=body)).grade()
    assert (results[AREA].points, results[DISTANCES].status) == (0, "passed")


def test_a_module_that_never_loads_is_tried_once(handin):
    results, remote = handin(plane="while True: pass").grade()
    assert sum(hit.limit == "call seconds" for hit in remote.hits) <= 2  # once itself, once where space imports it
    assert all(outcome.failure.kind == "time" for outcome in results[AREA].checks)


def test_when_all_time_is_used_up_the_rest_is_lost(handin):
    limits = Limits(call_seconds=1.0, total_seconds=1.5)
    body = "\n    import time; time.sleep(0.9); return radius"
    results, remote = handin(plane=PLANE.format(body=body)).grade(limits)
    assert "total seconds" in {hit.limit for hit in remote.hits}
    assert results[VOLUME].points == 0


@pytest.mark.parametrize(
    ("body", "how"),
    [
        ("import os; os._exit(0)", "ended by itself with code 0"),
        ("import os; os.abort()", "ended by SIG"),
        ("import ctypes; ctypes.string_at(1)", "ended by SIGSEGV"),
        ("import os; os.execv('/bin/true', ['true'])", "ended by a system call that no homework makes"),
        ("import os, time; os.close(3); time.sleep(2)", "closed its connection"),
        ("import os; os.write(3, b'\\xff' * 64); return radius", "a frame that says it has 4294967295 bytes"),
        ("import os; os.write(3, b'\\1\\0\\0\\0x'); return radius", "no message of a worker"),
    ],
)
def test_a_process_that_ends_or_speaks_out_of_turn_costs_the_checks_concerned(handin, body: str, how: str):
    results, remote = handin(plane=PLANE.format(body=body)).grade()
    assert (results[AREA].points, results[DISTANCES].points) == (0, 2)
    assert remote.hits
    assert all(hit.limit == "process" and how in hit.note for hit in remote.hits), remote.hits


def test_more_memory_than_there_may_be_is_an_error_of_the_function(handin):
    body = "\n    x = torch.ones(300 * 2**20 // 8, dtype=torch.float64); return radius * x[0]"
    results, remote = handin(plane=PLANE.format(body=body)).grade(Limits(memory_mib=256, call_seconds=5))
    assert results[AREA].points == 0
    assert {hit.limit for hit in remote.hits} == {"memory"}
    assert results[DISTANCES].status == "passed"


def test_more_files_than_there_may_be_are_an_error_of_the_function(handin):
    body = "\n    open('/tmp/x', 'wb').write(bytes(3 << 20)); return math.pi * radius * radius"
    results, remote = handin(plane=PLANE.format(body=body)).grade(Limits(files_mib=2))
    assert results[AREA].points == 0
    assert {hit.limit for hit in remote.hits} <= {"files"}  # behind Landlock no file may be written at all
    assert results[DISTANCES].status == "passed"


def test_prints_are_kept_up_to_a_limit(handin):
    body = "print('x' * 1000); return math.pi * radius * radius"
    results, remote = handin(plane=PLANE.format(body=body)).grade(Limits(output_kib=1))
    assert results[AREA].status == "passed"
    assert 1000 <= len(results[AREA].printed) <= 1024
    assert {hit.limit for hit in remote.hits} == {"output"}


@pytest.mark.parametrize(
    "body",
    [
        "import os; os.fork(); return math.pi * radius * radius",
        "import socket; socket.socket(); return math.pi * radius * radius",
        "import subprocess; subprocess.run(['true']); return math.pi * radius * radius",
        "open('/etc/passwd').read(); return math.pi * radius * radius",
        "open(__import__('os').path.dirname(torch.__file__) + '/x', 'w'); return math.pi * radius * radius",
        "import os; os.kill(os.getppid(), 9); return math.pi * radius * radius",
        "import os; os.listdir('/proc/1'); return math.pi * radius * radius",
    ],
)
def test_what_no_homework_needs_is_refused(handin, body: str):
    results, _ = handin(plane=PLANE.format(body=body)).grade()
    failure = results[AREA].checks[0].failure
    assert results[AREA].points == 0
    assert failure is not None
    assert any(word in failure.message for word in ("Error", "permitted", "denied", "No such")), failure


def test_threads_are_limited(handin):
    body = """
    import threading, time
    for _ in range(200):
        threading.Thread(target=time.sleep, args=(3,), daemon=True).start()
    return math.pi * radius * radius"""
    results, remote = handin(plane=PLANE.format(body=body)).grade(Limits(threads=16, memory_mib=1024, call_seconds=5))
    assert results[AREA].points == 0
    assert {hit.limit for hit in remote.hits} == {"threads"}


def test_a_worker_sees_an_environment_without_anything_of_ours(handin, monkeypatch: pytest.MonkeyPatch):
    body = "import os; print(sorted(os.environ)); return radius"
    results, _ = handin(plane=PLANE.format(body=body)).grade()
    assert "PATH" in results[AREA].printed
    assert "PYTEST" not in results[AREA].printed


def test_a_worker_begins_where_nobody_was_before(handin):
    body = """
    import os
    seen = getattr(torch, 'visited', False) or os.path.exists('/tmp/visited')
    torch.visited = True
    try:
        open('/tmp/visited', 'w').close()
    except OSError:
        pass
    return radius if seen else math.pi * radius * radius"""
    submission = handin(plane=PLANE.format(body=body))
    first, second = (submission.grade()[0][AREA].checks[0].failure for _ in range(2))
    assert first == second


def test_of_a_worker_that_lies_about_loading_only_kind_and_place_are_taken(handin):
    lie = """
    import os
    from autograder.sandbox.frames import framed
    from autograder.sandbox.messages import Failed, pack
    words = ("Secret: 42", "the seed is 42", "elsewhere.py line 1: 42")
    os.write(3, pack(Failed("load", *words, message="42 is the seed")))
    os._exit(0)
    """
    _, remote = handin(plane=lie).grade()
    assert remote.load_problems == ["plane.py does not load: an error of its own making"]
