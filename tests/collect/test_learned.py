"""`scrapy sources check NAME --learned`: what the pages of a site have taught extraction."""

from pathlib import Path

from tests.collect.conftest import Collected, Collector


def test_it_shows_where_the_body_stands_and_what_the_site_repeats(collected: Collected) -> None:
    done = collected.collector.run("check", "meridian-today", "--learned", verb="sources")
    assert (done.returncode, done.stderr) == (0, "")
    known, _, learned = done.stdout.partition("# What its pages have taught extraction:")
    assert "title: Meridian Today" in known
    assert "# 127.78.0.1: learned from 6 pages" in learned
    assert "body in: " in learned
    assert "usual length: " in learned
    assert "Related Posts" in learned  # stands on every page of that outlet
    wanted = next(truth for truth in collected.newsroom.truth if truth.source == "meridian-today")
    assert wanted.paragraphs[0] not in learned


def test_of_a_source_that_was_not_collected_it_says_so(collected: Collected, tmp_path: Path) -> None:
    fresh = Collector(tmp_path)
    collected.newsroom.write_sources(fresh.sources)
    done = fresh.run("check", "meridian-today", "--learned", verb="sources")
    assert done.returncode == 1
    assert "run `scrapy collect` first" in done.stderr


def test_it_needs_a_name(collected: Collected) -> None:
    done = collected.collector.run("check", "--learned", verb="sources")
    assert done.returncode == 1
    assert "needs the name of a source" in done.stderr
