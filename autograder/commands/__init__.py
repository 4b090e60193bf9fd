"""The command line: `autograder` for students, `autograder staff` for instructors."""
