from __future__ import annotations

from tests.quiz.store.conftest import postgresql, sqlite, stack
from tests.quiz.web.conftest import served
from tests.quiz.web.instructing import instructor

__all__ = ["instructor", "postgresql", "served", "sqlite", "stack"]
