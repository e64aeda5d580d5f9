"""What the year will bring: money signed and arrived by its end, with its range."""
