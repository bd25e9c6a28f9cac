"""Seeding: reads the seed files into strict records and writes them to the database."""
