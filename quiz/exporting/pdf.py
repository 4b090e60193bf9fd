"""PDF: the printable page, printed by Chromium without a window."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from quiz.exporting.material import Exported, Material
from quiz.exporting.page import write_page

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SECONDS = 120


class NoBrowserError(Exception):
    """A PDF cannot be printed; the message says why and what to do."""


def write_pdf(material: Material, *, with_key: bool = False) -> Exported:
    """Print the page.

    Raises: NoBrowserError if there is no Chromium, or it prints nothing.
    """
    page = write_page(material, with_key=with_key)
    return Exported(_printed(_browser(), page.data), page.notes)


def _browser() -> str:
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        names = ", ".join(BROWSERS)
        what = f"a PDF is printed by Chromium, and none is installed (looked for {names})"
        raise NoBrowserError(f"{what}; install it (Debian: apt-get install chromium), or export html and print that")
    return found


def _printed(browser: str, html: bytes) -> bytes:
    with tempfile.TemporaryDirectory(prefix="quiz-pdf-") as folder:
        page, out = Path(folder, "paper.html"), Path(folder, "paper.pdf")
        page.write_bytes(html)
        command = [
            browser,
            "--headless",
            "--no-sandbox",  # root has no sandbox; the page is ours and holds no script
            "--disable-gpu",
            "--no-pdf-header-footer",
            f"--user-data-dir={folder}/profile",
            f"--print-to-pdf={out}",
            page.as_uri(),
        ]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired:
            raise NoBrowserError(f"{browser} printed nothing within {SECONDS} seconds; export html instead") from None
        if done.returncode != 0 or not out.is_file():
            last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
            raise NoBrowserError(f"{browser} printed nothing: {last}; export html and print that")
        return out.read_bytes()
