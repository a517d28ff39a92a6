"""How often each thing may be tried: every limit of the site, in one list.

They hold over all processes and hosts, whatever the database (`intranet/kit/limits.py`). No account
is ever locked: what is limited is one account from one place. Told in docs/reglages.md, which a
test compares with this page.
"""

from __future__ import annotations

from datetime import timedelta

from intranet.kit.limits import Limit

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
FIVE_MINUTES = 5 * MINUTE

# Signing in: failures alone count. In this order: who insists on one account from one place does
# not use up what is everybody's.
SIGN_IN_PAIR = Limit("sign-in pair", 10, FIVE_MINUTES)  # one account, from one place
SIGN_IN_PLACE = Limit("sign-in place", 60, FIVE_MINUTES)
SIGN_IN_ALL = Limit("sign-in all", 1_000, FIVE_MINUTES)
SIGN_IN_TOLD = Limit("sign-in told", 1, FIVE_MINUTES)  # a line of the journal, by place
PROVIDER_PLACE = Limit("provider place", 60, FIVE_MINUTES)  # sign-ins by OpenID Connect begun

# Wrong codes for one account, from anywhere: whoever tries has its password already. At fifty a day,
# three codes of a million being right at any instant, it takes a dozen years to have one chance in two.
SECOND_FACTOR = (
    Limit("second factor 5 min", 5, FIVE_MINUTES),
    Limit("second factor hour", 20, HOUR),
    Limit("second factor day", 50, DAY),
)

# Letters that somebody may have sent to an address that is not theirs.
SIGN_UP_PLACE = Limit("sign-up place", 30, HOUR)
SIGN_UP_LETTERS = Limit("sign-up letters", 3, 6 * HOUR)  # to one address
RESET_PLACE = Limit("reset place", 60, HOUR)
RESET_LETTERS = Limit("reset letters", 5, DAY)  # to one address

# What is heavy, or could be taken away whole. Searches: see SEARCHES_A_MINUTE.
SUGGESTIONS_FOR_A_SEARCH = 4  # a page is asked for once, suggestions at each letter
EXPORT = Limit("export", 10, HOUR)  # of all one's data

# What ends in somebody's box, or in the work of others.
APPLICATIONS = Limit("applications", 20, DAY)
APPLICATION_FILES = Limit("application files", 10, DAY)
APPLICATION_MESSAGES = Limit("application messages", 10, DAY)  # of one person, about one
RELAYED = Limit("relayed", 20, DAY)  # messages passed on to employers

# Links and codes that are not to be tried one after the other, from one place.
SHARES = Limit("shares", 60, HOUR)
CERTIFICATES = Limit("certificates", 20, 10 * MINUTE)  # codes that nobody has


def searches(a_minute: int) -> tuple[Limit, Limit]:
    """Of pages, and of what comes while one types."""
    return (
        Limit("search", a_minute, MINUTE),
        Limit("suggestions", a_minute * SUGGESTIONS_FOR_A_SEARCH, MINUTE),
    )
