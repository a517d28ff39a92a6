"""What people take a seat in: course runs and events share one engine.

Une chose où l’on s’inscrit = Bookable; demi-journée, créneau = Slot; inscription = Registration.
Its hours are those of the place (wall time and zone). Whoever counts seats takes its lock first.
"""
