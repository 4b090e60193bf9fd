"""A course that has nothing to do with diffusion: the engine must not notice."""
