"""The page checks a reader's own copy against the service's citations."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.explorer.wording import DOUBTS
from tests.explorer.conftest import INVENTED, watched

TEXT = (INVENTED / "lantern-fair-2031.txt").read_text(encoding="utf-8")
PLAIN = str.maketrans("“”‘’", "\"\"''")


def checked(page: Page, text: str) -> list[str]:
    """Paste `text` and check it; returns the requests that the page sent."""
    expect(page.get_by_role("button", name="Check")).to_be_enabled()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_label("The text of the article").fill(text)
    page.get_by_role("button", name="Check").click()
    expect(page.locator("[data-verdict]")).to_contain_text(re.compile("passages?|article"))
    return [url for url in asked if not url.endswith("/copy.mjs")]


@pytest.mark.parametrize(
    "written",
    [TEXT, TEXT.replace("\n", "\r\n"), "\N{ZERO WIDTH NO-BREAK SPACE}" + TEXT],
    ids=["as it is", "CRLF", "byte order mark"],
)
def test_the_right_copy_matches_everywhere(
    profile: BrowserContext, invented: str, written: str
) -> None:
    with watched(profile, invented) as page:
        page.goto(f"{invented}/explore/check")
        asked = checked(page, written)

        expect(page.locator("[data-verdict]")).to_contain_text("character for character")
        expect(page.locator(".copy mark.bad")).to_have_count(0)
        assert asked == []
        assert page.locator("[data-copy]").text_content() == TEXT


@pytest.mark.parametrize(
    ("write", "but"),
    [
        (lambda text: text.replace("\n", "\n\n"), None),
        (
            lambda text: text.replace("\n", " \n\n\n").replace(" ", "\N{NO-BREAK SPACE}"),
            "white space",
        ),
        (lambda text: text.replace("\n", "\n\n").translate(PLAIN), None),
    ],
    ids=["blank lines", "odd spaces", "straight quotation marks"],
)
def test_a_copy_that_differs_in_no_word_is_found(
    profile: BrowserContext, invented: str, write: Callable[[str], str], but: str | None
) -> None:
    with watched(profile, invented) as page:
        page.goto(f"{invented}/explore/check")
        checked(page, write(TEXT))

        verdict = page.locator("[data-verdict]")
        expect(verdict).to_contain_text("passages are in your copy.")
        expect(verdict).to_contain_text("All ")
        if but:
            expect(verdict).to_contain_text(but)
        expect(page.locator(".cited li.bad")).to_have_count(0)


def test_a_record_shows_its_inferred_part(profile: BrowserContext, invented: str) -> None:
    with watched(profile, invented) as page:
        page.goto(f"{invented}/explore/check")
        checked(page, TEXT)
        article = page.locator("[data-check]").get_attribute("data-article")
        answer = page.request.get(f"{invented}/facts?article={article}&limit=200").json()
        inferred = [fact for fact in answer["items"] if fact["inferred"]]

        assert inferred
        for fact in inferred:
            row = page.locator(".cited li", has=page.locator(f"a[href='/explore{fact['url']}']"))
            expect(row.locator(".tag")).to_have_text(DOUBTS[fact["inferred"]])
        expect(page.locator(".cited li > .tag")).to_have_count(len(inferred))


def test_another_text_is_recognised(profile: BrowserContext, invented: str) -> None:
    with watched(profile, invented) as page:
        page.goto(f"{invented}/explore/check")
        checked(page, "A recipe for bread needs flour, water, salt and time.\n" * 40)

        expect(page.locator("[data-verdict]")).to_contain_text(
            "This does not seem to be the article"
        )
        expect(page.locator("mark")).to_have_count(0)
        expect(page.locator("[data-checked]")).to_be_hidden()


def inside(page: Page, start: int, end: int) -> tuple[int, int]:
    """How many passages lie between two places, and how many there are in all."""
    places = page.evaluate(
        """async () => (await (await fetch("/facts?limit=200")).json()).items
             .flatMap((fact) => fact.citations.map((one) => [one.start, one.end, one.paragraph]))"""
    )
    spans = {tuple(place) for place in places}
    return sum(start <= one[0] and one[1] <= end for one in spans), len(spans)


@pytest.mark.parametrize(("first", "last"), [(2, 3), (3, 4), (3, None), (0, 4)])
def test_a_part_of_the_article_is_recognised(
    browser: Browser, invented: str, first: int, last: int | None
) -> None:
    part = "\n".join(TEXT.splitlines()[first:last])
    with watched(browser, invented) as page:
        page.goto(f"{invented}/explore/check")
        start = TEXT.index(part)
        count, whole = inside(page, start, start + len(part))
        assert 0 < count < whole
        checked(page, part)

        found = "1 passage" if count == 1 else f"{count} passages"
        expect(page.locator("[data-verdict]")).to_have_text(
            f"Part of the article: {found} found, {whole - count} not in this part."
        )
        expect(page.locator(".copy mark.bad, .cited li.bad, [data-different] li")).to_have_count(0)
        numbers = page.locator("[data-paragraph]").evaluate_all(
            "all => all.map((one) => Number(one.dataset.paragraph))"
        )
        assert numbers == sorted(set(numbers))
        assert numbers[0] == first + 1


def test_the_passages_of_the_record_the_reader_came_from_are_shown_first(
    browser: Browser, invented: str
) -> None:
    with watched(browser, invented) as page:
        page.goto(f"{invented}/explore/check")
        fact = page.evaluate(
            """async () => (await (await fetch("/facts?limit=200")).json()).items
                 .findLast((fact) => fact.citations.length > 1)"""
        )
        page.goto(f"{invented}/explore{fact['url']}")
        page.get_by_role("link", name="find it in your copy").first.click()
        checked(page, TEXT)

        lit = "".join(page.locator("mark.here").all_text_contents())
        own = [TEXT[one["start"] : one["end"]] for one in fact["citations"]]
        assert all(words in lit for words in own)
        expect(page.locator(".cited li").first).to_contain_text(fact["statement"])
        expect(page.locator("mark.here").first).to_be_in_viewport()
        cited = fact["citations"][0]
        checked(page, TEXT.splitlines()[cited["paragraph"] - 1])
        expect(page.locator("[data-from-verdict]")).not_to_contain_text("differently")


def test_the_copy_can_be_cleared(browser: Browser, invented: str) -> None:
    with watched(browser, invented) as page:
        page.goto(f"{invented}/explore/check")
        checked(page, TEXT)
        page.get_by_role("button", name="Clear").click()
        expect(page.get_by_label("The text of the article")).to_have_value("")
        expect(page.locator("[data-checked]")).to_be_hidden()
        expect(page.locator("[data-verdict]")).to_be_empty()
        page.reload()
        expect(page.get_by_role("button", name="Check")).to_be_enabled()
        expect(page.get_by_label("The text of the article")).to_have_value("")


def test_an_emptied_box_shows_no_old_results(browser: Browser, invented: str) -> None:
    with watched(browser, invented) as page:
        page.goto(f"{invented}/explore/check")
        checked(page, TEXT)
        page.get_by_label("The text of the article").fill("")
        page.get_by_role("button", name="Check", exact=True).click()

        expect(page.locator("[data-verdict]")).to_have_text("Paste the text first.")
        expect(page.locator("[data-checked]")).to_be_hidden()


def test_an_empty_box_is_not_checked(profile: BrowserContext, invented: str) -> None:
    with watched(profile, invented) as page:
        page.goto(f"{invented}/explore/check")
        expect(page.get_by_role("button", name="Check")).to_be_enabled()
        page.get_by_role("button", name="Check").click()

        expect(page.locator("[data-verdict]")).to_have_text("Paste the text first.")
        expect(page.locator("[data-checked]")).to_be_hidden()


def test_each_place_highlights_the_cited_words(profile: BrowserContext, invented: str) -> None:
    with watched(profile, invented) as page:
        page.goto(f"{invented}/explore/check")
        checked(page, TEXT)
        places = page.evaluate(
            """async () => (await (await fetch("/facts?limit=200")).json()).items
                 .flatMap((fact) => fact.citations.map((cited) => [cited.start, cited.end]))"""
        )
        for start, end in places:
            page.evaluate("([s, e]) => { location.hash = `${s}-${e}`; }", [start, end])
            page.get_by_role("button", name="Check").click()
            expect(page.locator("mark.here").first).to_be_attached()
            lit = "".join(page.locator("mark.here").all_text_contents())
            assert lit == TEXT[start:end]


def test_a_changed_word_is_named_with_the_record_the_reader_came_from(
    browser: Browser, invented: str
) -> None:
    with watched(browser, invented, viewport={"width": 360, "height": 640}) as page:
        page.goto(f"{invented}/explore/check")
        quote = page.evaluate(
            "async () => (await (await fetch('/quotes?limit=1')).json()).items[0]"
        )
        cited = quote["citations"][0]
        page.goto(f"{invented}/explore/quotes/{quote['id']}")
        page.get_by_role("link", name="find it in your copy").first.click()
        came_from = page.get_by_role("region", name="The record you came from")
        expect(came_from).to_contain_text(quote["text"].rstrip(","))

        word = TEXT[cited["start"] : cited["end"]].split()[0]
        changed = TEXT[: cited["start"]] + TEXT[cited["start"] :].replace(word, word + "zz", 1)
        checked(page, changed)

        expect(page.locator("[data-verdict]")).to_contain_text("differently")
        expect(page.locator("[data-verdict]")).to_be_in_viewport()
        expect(came_from).to_contain_text("differently in your copy")
        expect(page.locator(".copy mark.bad", has_text=f"{word}zz"[:3]).first).to_be_visible()
        expect(page.locator(".cited li.bad").first).to_contain_text("reads differently")
        expect(page.locator("[data-different] a").first).to_be_visible()


def test_a_passage_shows_the_records_based_on_it_and_the_copy_is_kept(
    profile: BrowserContext, invented: str
) -> None:
    with watched(profile, invented) as page:
        page.goto(f"{invented}/explore/check")
        checked(page, TEXT)
        whole = page.locator(".cited li:visible").count()
        page.locator(".copy mark").first.click()
        some = page.locator(".cited li:visible").count()
        assert 0 < some < whole
        expect(page.locator("[data-shown]")).to_contain_text("based on this passage")
        page.get_by_role("button", name="Show all").click()
        expect(page.locator(".cited li:visible")).to_have_count(whole)

        page.reload()
        expect(page.locator("[data-verdict]")).to_contain_text("character for character")


def test_a_copy_can_be_chosen_as_a_file(
    profile: BrowserContext, invented: str, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.txt"
    copy.write_text(TEXT, encoding="utf-8")
    with watched(profile, invented) as page:
        page.goto(f"{invented}/explore/check")
        expect(page.get_by_role("button", name="Check")).to_be_enabled()
        page.get_by_label("Choose a file").set_input_files(copy)

        expect(page.locator("[data-verdict]")).to_contain_text("character for character")


def test_changed_records_are_listed_or_counted(profile: BrowserContext, invented: str) -> None:
    with watched(profile, invented) as page:
        page.goto(f"{invented}/explore/check")
        checked(page, TEXT.translate(str.maketrans("1234", "5678")))

        changed = page.locator(".cited li.bad").count()
        listed = page.locator("[data-different] li")
        assert changed > 5
        expect(listed).to_have_count(6)
        expect(listed.last).to_have_text(re.compile(rf"^{changed - 5} more records? below\.$"))
