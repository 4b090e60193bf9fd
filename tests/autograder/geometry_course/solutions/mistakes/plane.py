"""Known mistakes of exercise 1."""

from autograder import Mistake

MISTAKES = [
    Mistake("circle_area", replace="radius**2", by="radius", says="The area grows with the square of the radius."),
    Mistake("circle_area", replace="math.pi * radius**2", by="2 * math.pi * radius", says="That is the circumference."),
    Mistake(
        "circle_area", replace="radius**2", by="radius.double()**2", says="The area has another dtype than the radius."
    ),
    Mistake("distances", replace=".sqrt()", by="", says="This is the squared distance: the root is missing."),
    Mistake("distances", replace="points**2", by="points.abs()", says="Coordinates are squared before they are added."),
]
