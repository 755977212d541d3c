"""A press of invented outlets on loopback, so that a collector can be tried where the truth is known to the letter.

Each outlet has its own address (127.78.0.N, one port for all), so a host's pace can be observed. An outlet is a file in
``outlets/``, an article a file in ``articles/<outlet>/``, a page layout a file in ``templates/``. What should come out
of a crawl is in ``truth.py``. Only the standard library and PyYAML are needed: ``python -m newsroom``.
"""
