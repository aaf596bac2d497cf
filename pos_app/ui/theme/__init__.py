"""One set of tokens for the Qt widgets and for Stripe's Payment Element."""
