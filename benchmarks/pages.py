"""How fast pages render in headless Chromium, with the metrics of Lighthouse.

Run it against a running service: `python benchmarks/pages.py http://127.0.0.1:8000`. For each page
it prints the median of a few cold visits: first and largest paint (ms), layout shift, blocking time
beyond 50 ms (ms), and bytes transferred (kB). `--slow` simulates a phone as Lighthouse does: a
processor four times slower and a mobile network (150 ms, 1.6 Mbit/s).
"""

import argparse
import shutil
import statistics
import sys

from playwright.sync_api import Browser, sync_playwright

PAGES = (
    "/",
    "/explore/events",
    "/explore/quotes/putin-on-xi-main-guest",
    "/explore/check",
    "/docs",
)
VISITS = 5
OBSERVE = """
window.seen = {lcp: 0, cls: 0, blocked: 0};
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) seen.lcp = entry.startTime;
}).observe({type: "largest-contentful-paint", buffered: true});
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) seen.cls += entry.value;
}).observe({type: "layout-shift", buffered: true});
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) seen.blocked += entry.duration - 50;
}).observe({type: "longtask", buffered: true});
"""
MEASURE = """() => {
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  const loaded = [...performance.getEntriesByType("navigation"),
                  ...performance.getEntriesByType("resource")];
  return [paint ? paint.startTime : 0, seen.lcp, seen.cls, seen.blocked,
          loaded.reduce((sum, entry) => sum + entry.transferSize, 0) / 1000];
}"""


def visit(browser: Browser, url: str, *, slow: bool) -> list[float]:
    """The figures of one visit with an empty cache."""
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(OBSERVE)
    if slow:
        session = context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        session.send("Network.enable")
        speed = 1_600_000 / 8
        conditions = {"latency": 150, "downloadThroughput": speed, "uploadThroughput": speed}
        session.send("Network.emulateNetworkConditions", {"offline": False, **conditions})
    page.goto(url, wait_until="networkidle")
    figures: list[float] = page.evaluate(MEASURE)
    context.close()
    return figures


def main() -> None:
    """Visit every page, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("address", nargs="?", default="http://127.0.0.1:8000")
    parser.add_argument("--slow", action="store_true", help="simulate a phone")
    asked = parser.parse_args()
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("no chromium here: apt-get install chromium")
    print(f"{'page':42}{'FCP':>7}{'LCP':>7}{'CLS':>8}{'TBT':>7}{'kB':>8}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        for path in PAGES:
            visits = [visit(browser, asked.address + path, slow=asked.slow) for _ in range(VISITS)]
            fcp, lcp, cls, blocked, weight = map(statistics.median, zip(*visits, strict=True))
            print(f"{path:42}{fcp:7.0f}{lcp:7.0f}{cls:8.3f}{blocked:7.0f}{weight:8.1f}")
        browser.close()


if __name__ == "__main__":
    main()
