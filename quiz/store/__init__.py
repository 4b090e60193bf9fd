"""The database of the quiz: sittings, seats, attempts, answers, grades. Nothing here knows of pages."""

from quiz.store.database import DEFAULT, Database, StoreError, open_database

__all__ = ["DEFAULT", "Database", "StoreError", "open_database"]
