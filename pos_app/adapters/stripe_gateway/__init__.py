"""Stripe through its official SDK: the only package that imports ``stripe``."""
