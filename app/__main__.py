"""`python -m app` is `article-facts`."""

from app.cli import main

main()
