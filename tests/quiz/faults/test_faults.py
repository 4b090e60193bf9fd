"""A short form of `make quiz-chaos`."""

from __future__ import annotations

import pytest

from tests.quiz.faults.run import run


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_server_that_is_killed_loses_no_acknowledged_answer(kind):
    siege = run(rounds=3, students=6, kind=kind, seed=5)
    assert siege.lost == []
    assert siege.kills.total() == 3
    assert siege.acknowledged > 0
    assert all(ledger.handed_in for ledger in siege.ledgers)
