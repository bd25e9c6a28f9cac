"""What things are: the tables, and the shape in which each noun is shown."""
