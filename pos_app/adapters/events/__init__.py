"""How Stripe's announcements reach the app: the local webhook listener."""
