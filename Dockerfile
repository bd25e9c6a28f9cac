# The digest of the tag's index for all platforms; SECURITY.md says how to update it.
ARG BASE=python:3.11.16-slim@sha256:9c900dea9e8fb7e16277c179b555cc72d29a352dbc33cff48ad5a0412fd5bfc7

FROM ${BASE} AS builder
WORKDIR /src
RUN python3 -m venv /opt/venv
COPY requirements.txt ./
RUN /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt
COPY pyproject.toml LICENSE README.md ./
COPY app app
COPY migrations migrations
COPY seed seed
RUN /opt/venv/bin/python -m hatchling build --target wheel \
    && /opt/venv/bin/pip install --no-cache-dir --no-deps --no-index dist/*.whl \
    && /opt/venv/bin/python -m pip uninstall --quiet --yes \
        editables hatchling packaging pathspec pip pluggy setuptools tomlkit trove-classifiers

FROM ${BASE}
# With the two MALLOC variables, glibc gives memory back after a crowd of long responses.
ENV PATH=/opt/venv/bin:$PATH \
    MALLOC_ARENA_MAX=2 \
    MALLOC_MMAP_THRESHOLD_=131072 \
    PYTHONUNBUFFERED=1 \
    ARTICLE_FACTS_HOST=0.0.0.0 \
    ARTICLE_FACTS_PORT=8000 \
    DATABASE_URL=sqlite:////var/lib/article-facts/article-facts.db
COPY --from=builder /opt/venv /opt/venv
# The base has no bytecode of the standard library, and the user below cannot write it: each health check would compile
# what it imports.
RUN python3 -m compileall -q -x site-packages "$(python3 -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')" \
    && install -d -o 10001 -g 10001 /var/lib/article-facts
WORKDIR /var/lib/article-facts
USER 10001:10001
# The facts are part of the image: a new container answers at once and needs no volume.
RUN ["article-facts", "seed"]
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD ["python3", "-c", "import os, urllib.request as r; r.build_opener(r.ProxyHandler({})).open('http://127.0.0.1:' + os.environ['ARTICLE_FACTS_PORT'] + '/readyz', timeout=2)"]
CMD ["article-facts", "serve"]
