"""`scrapy sources add`: from any page of a site to a source file."""
