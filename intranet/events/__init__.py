"""Meetings: where people of the network met, or will. Coming and past ones make the agenda.

Événement, rencontre → Event; organisateur → Organizer; programme → programme.
A meeting whose day nobody wrote down has none here either: `date_note` says what is known.
"""
