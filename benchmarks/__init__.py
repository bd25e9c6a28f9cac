"""How fast the service is beside what people would use instead."""
