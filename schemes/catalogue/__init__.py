"""The offers: what each scheme asks, what it pays, since when and until when."""
