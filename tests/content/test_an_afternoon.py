"""A student's afternoon: stub, wrong, diagnosed, right, pictures."""

from __future__ import annotations

import json
from pathlib import Path

from autograder.course import Course
from autograder.diagnosis.mistakes import load_mistakes, make_mistake, reference_sources
from tests.content.test_student_copy import in_copy


def test_from_the_first_stub_to_the_pictures(course: Course, student_copy: Path):
    reference = reference_sources(course)

    def check(*names: str) -> dict:
        done = in_copy(student_copy, "-m", "autograder", "check", *names, "--json")
        assert done.returncode in (0, 1), done.stderr
        return json.loads(done.stdout)

    def save(exercise: str, text: bytes) -> None:
        (student_copy / "course_lib" / f"{exercise}.py").write_bytes(text)

    stub = check("alpha_bars_from_betas")["functions"]["schedules.alpha_bars_from_betas"]
    assert (stub["points"], stub["status"], stub["diagnosis"]) == (0, "missing", None)

    mistake = next(m for m in load_mistakes(course)["schedules"] if m.function == "alpha_bars_from_betas")
    save("schedules", make_mistake(reference, "schedules", mistake)["schedules"].text)
    wrong = check("schedules")["functions"]
    assert wrong["schedules.alpha_bars_from_betas"]["diagnosis"] == mistake.says
    assert wrong["schedules.linear_betas"]["status"] == "passed"

    save("schedules", reference["schedules"].text)
    save("forward", reference["forward"].text)
    right = check("schedules", "forward")
    assert right["points"] == right["of"]

    status = in_copy(student_copy, "-m", "autograder").stdout
    assert f"{right['points']:g} of" in status
    assert "loss.py" in status

    page = student_copy / "gallery.html"
    drawn = in_copy(student_copy, "-m", "course_lib", "gallery", "--part", "1", "--out", str(page))
    assert drawn.returncode == 0, drawn.stderr
    html = page.read_text(encoding="utf-8")
    assert "data:image/png;base64," in html, "what is written is drawn"
    assert "ddpm_s" in html
    assert "Not yet: fill in" in html, "what is not written says so"
