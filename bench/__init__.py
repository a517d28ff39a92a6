"""The benchmarks: our pages as ratios to a bare Flask page, under the same gunicorn, in one run."""
