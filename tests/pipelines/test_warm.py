"""What the fork server does once for all children really is what their first pages need."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# In a process of its own: what is warm here stays warm, and is frozen.
LOOK = """
import gc, json
import pipelines.warm
from pipelines.reading.gazetteer import our_names
from pipelines.vocabulary.terms import our_vocabulary
from trafilatura import external
pipelines.warm.warm()  # raises what the import passes over
print(json.dumps({
    "names": our_names.cache_info().misses,
    "vocabulary": our_vocabulary.cache_info().misses,
    "stop words": len(external.JT_STOPLIST or ()),
    "frozen": gc.get_freeze_count(),
}))
"""


def test_tables_and_words_are_loaded_once_and_left_alone_by_the_collector() -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    looked = subprocess.run([sys.executable, "-c", LOOK], env=environment, capture_output=True, text=True, check=False)
    assert looked.returncode == 0, looked.stderr[-2000:]
    found = json.loads(looked.stdout)
    assert (found["names"], found["vocabulary"]) == (1, 1)
    assert found["stop words"] > 10_000
    assert found["frozen"] > 10_000
