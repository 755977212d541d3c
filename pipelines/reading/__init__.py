"""What a text says of itself without a field for it: its language, and where and by which agency it was written."""
