"""Talk to someone: one question, and the way to whoever suits. Nothing is kept here, so there are no models."""
