"""Tests of the web pages, most in a real browser."""
