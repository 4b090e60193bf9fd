"""pytest shows the same checks: `pytest assignments/`, with `--student DIR` for modules in another folder."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from autograder.course import Course
    from autograder.running.report import Outcome
    from autograder.running.runner import Runner


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add our options (called by pytest)."""
    group = parser.getgroup("autograder")
    group.addoption("--student", type=Path, help="check the modules found in this folder (default: the student's own)")
    group.addoption("--check-seed", type=int, default=0, help="seed of the inputs of checks")


def pytest_configure(config: pytest.Config) -> None:
    """Prepare the one run that all checks of a session share (called by pytest)."""
    config.stash[_SESSION] = _Session(config)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Take the student's modules away again (called by pytest)."""
    config.stash[_SESSION].stack.close()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect check_*.py of a course (called by pytest)."""
    if file_path.name.startswith("check_") and file_path.suffix == ".py":
        course = parent.config.stash[_SESSION].course_of(file_path)
        if course is not None:
            return CheckFile.from_parent(parent, path=file_path)
    return None


class CheckFile(pytest.File):
    """The checks of one exercise."""

    def collect(self) -> Iterable[pytest.Item]:
        """Return one item for each check (called by pytest)."""
        session = self.config.stash[_SESSION]
        exercise = self.path.stem.removeprefix("check_")
        for check in session.runner(self.path).checks:
            if check.exercise == exercise:
                yield CheckItem.from_parent(self, name=check.name, function=check.function)


class CheckItem(pytest.Item):
    """One check."""

    def __init__(self, *, function: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._function = function

    def runtest(self) -> None:
        """Run the checks of this function once, and report this one (called by pytest)."""
        runner = self.config.stash[_SESSION].runner(self.path)
        outcome = next(o for o in runner.result(self._function).checks if o.check == self.name)
        if outcome.status == "blocked":
            pytest.skip(f"waits for {outcome.blocked_by}")
        if outcome.status != "passed":
            raise CheckFailed(outcome)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Show what a student should read instead of our traceback (called by pytest)."""
        if isinstance(excinfo.value, CheckFailed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Say where the check is (called by pytest)."""
        return self.path, None, self.name


class CheckFailed(Exception):
    """A check that was not passed."""

    def __init__(self, outcome: Outcome) -> None:
        failure = outcome.failure
        lines = [outcome.statement]
        if failure:
            seen = f":  got {failure.got}   expected {failure.expected}" if failure.got and failure.expected else ""
            lines += [failure.message + seen, failure.relation or "", failure.line or "", failure.hint or ""]
        super().__init__("\n    ".join(line for line in lines if line))


class _Session:
    def __init__(self, config: pytest.Config) -> None:
        self.stack = ExitStack()
        self._config = config
        self._runners: dict[Path, Runner] = {}

    def course_of(self, path: Path) -> Course | None:
        from autograder.course import CourseError, find_course

        try:
            course = find_course(path.parent)
        except CourseError:
            return None
        return course if path.stem.removeprefix("check_") in course.exercises else None

    def runner(self, path: Path) -> Runner:
        from autograder.checking.checks import load_checks
        from autograder.running.in_process import InProcess
        from autograder.running.overlay import Overlay, read_sources
        from autograder.running.runner import Runner, Settings
        from autograder.running.trial import homes

        course = self.course_of(path)
        assert course is not None
        if course.root not in self._runners:
            checks = load_checks(course)
            folder = self._config.getoption("--student") or course.stubs
            sources = read_sources(folder, course.exercises)
            overlay = self.stack.enter_context(Overlay(course.package, course.exercises, sources))
            settings = Settings(self._config.getoption("--check-seed"))
            implementation = InProcess(overlay, homes(checks))
            self._runners[course.root] = Runner(checks, implementation, settings)
        return self._runners[course.root]


_SESSION = pytest.StashKey[_Session]()
