"""The README says what is so."""

import re
from pathlib import Path

import pytest

from app.core.settings import Settings
from models.registry import MODELS
from models.training.readme_tables import curves, pairs, photos, scaling, table

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_model_table_is_the_one_of_the_cards() -> None:
    assert table() in README, "run `python -m models.training.readme_tables` and put its output into the README"


def test_the_photo_table_is_the_one_of_the_cards() -> None:
    assert photos() in README, "run `python -m models.training.readme_tables` and put its fourth table into the README"


def test_the_table_of_pairs_is_the_one_of_the_cards() -> None:
    assert pairs() in README, "run `python -m models.training.readme_tables --write`"


def test_the_lineages_figures_are_those_of_the_cards() -> None:
    measured = (ROOT / "docs/measured.md").read_text(encoding="utf-8")
    assert curves() in measured, "run `python -m models.training.readme_tables` and put its second table into docs/measured.md"
    assert scaling() in measured, "run `python -m models.training.readme_tables` and put its third table into docs/measured.md"


def settings_table() -> str:
    """Markdown: one row a setting. `threads` depends on the machine, so its default is given in words."""
    rows = ["| variable | default | what it sets |", "| --- | --- | --- |"]
    for name, field in Settings.model_fields.items():
        default = field.get_default(call_default_factory=True)
        text = ",".join(default) if isinstance(default, tuple) else "" if default is None else str(default).lower()
        shown = "cores, 2 to 8" if name == "threads" else f"`{text}`" if text else ""
        rows.append(f"| `MIXSCOPE_{name.upper()}` | {shown} | {field.description} |")
    return "\n".join(rows)


def test_every_setting_is_listed_with_its_default() -> None:
    assert settings_table() in README, f"put this table into the README:\n{settings_table()}"


def test_every_make_target_that_the_readme_names_exists() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make (\w+)", README, flags=re.MULTILINE)) <= targets


def test_every_file_that_the_docs_link_to_exists() -> None:
    for page in [ROOT / "README.md", *ROOT.glob("docs/*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


@pytest.mark.parametrize("name", MODELS)
def test_no_card_names_a_machine_or_a_path(name: str) -> None:
    text = (ROOT / f"models/weights/{name}.json").read_text(encoding="utf-8")
    assert not re.search(r'"/|~/|\.\./|:\\\\', text)


def test_the_changelog_has_this_version() -> None:
    version = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert version
    assert f"## {version[1]}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
