"""What people say about things: remarks at the object itself, never a general forum.

Discussion, commentaire = Comment. Any thing can be spoken of: a subject is a kind and a number
(`proposal` 12), so that the package knows none of the domains above it.
"""
