"""Where things are: régions, départements, communes (INSEE codes) with a point and its precision.

Région = Region, département = Department, commune = Municipality.
"""
