"""`python -m quiz` is the command `quiz`."""

from quiz.commands.main import main

main(prog_name="quiz")
