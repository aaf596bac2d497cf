"""Screens: presenters without Qt, views without decisions."""
