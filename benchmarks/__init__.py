"""Compares the service's speed with what people would use instead."""
