"""One `scrapy` verb a file; Scrapy finds them by COMMANDS_MODULE."""
