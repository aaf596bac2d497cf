"""What the screens do, without Qt."""
