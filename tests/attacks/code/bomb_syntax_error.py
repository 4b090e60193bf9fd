"""Hand in a line of source that is 20 MB long and wrong at its end: messages show the line.

Success: a record of more than a megabyte.
"""

exec("x = [" + "1, " * 3_000_000 + "1 2]")
