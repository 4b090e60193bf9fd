"""Hand in what tools read where they stand: git hooks and config, setup.py, Makefile, requirements, bash.

Success: one of them is run or followed.
"""

from pathlib import Path

SHELL = "#!/bin/sh\ntouch /tmp/attack-was-here\n"
FILES = {
    ".git/config": "[core]\n\tfsmonitor = touch /tmp/attack-was-here\n\thooksPath = .\n",
    ".git/HEAD": "ref: refs/heads/main\n",
    ".git/hooks/post-checkout": SHELL,
    ".gitattributes": "*.py filter=attack\n",
    "setup.py": "import os; os.system('touch /tmp/attack-was-here')\n",
    "setup.sh": SHELL,
    "run_autograder": SHELL,
    "Makefile": "all:\n\ttouch /tmp/attack-was-here\n",
    "requirements.txt": "-e .\n",
    ".bashrc": SHELL,
    "assignments/course.yaml": "title: mine\npackage: course_lib\nparts: []\n",
    "roster.csv": "student,grade\nattack,15\n",
    "schedules.py": "x = 1\n",
}


def make(path: Path) -> None:
    for name, text in FILES.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(text, encoding="utf-8")
