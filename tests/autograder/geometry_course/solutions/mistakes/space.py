"""Known mistakes of exercise 2."""

from autograder import Mistake

MISTAKES = [
    Mistake("cylinder_volume", replace="* height", by="* height / 3", says="That is the volume of a cone."),
    Mistake("cylinder_volume", replace="circle_area(radius)", by="radius", says="The base is a circle, not a side."),
]
