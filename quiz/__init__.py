"""A quiz: a bank of questions in YAML, drawn papers, marking, and the ways in which a class meets them."""
