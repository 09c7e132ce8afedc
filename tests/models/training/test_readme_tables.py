"""Tables are put in place of their older selves, and nowhere else."""

import shutil
from pathlib import Path

import pytest

from models.training.readme_tables import ROOT, TABLES, certainty, photos, table, with_table, write_tables


def test_a_table_takes_the_place_of_the_one_with_its_head() -> None:
    text = "before\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n| 3 | 4 |\n\nafter\n"
    assert with_table(text, "| a | b |\n| --- | --- |\n| 5 | 6 |") == "before\n\n| a | b |\n| --- | --- |\n| 5 | 6 |\n\nafter\n"
    with pytest.raises(LookupError, match="begins with"):
        with_table(text, "| b |")


def test_pages_get_the_figures_of_the_cards_and_keep_the_rest(tmp_path: Path) -> None:
    for page in TABLES:
        (tmp_path / page).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / page, tmp_path / page)
    whole = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert write_tables(tmp_path) == []
    for build in (table, photos, certainty):
        row = build().split("\n")[3]
        (tmp_path / "README.md").write_text(whole.replace(row, row.replace("0", "7")), encoding="utf-8")
        assert write_tables(tmp_path) == ["README.md"]
        assert (tmp_path / "README.md").read_text(encoding="utf-8") == whole
