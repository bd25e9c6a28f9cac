"""What all resources share: vocabularies, dates, bounds, records and their rendering."""
