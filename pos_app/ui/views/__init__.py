"""Widgets that draw plain data and emit signals."""
