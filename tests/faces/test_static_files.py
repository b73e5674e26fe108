"""Style sheets and scripts: packed, named by their contents, and free of what is not ours."""

import gzip
import re

import pytest

from recourse.faces import static_files
from recourse.faces.static_files import FOLDER, Digested


def test_packed_files_hold_the_same_bytes_and_are_written_once(tmp_path, monkeypatch):
    monkeypatch.setattr(static_files, "FOLDER", tmp_path)
    (tmp_path / "a.css").write_text("body{}")
    (tmp_path / "a.txt").write_text("left alone")

    assert static_files.compress_all() == [tmp_path / "a.css.gz"]
    assert gzip.decompress((tmp_path / "a.css.gz").read_bytes()) == b"body{}"
    assert static_files.compress_all() == []


def test_the_packed_form_of_a_file_that_is_gone_goes_too(tmp_path, monkeypatch):
    monkeypatch.setattr(static_files, "FOLDER", tmp_path)
    (tmp_path / "old.js.gz").write_bytes(gzip.compress(b"old"))
    (tmp_path / "new.js").write_text("new")

    static_files.compress_all()

    assert sorted(path.name for path in tmp_path.iterdir()) == ["new.js", "new.js.gz"]


def test_an_address_changes_with_the_contents():
    assert re.fullmatch(r"/static/rc/rc\.css\?v=[0-9a-f]{12}", Digested().url("rc/rc.css"))


def test_a_file_that_is_not_there_is_a_bug():
    with pytest.raises(FileNotFoundError):
        static_files.digest("rc/nothing.css")


def test_the_style_sheet_carries_no_font_crest_or_name_of_another_government():
    css = (FOLDER / "rc" / "govuk.css").read_text()

    assert css.startswith("/*! Parts of GOV.UK Frontend 6.6.0, MIT licence")
    assert not re.search("GDS Transport|crest|@font-face|url\\(", css)
    assert "The MIT License" in (FOLDER / "rc" / "LICENSE-govuk-frontend.txt").read_text()


def test_no_style_sheet_loads_anything():
    for path in FOLDER.rglob("*.css"):
        assert not re.search(r"url\(|@import", path.read_text())
