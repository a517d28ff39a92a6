"""`make bench`: each part of the site measured in turn."""

from __future__ import annotations

from bench import (
    board,
    career,
    certificates,
    courses,
    everything,
    news,
    plans,
    practices,
    referential,
    seats,
)


def main() -> None:
    board.main()
    courses.main()
    plans.main()
    practices.main()
    referential.main()
    seats.main()
    certificates.main()
    news.main()
    everything.main()
    career.main()


if __name__ == "__main__":
    main()
