"""From a file as sent to a table of text: nothing here knows what a figure means."""
