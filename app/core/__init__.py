"""What every resource is made of: vocabularies, dates, bounds, records and their rendering."""
