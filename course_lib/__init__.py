"""A small library of diffusion models with holes in it: the student modules are the homework, the rest is given."""
