"""Answers that need not be reckoned twice, kept in the process by what they hold under."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


class Kept:
    """Answers given, by what they hold under; the oldest make room."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.answers: OrderedDict[Any, Any] = OrderedDict()

    def __call__(self, key: tuple[object, ...], answer: Callable[[], T]) -> T:
        """What was answered under this key, else the answer, kept from now on."""
        if key not in self.answers:
            self.answers[key] = answer()
            if len(self.answers) > self.most:
                self.answers.popitem(last=False)
        found: T = self.answers[key]
        return found

    def forget(self, key: tuple[object, ...]) -> None:
        self.answers.pop(key, None)

    def known(self, key: tuple[object, ...]) -> Any:
        """What was answered, or None."""
        return self.answers.get(key)
