"""The watch-list "where support should go first": reasons, weights, who may see it."""
