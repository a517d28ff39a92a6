"""`make bench`: each part of the site measured in turn."""

from __future__ import annotations

from bench import board, certificates, courses, joined, news, practices, referential, seats


def main() -> None:
    board.main()
    courses.main()
    practices.main()
    referential.main()
    seats.main()
    certificates.main()
    news.main()
    joined.main()


if __name__ == "__main__":
    main()
