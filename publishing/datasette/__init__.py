"""The reading room: Datasette with pages of our own for people, over the same database that scripts query."""
