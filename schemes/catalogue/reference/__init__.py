"""Data of the rule books that ships with the product: the register of facts, dated rates, configuration."""
