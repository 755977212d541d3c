"""The words that tell security and defence from the rest: data in YAML, and how a text is judged by it."""
