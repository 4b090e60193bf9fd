"""Grade a class: who handed in, what each one earned, one record for each, and nothing lost on the way."""
