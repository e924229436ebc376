"""`care sample` writes files, says what it wrote, and says plainly what it cannot do."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from app.commands import care


def test_care_sample_writes_a_county_and_names_every_file(tmp_path: Path) -> None:
    answer = CliRunner().invoke(care, ["sample", "haian", "--seed", "4", "--out", str(tmp_path / "new" / "folder")])
    assert answer.exit_code == 0
    written = sorted(path.name for path in (tmp_path / "new" / "folder").iterdir())
    assert written == sorted(Path(line.split("  ")[0]).name for line in answer.output.splitlines()[:-1])
    assert "circles.json" in written
    assert "none in circles.json" in answer.output


def test_care_sample_refuses_a_county_it_does_not_have(tmp_path: Path) -> None:
    answer = CliRunner().invoke(care, ["sample", "atlantis", "--out", str(tmp_path)])
    assert answer.exit_code == 2
    assert "'jingning', 'haian', 'shaodong'" in answer.output


def test_care_sample_says_when_the_folder_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    answer = CliRunner().invoke(care, ["sample", "haian", "--out", str(tmp_path / "file" / "folder")])
    assert answer.exit_code == 1
    assert "choose a folder that can be written" in answer.output
    assert "Traceback" not in answer.output
