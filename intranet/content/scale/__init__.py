"""Synthetic volume, reproducible by its seed: as much as a benchmark asks, marked as demonstration."""
