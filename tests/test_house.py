"""The layout of the house, held against the code: who may import whom, and that what exists is described."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("spiders", "middlewares", "extraction", "pipelines", "storage", "publishing", "commands")
LOWEST = frozenset({"items", "urls", "redirectors", "errors", "dates", "bounds", "trees", "alphabets"})
OURS = frozenset({*ROOMS, *LOWEST, "workers", "settings", "newsroom", "benchmarks", "tests"})

# room -> what of ours it may import, besides itself
ALLOWED = {
    "items": frozenset[str](),
    "urls": frozenset({"redirectors"}),
    "redirectors": frozenset[str](),
    "errors": frozenset[str](),
    "dates": frozenset[str](),
    "bounds": frozenset[str](),
    "trees": frozenset({"bounds"}),
    "alphabets": frozenset[str](),
    "workers": frozenset({"bounds", "errors"}),
    "extraction": LOWEST,
    "spiders/readers": LOWEST,
    "storage": LOWEST,
    "middlewares": LOWEST | {"storage"},
    "spiders": LOWEST | {"workers", "extraction", "storage", "middlewares"},
    "pipelines": LOWEST | {"workers", "extraction", "storage", "spiders"},
    "publishing": LOWEST | {"storage"},
    "commands": LOWEST | {"workers", "extraction", "storage", "spiders", "pipelines", "publishing", "middlewares"},
}


def modules() -> Iterator[tuple[str, Path]]:
    for name in ("items", "urls", "redirectors", "errors", "bounds", "trees", "alphabets", "workers"):
        yield name, ROOT / f"{name}.py"
    for room in (*ROOMS, "dates"):
        for path in sorted((ROOT / room).rglob("*.py")):
            yield ("spiders/readers" if "readers" in path.parts else room), path


def imported(path: Path) -> set[tuple[str, str]]:
    """(top-level name, whole name) of everything that a module imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module)
    return {(name.split(".")[0], name) for name in names}


@pytest.mark.parametrize(
    ("room", "path"), [pytest.param(*each, id=str(each[1].relative_to(ROOT))) for each in modules()]
)
def test_a_module_imports_only_what_its_room_may(room: str, path: Path) -> None:
    for top, name in imported(path):
        if top not in OURS:
            continue
        itself = name.startswith("spiders.readers") if room == "spiders/readers" else top == room
        assert itself or top in ALLOWED[room], f"{path.relative_to(ROOT)} imports {name}"


@pytest.mark.parametrize("room", ["storage", "extraction", "spiders/readers"])
def test_these_rooms_know_nothing_of_scrapy(room: str) -> None:
    for path in (ROOT / room).rglob("*.py"):
        assert not {top for top, _ in imported(path)} & {"scrapy", "twisted"}, path


def test_every_stage_has_its_place_in_the_order() -> None:
    order = import_module("settings").ITEM_PIPELINES
    named = {name.split(".")[1] for name in order}
    files = {path.stem for path in (ROOT / "pipelines").glob("*.py")} - {"__init__"}
    classes = {
        stem for stem in files if re.search(r"^class \w+Pipeline", (ROOT / f"pipelines/{stem}.py").read_text(), re.M)
    }
    assert named == classes


def test_every_verb_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    verbs = {path.stem for path in (ROOT / "commands").glob("*.py")} - {"__init__"}
    assert verbs == {verb for verb in verbs if f"scrapy {verb}" in readme}


def test_every_setting_of_ours_is_described_with_its_default() -> None:
    settings = import_module("settings")
    from scrapy.settings import default_settings

    ours = {name for name in dir(settings) if name.isupper() and not hasattr(default_settings, name)}
    ours -= {"ITEM_PIPELINES"}
    text = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    described = {match[1]: match[2] for match in re.finditer(r"^\| `([A-Z_]+)` \| `([^`]*)` \|", text, re.M)}
    assert set(described) == ours
    for name, default in described.items():
        assert default == repr(getattr(settings, name)).replace("'", '"'), name


def test_every_target_of_the_makefile_that_people_rely_on_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in ("install", "demo", "crawl", "browse", "test", "lint", "bench"):
        assert re.search(rf"^{target}:", makefile, re.M), target


def test_no_module_is_longer_than_one_idea() -> None:
    for _, path in modules():
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 350, path
