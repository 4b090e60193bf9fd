"""Which submissions are suspiciously alike: found without running any of them."""
