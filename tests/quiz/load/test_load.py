"""A short form of `make load`: nothing is timed, only counted."""

from __future__ import annotations

import pytest

from tests.quiz.load.run import run
from tests.quiz.load.students import LOOKS


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_class_of_twenty_sits_at_once_without_an_error_and_loses_nothing(kind):
    outcome = run(20, 0.05, kind, seed=1)
    assert dict(outcome.figures.errors) == {}
    assert outcome.lost == []
    assert "Traceback" not in outcome.said
    counts = {name: len(found) for name, found in outcome.figures.seconds.items()}
    assert counts["hand in"] == counts["result"] == 20
    assert counts["form"] == 20 * (20 + LOOKS)
    assert outcome.told == counts["save"] > 400
