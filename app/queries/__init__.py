"""How things are found: questions, the SQL that answers them, the database. Knows no HTTP."""
