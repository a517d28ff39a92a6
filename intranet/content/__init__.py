"""Starting content, so that the site opens on real things; and synthetic volume, for measuring."""
