"""Answers that need not be reckoned twice, kept in the process by what they hold under."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

T = TypeVar("T")


class Kept:
    """Answers given, by what they hold under; those asked longest ago make room."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.answers: OrderedDict[Any, Any] = OrderedDict()

    def __call__(self, key: tuple[object, ...], answer: Callable[[], T]) -> T:
        """What was answered under this key, else the answer, kept from now on."""
        found: T
        try:
            found = self.answers[key]
        except KeyError:
            found = self.answers[key] = answer()
            while len(self.answers) > self.most:
                self.answers.popitem(last=False)
        else:
            with suppress(KeyError):  # another thread just made room
                self.answers.move_to_end(key)
        return found

    def forget(self, key: tuple[object, ...]) -> None:
        self.answers.pop(key, None)

    def known(self, key: tuple[object, ...]) -> Any:
        """What was answered, or None."""
        return self.answers.get(key)
