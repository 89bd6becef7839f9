"""Regions, systems, sub-ICB locations, networks, practices and others, as they stood on any day."""
