"""Which mistake is it?  Known mistakes, how they show, and what to tell the student."""
