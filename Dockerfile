FROM python:3.11-slim AS builder
WORKDIR /srv/article-facts
RUN python3 -m venv /opt/venv
COPY requirements.txt ./
RUN /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt
COPY pyproject.toml LICENSE README.md ./
COPY app app
# Editable: the package is read from this same folder in the image below, beside migrations and seed.
RUN /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation -e . \
    && /opt/venv/bin/python -m pip uninstall --quiet --yes setuptools pip

FROM python:3.11-slim
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DATABASE_URL=sqlite:////var/lib/article-facts/article-facts.db
WORKDIR /srv/article-facts
COPY --from=builder /opt/venv /opt/venv
COPY pyproject.toml LICENSE README.md ./
COPY app app
COPY migrations migrations
COPY seed seed
RUN python3 -m compileall -q app migrations \
    && install -d -o 10001 -g 10001 /var/lib/article-facts
USER 10001:10001
# The facts are part of the image: a new container answers at once and needs no volume.
RUN ["article-facts", "seed"]
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
    CMD ["python3", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
CMD ["article-facts", "serve", "--host", "0.0.0.0", "--port", "8000"]
