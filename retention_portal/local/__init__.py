"""The embedded PostgreSQL and Redis of a local copy, and the one command that runs everything."""
