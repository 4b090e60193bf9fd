"""Pages and tables made from records: feedback for a student, an overview for the instructor."""
