"""What happens to members: signing up and in, joining an organization, being admitted, leaving."""

from __future__ import annotations

from intranet.members.actions.accounts import (
    Address,
    add,
    ask_for_a_new_password,
    at_closing,
    change_password,
    choose_password,
    close_account,
    confirm,
    forget_old,
    sign_up,
)
from intranet.members.actions.finding import let_be_found
from intranet.members.actions.inactivity import close_inactive, warn_inactive
from intranet.members.actions.memberships import (
    admit,
    ask_for_roles,
    ask_to_join,
    decide_on_roles,
    leave,
    refuse,
    withdraw,
)
from intranet.members.actions.sessions import close_other_sessions, close_session, open_session

__all__ = [
    "Address",
    "add",
    "admit",
    "ask_for_a_new_password",
    "ask_for_roles",
    "ask_to_join",
    "at_closing",
    "change_password",
    "choose_password",
    "close_account",
    "close_inactive",
    "close_other_sessions",
    "close_session",
    "confirm",
    "decide_on_roles",
    "forget_old",
    "leave",
    "let_be_found",
    "open_session",
    "refuse",
    "sign_up",
    "warn_inactive",
    "withdraw",
]
