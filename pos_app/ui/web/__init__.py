"""The embedded web page with Stripe's Payment Element."""
