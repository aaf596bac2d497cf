"""Screens, in layers: presenters (no Qt), views, the shell, and the embedded page."""
