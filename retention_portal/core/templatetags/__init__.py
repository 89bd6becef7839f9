"""Tags for the few templates that are Django's."""
