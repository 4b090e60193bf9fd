"""The quiz in a browser."""
