"""The mobility board: posts that employers of the network want to fill, from draft to closing.

Offre de mobilité = Opening; modalité d’accès (mutation, détachement…) = Route; date limite =
closes_at; relecture = review; « toujours ouverte » = confirmation. An opening is live while it is
published, before its closing instant, not filled, and confirmed within 90 days: one rule, asked by
the list, the item, the counts, the exports and the panels.
"""
