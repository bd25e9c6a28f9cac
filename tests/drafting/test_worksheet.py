"""The worksheet in a real browser: decide, change, add and save."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from app.drafting.worksheet import worksheet
from tests.explorer.conftest import chromium

REVIEW = """\
# Mill opens

article: mill
sha256: abc
title: Mill opens
date:

? person ida-falk | Ida Falk | as: Falk
? organisation papyra | Papyra | kind: company

[1] Mill opens

[2] Ida Falk said that “all is | well”.
# a note
? quote falk-well | all is ¦ well | by: ida-falk
? fact | The mill is open. | kind: action | about: papyra
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    (tmp_path / "mill.html").write_text(worksheet("mill.review", REVIEW))
    context = browser.new_context(accept_downloads=True)
    opened = context.new_page()
    opened.goto(f"file://{tmp_path}/mill.html")
    yield opened
    context.close()


def saved(page: Page) -> str:
    with page.expect_download() as download:
        page.click("#save")
    return Path(download.value.path()).read_text()


def test_an_untouched_page_saves_the_same_review(page: Page) -> None:
    assert [*map(str.rstrip, saved(page).split("\n"))] == [*map(str.rstrip, REVIEW.split("\n"))]


def test_a_record_is_decided_and_undecided_by_keyboard(page: Page) -> None:
    box = page.locator(".line textarea").nth(0)
    box.press("Alt+k")
    assert page.locator(".line textarea").nth(1).evaluate("e => e === document.activeElement")
    page.keyboard.press("Alt+d")
    assert "+ person ida-falk" in saved(page)
    assert "- organisation papyra" in saved(page)
    box.press("Alt+u")
    assert "? person ida-falk" in saved(page)


def test_a_record_is_added_under_its_sentence(page: Page) -> None:
    under = page.locator("section").nth(2)
    assert under.locator("p").inner_text().startswith("[1]")
    under.locator(".new").click()
    page.keyboard.type("The mill is open.")
    page.keyboard.press("Enter")
    under.locator('input[name="kind"]').fill("action")
    assert "[1] Mill opens\n+ fact | The mill is open. | kind: action\n\n[2] " in saved(page)
    page.locator("section").nth(1).locator(".new").click()
    page.keyboard.type("Otto Brandt")
    assert "kind: company\n+ person | Otto Brandt\n\n[1] " in saved(page)


def test_each_key_has_a_field_also_in_the_head(page: Page) -> None:
    page.locator('#head input[name="date"]').fill("2031-04-02")
    fact = page.locator(".line").nth(3)
    fact.locator('input[name="kind"]').fill("reason")
    fact.locator("select").select_option("certainty")
    page.keyboard.type("likely")
    page.keyboard.press("Enter")
    told = saved(page)
    assert "\ndate: 2031-04-02\n" in told
    assert "? fact | The mill is open. | kind: reason | about: papyra | certainty: likely\n" in told
    options = page.eval_on_selector_all("#fact-kind option", "all => all.map(o => o.value)")
    assert "criticism" in options
    sources = page.eval_on_selector_all("#sources option", "all => all.map(o => o.value)")
    assert sources[:2] == ["ida-falk", "papyra"]
    assert "observers" in sources


def test_the_work_survives_a_reload(page: Page) -> None:
    page.locator(".line textarea").nth(0).press("Alt+k")
    page.reload()
    assert "+ person ida-falk" in saved(page)
    page.once("dialog", lambda dialog: dialog.accept())
    page.click("#forget")
    assert "? person ida-falk" in saved(page)


def test_no_text_breaks_the_page(browser: Browser, tmp_path: Path) -> None:
    odd = REVIEW.replace("all is", "all <!--<script> </script> ]]> is")
    (tmp_path / "odd.html").write_text(worksheet("odd.review", odd))
    context = browser.new_context(accept_downloads=True)
    opened = context.new_page()
    opened.goto(f"file://{tmp_path}/odd.html")

    assert [*map(str.rstrip, saved(opened).split("\n"))] == [*map(str.rstrip, odd.split("\n"))]
    context.close()
