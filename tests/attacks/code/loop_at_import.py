"""Loop for ever while the module is imported.

Success: the run takes for ever.
"""

while True:
    pass
