"""What was handed in: whose it is, when it came, and the modules in it, read without trusting any of it."""
