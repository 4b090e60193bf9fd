"""A small Stable Diffusion: coloured digits drawn from captions such as "a thin blue three on yellow"."""
