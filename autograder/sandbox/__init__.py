"""Run the code of strangers: confined, limited, and spoken to in plain data only."""
