"""What people take a seat in: course runs and events share one engine.

Une chose où l’on s’inscrit = Bookable; demi-journée, créneau = Slot. Its hours are those of the
place (wall time and zone). Registering, waiting lists and attendance will stand on these two tables.
"""
