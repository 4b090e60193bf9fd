"""python -m autograder."""

from autograder.commands.main import main

main(prog_name="autograder")
