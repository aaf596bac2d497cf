"""pos_app: charge customers a shop already knows in Stripe, and be certain of the outcome."""

__version__ = "0.1.0"
