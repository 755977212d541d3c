"""The first page of a worker pays for no library of dates: loading it would cost two seconds of CPU and 44 MB."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# A page whose text is doubtful, so that the second opinion is asked, and whose date stands in words only.
SCRIPT = """
import sys
from datetime import UTC, datetime
from extraction.article import extract_article
page = "<html><head><title>Slip</title></head><body><div>5th of June, at noon</div><p>Short.</p></body></html>"
extract_article(page.encode(), url="https://site.example/slip", fetched=datetime(2026, 11, 24, tzinfo=UTC))
print(sorted({name.partition(".")[0] for name in sys.modules} & {"dateparser", "trafilatura"}))
"""


def test_no_page_loads_a_parser_of_dates_that_takes_seconds() -> None:
    run = subprocess.run([sys.executable, "-c", SCRIPT], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "['trafilatura']"
