"""`care sample` writes files, says what it wrote, and says plainly what it cannot do."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from app.commands import care
from app.running.refusals import plainly


def test_care_sample_writes_a_county_and_names_every_file(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    answer = CliRunner().invoke(care, ["sample", "haian", "--seed", "4", "--out", str(folder)])
    assert answer.exit_code == 0
    assert answer.stdout.splitlines() == [
        str(path) for path in map(Path, answer.stdout.split()) if path.parent == folder
    ]
    assert sorted(path.name for path in folder.iterdir()) == sorted(Path(line).name for line in answer.stdout.split())
    assert "circles.json has none" in answer.stderr


def test_care_sample_refuses_a_county_it_does_not_have(tmp_path: Path) -> None:
    answer = CliRunner().invoke(care, ["sample", "atlantis", "--out", str(tmp_path)])
    assert answer.exit_code == 2
    assert "'jingning', 'haian', 'shaodong'" in answer.output


def test_a_folder_that_cannot_be_made_is_named_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    answer = CliRunner().invoke(care, ["sample", "haian", "--out", str(tmp_path / "file" / "folder")])
    assert isinstance(answer.exception, OSError)
    sentence = plainly(answer.exception)
    assert sentence is not None
    assert str(tmp_path / "file" / "folder") in sentence


@pytest.mark.parametrize("option", ["--seed", "--out"])
def test_care_sample_explains_its_options(option: str) -> None:
    assert option in CliRunner().invoke(care, ["sample", "--help"]).output
