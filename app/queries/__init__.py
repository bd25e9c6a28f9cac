"""Questions, the SQL that answers them, and search. The first argument is always a snapshot."""
