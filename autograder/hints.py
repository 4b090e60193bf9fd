"""The hints of an exercise: for each function a few sentences, from gentle to plain."""

from __future__ import annotations

import msgspec
import yaml

from autograder.course import Course, CourseError


def load_hints(course: Course, exercise: str) -> dict[str, list[str]]:
    """Read the hints of an exercise, by function.

    Raises: CourseError if the file is missing or not a list of sentences for each function.
    """
    path = course.assignments / course.part_of(exercise).id / f"hints_{exercise}.yaml"
    try:
        return msgspec.convert(yaml.safe_load(path.read_text(encoding="utf-8")), dict[str, list[str]])
    except (OSError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise CourseError(f"{path}: {error}") from error
