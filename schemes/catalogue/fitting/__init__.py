"""What fits me? Six questions without an account, then at most three things worth a look and who will ring."""
