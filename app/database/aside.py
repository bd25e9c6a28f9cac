"""A thread for questions that take long, so that nobody else has to wait for them."""

from asyncio import get_running_loop, sleep
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from math import inf
from time import perf_counter
from typing import TypeVar

T = TypeVar("T")

SOON = 0.02
"""What takes more than so many seconds is asked aside."""


class TakesLong(Exception):
    """A question takes more time than may be spent on it here."""


class Aside:
    """One thread, in which one question is answered after the other."""

    def __init__(self, most: float) -> None:
        """None may take more than `most` seconds of it."""
        self.most = most
        self.closed = False
        self._thread = ThreadPoolExecutor(1, "aside")

    async def run(self, function: Callable[[], T]) -> T:
        """What `function` returns, which is called in the thread."""
        # Who would not wait is done with it before anything has begun.
        await sleep(0)
        return await get_running_loop().run_in_executor(self._thread, function)

    def close(self) -> None:
        """Give up what is being asked, and what waits."""
        self.closed = True
        self._thread.shutdown(wait=False, cancel_futures=True)


class Deadline:
    """When a connection is to give up what it is at."""

    def __init__(self, aside: Aside | None) -> None:
        """Never, until `at` is set or `aside` is closed."""
        self.at = inf
        self._aside = aside

    def passed(self) -> bool:
        """Whether it is that time."""
        return perf_counter() > self.at or (self._aside is not None and self._aside.closed)
