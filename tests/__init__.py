"""The tests: behaviour through the real thing, on text that was invented for them."""
