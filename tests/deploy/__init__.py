"""What is installed around the site: nginx, units, containers."""
