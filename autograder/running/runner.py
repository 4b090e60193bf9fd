"""Run checks against somebody's functions.  One wrong function costs its own points and no others."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field

import torch

from autograder.checking.checks import Check
from autograder.checking.failure import (
    Abandoned,
    Evidence,
    Failure,
    Kind,
    Mismatch,
    Missing,
    NotLoaded,
    Raised,
    TimeLimit,
)
from autograder.checking.implementation import Implementation
from autograder.checking.inputs import PUBLIC_SEED, Inputs
from autograder.running.limits import captured_output, time_limit
from autograder.running.report import FunctionResult, Outcome, Status, total

CHECK_SECONDS = 10.0
_STUB = re.compile(r"(\w+\.\w+):")
_NOT_IN_MODULE = re.compile(r"cannot import name '(\w+)' from '(?:\w+\.)*(\w+)'")
_ADDRESS = re.compile(r"0x[0-9a-fA-F]+")


@dataclass(frozen=True)
class Settings:
    """With which inputs checks run, and how long each may take."""

    seed: int = PUBLIC_SEED
    dtype: torch.dtype = torch.float64
    device: str = "cpu"
    seconds: float = CHECK_SECONDS


@dataclass
class Runner:
    """Runs the checks of a course against one implementation."""

    checks: Sequence[Check]
    implementation: Implementation
    settings: Settings = Settings()
    _results: dict[str, FunctionResult] = field(default_factory=dict)
    _running: set[str] = field(default_factory=set)

    def run(self, functions: Iterable[str] | None = None) -> dict[str, FunctionResult]:
        """Run the checks of the functions given by simple name (default: all), in the order of the course."""
        wanted = None if functions is None else set(functions)
        results = {}
        for function in dict.fromkeys(c.function for c in self.checks):
            if wanted is None or function in wanted:
                name = next(c.qualified for c in self.checks if c.function == function)
                results[name] = self.result(function)
        return results

    def result(self, function: str) -> FunctionResult:
        """Run the checks of one function, once."""
        if function not in self._results:
            self._running.add(function)
            outcomes: list[Outcome] = []
            printed = ""
            for check in self.checks:
                if check.function == function:
                    outcome, text = self._run_check(check, outcomes)
                    outcomes.append(outcome)
                    printed = printed or text
            self._running.discard(function)
            self._results[function] = total(tuple(outcomes), printed=printed)
        return self._results[function]

    def _run_check(self, check: Check, before: Sequence[Outcome]) -> tuple[Outcome, str]:
        slow = next((o.failure for o in before if o.failure and o.failure.kind == "time"), None)
        if slow:
            return self._judge(check, slow, None, 0.0), ""
        started = time.perf_counter()
        with captured_output() as output:
            self.implementation.start(check.name, _public_number(self.settings.seed, check.name))
            known = self.implementation.recall(check.name)
            failure, stub = known or self._attempt(check)
        if not known:
            self.implementation.remember(check.name, failure, stub, output.text)
        seconds = time.perf_counter() - started
        return self._judge(check, failure, stub, seconds), output.text

    def _attempt(self, check: Check) -> tuple[Failure | None, str | None]:
        """Run a check; return what went wrong, and the stub that was met."""
        default, settings = torch.get_default_dtype(), self.settings
        try:
            inputs = Inputs(settings.seed, check.name, settings.dtype, settings.device)
            limit = nullcontext() if self.implementation.keeps_time else time_limit(settings.seconds)
            with torch.enable_grad(), limit:
                check.body(self.implementation, inputs)
        except Mismatch as mismatch:
            return mismatch.failure, None
        except Missing as missing:
            return Failure("missing", str(missing), Evidence("missing")), missing.function
        except TimeLimit as limit:
            return self._too_slow(line=self.implementation.described(limit).line), None
        except NotLoaded as error:
            return self._from_load_error(error)
        except (KeyboardInterrupt, GeneratorExit, Abandoned):
            raise
        except BaseException as error:
            return self._from_error(check, error)
        finally:
            torch.set_default_dtype(default)
        return None, None

    def _from_error(self, check: Check, error: BaseException) -> tuple[Failure, str | None]:
        own = error if isinstance(error, Raised) else Raised(type(error).__name__, str(error).strip())
        text = own.text.split("\n")[0]
        if stub := self._stub_met(own):
            return Failure("missing", text, Evidence("missing")), stub
        message = f"{own.kind}: {text}" if text else own.kind
        if own.kind == "SystemExit":
            message = "it calls exit(); return a result instead"
        elif own is not error:
            message = f"the check cannot use what {check.function} returned ({message})"
        return Failure(
            "error", message, Evidence(f"raises {own.kind}: {_ADDRESS.sub('0x', text)}"), line=own.line
        ), None

    def _stub_met(self, error: Raised) -> str | None:
        """Return the graded function that is not there yet, if that is what the error says."""
        absent = _NOT_IN_MODULE.match(error.text)
        stub = _STUB.match(error.text) if error.kind == "NotImplementedError" else None
        name = stub[1] if stub else f"{absent[2]}.{absent[1]}" if absent else None
        return name if name in {c.qualified for c in self.checks} else None

    def _from_load_error(self, error: NotLoaded) -> tuple[Failure, str | None]:
        cause = error.cause or self.implementation.described(error.__cause__ or error)
        if cause.kind == TimeLimit.__name__:
            return self._too_slow(f"{error}: ", cause.line), None
        stub = self._stub_met(cause)
        message = f"{error}: {cause.kind}: {cause.text.split(chr(10))[0]}"
        kind: Kind = "missing" if stub else "load"
        return Failure(kind, message, Evidence(f"load: {cause.kind}"), line=cause.line), stub

    def _too_slow(self, what: str = "", line: str | None = None) -> Failure:
        message = f"{what}stopped after {self.settings.seconds:g} s; is there a loop that never ends?"
        return Failure("time", message, Evidence("time"), line=line)

    def _judge(self, check: Check, failure: Failure | None, stub: str | None, seconds: float) -> Outcome:
        if failure is None:
            return self._outcome(check, "passed", seconds)
        if stub == check.qualified:
            return self._outcome(check, "missing", seconds, failure)
        blocker = stub or self._wrong_need(check)
        if blocker and not _own_fault(failure):
            return self._outcome(check, "blocked", seconds, failure, blocker)
        return self._outcome(check, "failed", seconds, failure)

    def _wrong_need(self, check: Check) -> str | None:
        for need in check.needs:
            home = next((c.qualified for c in self.checks if c.function == need), None)
            if home and need not in self._running and self.result(need).status != "passed":
                return home
        return None

    def _outcome(
        self,
        check: Check,
        status: Status,
        seconds: float = 0.0,
        failure: Failure | None = None,
        blocked_by: str | None = None,
    ) -> Outcome:
        points = check.points if status == "passed" else 0.0
        statement = check.statement.split("\n\n")[0].replace("\n", " ")
        return Outcome(
            check.name, check.qualified, status, points, check.points, statement, seconds, failure, blocked_by
        )


def _public_number(seed: int, check: str) -> int:
    """Return a number for a seed and a check that does not give the seed away: student code sees it."""
    return int.from_bytes(hashlib.sha256(f"{seed} {check}".encode()).digest()[:4])


def _own_fault(failure: Failure) -> bool:
    """Whether no other function can be the cause: the module does not load, or a name in it means nothing."""
    return failure.kind == "load" or failure.evidence.what.startswith(("raises NameError", "raises UnboundLocalError"))
