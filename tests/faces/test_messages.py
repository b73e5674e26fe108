"""Nothing a person reads is left in one language."""

import re

import polib
import pytest
from django.conf import settings
from django.utils import translation

from recourse.faces import messages as compiled
from tests.faces import messages

PO = settings.LOCALE_PATHS[0] / "zh_Hans" / "LC_MESSAGES" / "django.po"
HOLES = re.compile(r"%\(\w+\)[sd]")


@pytest.fixture(scope="module")
def po():
    return polib.pofile(str(PO))


def test_every_message_of_pages_and_code_is_in_the_chinese_file_and_no_other(po):
    needed = {(found.context, found.text) for found in messages.in_templates() | messages.in_code()}
    there = {(entry.msgctxt, entry.msgid) for entry in po}

    assert needed - there == set()
    assert there - needed == set()


def test_nothing_is_untranslated_and_nothing_is_a_guess(po):
    assert po.untranslated_entries() == []
    assert po.fuzzy_entries() == []
    assert po.obsolete_entries() == []


def test_every_translation_keeps_the_holes_to_be_filled(po):
    for entry in po:
        wanted = set(HOLES.findall(entry.msgid)) | set(HOLES.findall(entry.msgid_plural or ""))
        given = set(HOLES.findall(entry.msgstr or entry.msgstr_plural[0]))
        assert given <= wanted, entry.msgid
        assert given >= set(HOLES.findall(entry.msgid)) & wanted, entry.msgid


def test_messages_compile_without_gettext_and_django_reads_them(tmp_path, settings):
    copy = tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.po"
    copy.parent.mkdir(parents=True)
    copy.write_bytes(PO.read_bytes())
    settings.LOCALE_PATHS = [tmp_path]

    assert compiled.compile_all() == [copy.with_suffix(".mo")]
    assert compiled.compile_all() == []
    assert not list(tmp_path.rglob("*.mo.*"))
    with translation.override("zh-hans"):
        assert translation.gettext("My file") == "我的档案"
