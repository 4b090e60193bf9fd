"""Is the grader sharp?  Try the reference, stubs, tricks and every known mistake."""
