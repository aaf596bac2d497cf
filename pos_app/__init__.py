"""A counter app that charges customers a shop already knows in Stripe."""

__version__ = "0.1.0"
