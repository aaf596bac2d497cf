"""Screens
