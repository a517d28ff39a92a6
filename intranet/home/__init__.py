"""The front page, the dashboards, search over everything, and what every page shows around itself."""
