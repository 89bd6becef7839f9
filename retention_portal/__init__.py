"""The GP Retention Portal: the frame that the slices stand in."""
