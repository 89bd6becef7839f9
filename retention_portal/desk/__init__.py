"""The top slice: home, navigation, what waits, my pages, statements, error pages."""
