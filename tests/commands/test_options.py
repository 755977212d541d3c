"""A mistyped option of any verb is named with what was probably meant, and nothing is done: real processes."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("collect --nwo", "collect: unknown option --nwo; did you mean --now? It is used as: scrapy collect [NAME"),
        ("collect one --zzz", "collect: unknown option --zzz; it is used as: scrapy collect"),
        ("rescore --sorce nato", "rescore: unknown option --sorce; did you mean --source? It is used as: scrapy"),
        ("reextract --snice 2026-03-01", "reextract: unknown option --snice; did you mean --since? It is used as"),
        ("extract --explian page.html", "extract: unknown option --explian; did you mean --explain? It is used as"),
        ("export --fromat=csv", "export: unknown option --fromat; did you mean --format? It is used as: scrapy export"),
        ("watch --atmo x", "watch: unknown option --atmo; did you mean --atom? It is used as: scrapy watch"),
        ("watch --logfle x", "watch: unknown option --logfle; did you mean --logfile? It is used as: scrapy watch"),
        ("status --qiuet", "status: unknown option --qiuet; did you mean --quiet? It is used as: scrapy status"),
        ("browse --prot 8002", "browse: unknown option --prot; did you mean --port? It is used as: scrapy browse"),
        (
            "sources list --jsno",
            "sources: unknown option --jsno; did you mean --json? It is used as\n  scrapy sources list [--json]\n",
        ),
        ("sources --lerned check nato", "sources: unknown option --lerned; did you mean --learned? It is used as\n"),
    ],
)
def test_a_mistyped_option_is_named_and_nothing_is_done(tmp_path: Path, line: str, words: str) -> None:
    command = [sys.executable, "-m", "scrapy", *line.split(), "-s", f"DATABASE={tmp_path}/news.db"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert done.stderr.startswith(words)
    assert done.stdout == ""
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("extract none.jsonl --output x", 1, "extract: none.jsonl: No such file or directory\n"),
        ("extract --explain none.html", 1, "extract: none.html: No such file or directory\n"),
        ("reextract nato", 2, "reextract takes options only; did you mean --source nato?"),
        ("rescore nato", 2, "rescore takes options only; did you mean --source nato?"),
        ("collect --backfill 2999-01-01 nato", 2, "--backfill 2999-01-01: that day is still to come"),
    ],
)
def test_what_is_wrong_on_a_command_line_is_said_with_a_remedy(
    tmp_path: Path, line: str, code: int, words: str
) -> None:
    command = [sys.executable, "-m", "scrapy", *line.split(), "-s", f"DATABASE={tmp_path}/news.db"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == code
    assert words in done.stderr + done.stdout
    assert not any(tmp_path.iterdir())


def test_every_verb_looks_for_mistyped_options() -> None:
    verbs = {path.stem for path in (ROOT / "commands").glob("*.py")} - {"__init__"}
    for verb in verbs:
        command = [sys.executable, "-m", "scrapy", verb, "--mispelt"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
        assert (done.returncode, done.stderr.partition(";")[0]) == (1, f"{verb}: unknown option --mispelt")
