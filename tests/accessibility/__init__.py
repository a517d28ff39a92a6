"""RGAA 4.1: what a machine can check of every page, and the table of what checks what."""
