from __future__ import annotations

import subprocess
import sys

import pytest

PACKAGES = ["formulas", "bank_model", "drawing", "marking", "rendering", "linting", "commands.main"]


def run(script):
    subprocess.run([sys.executable, "-W", "error", "-c", script], check=True, timeout=60)


@pytest.mark.parametrize("package", PACKAGES)
def test_each_package_is_imported_alone_and_without_torch(package):
    run(f"import sys, quiz.{package}; assert 'torch' not in sys.modules")


def test_marking_needs_nothing_that_draws_pages():
    run("import sys, quiz.marking; assert not {'markdown_it', 'pygments', 'latex2mathml', 'rich'} & set(sys.modules)")
