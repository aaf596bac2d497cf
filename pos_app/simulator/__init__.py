"""Training mode's payment provider: a local server that speaks Stripe's REST API.

It imports nothing of the application, so it cannot share its mistakes.
"""
