"""What the pages on security and privacy point to is there, and the figures in them are those of the code."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from knowledge.schema import LANGUAGES, Language
from tests.knowledge.privacy.test_masking import HARMLESS, PERSONAL
from web import notices
from web.accounts import sessions, store
from web.keeping import KEPT_DAYS
from web.settings import Settings
from web.stores import feedback, questions, reports, usage

pytestmark = pytest.mark.unit

ROOT = Path(__file__).parents[2]
SECURITY, PRIVACY = (ROOT / "docs" / name for name in ("security.md", "privacy.md"))
FILES = sorted((ROOT / "tests").rglob("test_*.py"))


@pytest.mark.parametrize("page", [SECURITY, PRIVACY], ids=lambda page: page.name)
def test_every_test_file_and_module_that_is_named_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = set(re.findall(r"\b(test_\w+\.py)", text))
    assert named - {path.name for path in FILES} == set()
    for place in re.findall(r"`((?:web|knowledge|tests|requirements)/[\w./-]+)", text):
        assert (ROOT / place).exists(), place


@pytest.mark.parametrize("page", [SECURITY, PRIVACY], ids=lambda page: page.name)
def test_every_test_that_is_named_exists(page: Path) -> None:
    named = re.findall(r"::(test_\w+)", page.read_text(encoding="utf-8"))
    written = "".join(path.read_text(encoding="utf-8") for path in FILES)
    for test in named:
        assert f"def {test}" in written, test
    assert len(named) > 3


def test_the_table_names_every_table_and_every_limit_of_time() -> None:
    text = PRIVACY.read_text(encoding="utf-8")
    for metadata in (feedback.METADATA, questions.METADATA, reports.METADATA, usage.METADATA):
        for table in metadata.tables:
            assert f"`{table}`" in text, table
    defaults = Settings.model_fields
    assert f"`GRENSWIJZER_RETENTION_HOURS` ({defaults['retention_hours'].default:g})" in text
    assert f"`GRENSWIJZER_QUESTION_DAYS` ({defaults['question_days'].default};" in text
    assert f"| {KEPT_DAYS} days |" in text
    assert f"{sessions.LASTS_S / 3600:g} hours, {sessions.IDLE_S / 60:g} minutes idle" in text
    assert f"{len(PERSONAL)} examples that must go and {len(HARMLESS)} that must stay" in text


def test_the_lock_of_accounts_is_as_the_page_says() -> None:
    text = SECURITY.read_text(encoding="utf-8")
    assert store.MAX_FAILED_TRIES == 5 and "five wrong tries" in text
    assert f"{store.LOCKED_S / 60:g} minutes" in text
    assert f"{store.MEMORY_KIB // 1024} MiB" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_for_article_50_quotes_what_users_are_told(language: Language) -> None:
    quoted = (ROOT / "docs" / "templates" / "ai-act-article-50.md").read_text(encoding="utf-8")
    labels = json.loads((ROOT / "web" / "widget" / "strings" / f"{language}.json").read_text(encoding="utf-8"))
    told = [labels["assistant_role"], labels["welcome"], notices.disclosure(language).text]
    for text in told:
        assert notices.discloses(text), text
        assert f"“{text}”" in quoted
    assert f"“{labels['privacy_kept'].replace('{hours}', '[24]')}”" in quoted


def test_every_page_that_the_page_on_privacy_links_to_exists() -> None:
    pages = [SECURITY, PRIVACY, *(ROOT / "docs" / "templates").glob("*.md")]
    for page in pages:
        for link in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"
