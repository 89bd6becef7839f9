"""Commands on organisations."""
