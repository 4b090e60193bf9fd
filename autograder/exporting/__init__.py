"""Grades in the form that other systems take: nbgrader, Gradescope, Moodle, Canvas."""
