"""The road of a fact: from the seed files, by way of strict records, to the database."""
