"""Good practices: what a territory tried, what it cost, what came of it, told so that others can redo it.

Bonne pratique, fiche → Practice; ce qu’elle dit → Sheet, kept as numbered PracticeVersion rows;
relecture → Review; thématique → Theme. A sheet belongs to an organization, not to a person.
Its state is read from two pointers (the published version, the working one) and a few dates:
no column says it, so none can contradict them. What is not published exists for its owner alone.
"""
