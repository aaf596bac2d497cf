"""The outside world behind our ports: Stripe, the database, the keyring, files."""
