"""Registrations, and the seats they take."""
