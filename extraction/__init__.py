"""A page becomes an article: pure functions, no network, no clock, no database."""
