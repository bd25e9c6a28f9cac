"""A reader's own copy, checked in the page against what the service cites."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.explorer.conftest import INVENTED, watched

TEXT = (INVENTED / "lantern-fair-2031.txt").read_text(encoding="utf-8")


def checked(page: Page, text: str) -> list[str]:
    """Paste `text` and check it; the requests made meanwhile."""
    expect(page.get_by_role("button", name="Check it")).to_be_enabled()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_label("The text of the article").fill(text)
    page.get_by_role("button", name="Check it").click()
    expect(page.locator("[data-checked]")).to_be_visible()
    return asked


@pytest.mark.parametrize(
    "written",
    [TEXT, TEXT.replace("\n", "\r\n"), "\N{ZERO WIDTH NO-BREAK SPACE}" + TEXT],
    ids=["as it is", "CRLF", "byte order mark"],
)
def test_the_right_copy_matches_everywhere(browser: Browser, invented: str, written: str) -> None:
    with watched(browser, invented) as page:
        page.goto(f"{invented}/explore/check")
        asked = checked(page, written)

        expect(page.locator("[data-verdict]")).to_contain_text("the same text")
        expect(page.locator(".copy mark.bad")).to_have_count(0)
        assert asked == []
        assert page.locator("[data-copy]").text_content() == TEXT


def test_each_place_lights_up_the_words_that_are_cited(browser: Browser, invented: str) -> None:
    with watched(browser, invented) as page:
        page.goto(f"{invented}/explore/check")
        checked(page, TEXT)
        places = page.evaluate(
            """async () => (await (await fetch("/facts?limit=200")).json()).items
                 .flatMap((fact) => fact.citations.map((cited) => [cited.start, cited.end]))"""
        )
        for start, end in places:
            page.evaluate("([s, e]) => { location.hash = `${s}-${e}`; }", [start, end])
            page.get_by_role("button", name="Check it").click()
            page.wait_for_function("document.querySelector('mark.here')")
            lit = "".join(page.locator("mark.here").all_text_contents())
            assert lit == TEXT[start:end]


def test_one_changed_word_is_named(browser: Browser, invented: str) -> None:
    with watched(browser, invented) as page:
        page.goto(f"{invented}/explore/check")
        quote = page.evaluate(
            "async () => (await (await fetch('/quotes?limit=1')).json()).items[0].citations[0]"
        )
        word = TEXT[quote["start"] : quote["end"]].split()[0]
        changed = TEXT[: quote["start"]] + TEXT[quote["start"] :].replace(word, word + "zz", 1)
        checked(page, changed)

        expect(page.locator("[data-verdict]")).to_contain_text("differ")
        expect(page.locator("[data-verdict]")).to_contain_text("have moved")
        expect(page.locator(".copy mark.bad", has_text=f"{word}zz"[:3]).first).to_be_visible()
        expect(page.locator(".cited li.bad").first).to_contain_text("The words differ here.")


def test_a_copy_can_be_chosen_as_a_file(browser: Browser, invented: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.txt"
    copy.write_text(TEXT, encoding="utf-8")
    with watched(browser, invented) as page:
        page.goto(f"{invented}/explore/check")
        expect(page.get_by_role("button", name="Check it")).to_be_enabled()
        page.get_by_label("Choose a file").set_input_files(copy)

        expect(page.locator("[data-verdict]")).to_contain_text("the same text")


def test_another_text_does_not_match(browser: Browser, invented: str) -> None:
    with watched(browser, invented) as page:
        page.goto(f"{invented}/explore/check")
        checked(page, "Something else.\n")

        expect(page.locator("[data-verdict]")).to_contain_text(", 0 match")
        expect(page.locator(".reason").first).to_have_text("The copy ends before this place.")
