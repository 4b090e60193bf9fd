"""What a check is written with: its declaration, inputs, expectations, and the functions under check."""
