"""Run checks against somebody's functions.  One wrong function costs its own points and no others."""

from __future__ import annotations

import re
import time
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import torch

from autograder.checking.checks import Check
from autograder.checking.failure import Evidence, Failure, Kind, Mismatch, Missing, NotLoaded, TimeLimit
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
    """Runs the checks of a course against one implementation.

    student_files: the files that hold the student's code, to tell their lines from ours.
    """

    checks: Sequence[Check]
    implementation: Implementation
    student_files: Iterable[str] = ()
    settings: Settings = Settings()
    _results: dict[str, FunctionResult] = field(default_factory=dict)
    _running: set[str] = field(default_factory=set)

    def run(
        self, functions: Iterable[str] | None = None, seen: Callable[[str, FunctionResult], None] | None = None
    ) -> dict[str, FunctionResult]:
        """Run the checks of the functions given by simple name (default: all), in the order of the course.

        seen: called with each function's qualified name and result as soon as it is known.
        """
        wanted = None if functions is None else set(functions)
        results = {}
        for function in dict.fromkeys(c.function for c in self.checks):
            if wanted is None or function in wanted:
                result = self.result(function)
                name = next(c.qualified for c in self.checks if c.function == function)
                results[name] = result
                if seen:
                    seen(name, result)
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
        settings = self.settings
        inputs = Inputs(settings.seed, check.name, settings.dtype, settings.device)
        started = time.perf_counter()
        with captured_output() as output:
            failure, stub = self._attempt(check, inputs)
        seconds = time.perf_counter() - started
        return self._judge(check, failure, stub, seconds), output.text

    def _attempt(self, check: Check, inputs: Inputs) -> tuple[Failure | None, str | None]:
        """Run a check; return what went wrong, and the stub that was met.

        The global generator starts from the seed, so that a mistake that draws from it shows the same way each time.
        """
        default = torch.get_default_dtype()
        torch.manual_seed(self.settings.seed)
        try:
            with torch.enable_grad(), time_limit(self.settings.seconds):
                check.body(self.implementation, inputs)
        except Mismatch as mismatch:
            return mismatch.failure, None
        except Missing as missing:
            return Failure("missing", str(missing), Evidence("missing")), missing.function
        except TimeLimit as limit:
            line = self._student_line(limit)
            message = f"stopped after {self.settings.seconds:g} s; is there a loop that never ends?"
            return Failure("time", message, Evidence("time"), line=line), None
        except NotLoaded as error:
            return self._from_load_error(error)
        except (KeyboardInterrupt, GeneratorExit):
            raise
        except BaseException as error:
            return self._from_error(check, error)
        finally:
            torch.set_default_dtype(default)
        return None, None

    def _from_error(self, check: Check, error: BaseException) -> tuple[Failure, str | None]:
        kind = type(error).__name__
        text = str(error).strip().split("\n")[0]
        stub = self._stub_met(error)
        if stub:
            return Failure("missing", text, Evidence("missing")), stub
        line = self._student_line(error)
        message = f"{kind}: {text}" if text else kind
        if isinstance(error, SystemExit):
            message = "it calls exit(); return a result instead"
        elif line is None:
            message = f"the check cannot use what {check.function} returned ({message})"
        return Failure("error", message, Evidence(f"raises {kind}: {_ADDRESS.sub('0x', text)}"), line=line), None

    def _stub_met(self, error: BaseException) -> str | None:
        """Return the graded function that is not there yet, if that is what the error says."""
        if isinstance(error, ImportError):
            absent = _NOT_IN_MODULE.match(str(error))
            name = f"{absent[2]}.{absent[1]}" if absent else None
        else:
            stub = _STUB.match(str(error)) if isinstance(error, NotImplementedError) else None
            name = stub[1] if stub else None
        return name if name in {c.qualified for c in self.checks} else None

    def _from_load_error(self, error: NotLoaded) -> tuple[Failure, str | None]:
        cause = error.__cause__ or error
        stub = self._stub_met(cause)
        if isinstance(cause, TimeLimit):
            message = f"{error}: stopped after {self.settings.seconds:g} s; is there a loop that never ends?"
            return Failure("time", message, Evidence("time"), line=self._student_line(cause)), None
        text = cause.msg if isinstance(cause, SyntaxError) else str(cause).strip().split("\n")[0]
        message = f"{error}: {type(cause).__name__}: {text}"
        kind: Kind = "missing" if stub else "load"
        line = self._student_line(cause)
        return Failure(kind, message, Evidence(f"load: {type(cause).__name__}"), line=line), stub

    def _student_line(self, error: BaseException) -> str | None:
        if isinstance(error, SyntaxError) and error.filename in set(self.student_files):
            return f"{Path(error.filename or '').name} line {error.lineno}: {(error.text or '').strip()}"
        frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename in set(self.student_files)]
        return f"{Path(frames[-1].filename).name} line {frames[-1].lineno}: {frames[-1].line}" if frames else None

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


def _own_fault(failure: Failure) -> bool:
    """Whether no other function can be the cause: the module does not load, or a name in it means nothing."""
    return failure.kind == "load" or failure.evidence.what.startswith(("raises NameError", "raises UnboundLocalError"))
