# This needs only make and Python 3.11 or later. Everything else goes into .venv.
PYTHON ?= python3

VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.installed-runtime
DRAFT := $(VENV)/.installed-draft
DEV := $(VENV)/.installed-dev
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-strip-extras $(if $(UPGRADE),--upgrade)
# Pass an option only if it is on the command line of make: some environments set HOST themselves.
option = $(if $(filter command,$(origin $(2))), --$(1) $($(2)))

# Some environments forbid Python to keep what it has compiled; then every test process compiles all.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test types tests coverage openapi check draft format lock wheel bench bench-full soak contract clients mutants sbom clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' Makefile

# glibc then gives memory back after a crowd of long responses.
run: export MALLOC_ARENA_MAX=2
run: export MALLOC_MMAP_THRESHOLD_=131072
run: $(RUNTIME) ## Start the service on 127.0.0.1:8000; elsewhere: make run PORT=9000 HOST=0.0.0.0
	@exec $(BIN)/article-facts serve$(call option,host,HOST)$(call option,port,PORT)

test: $(DEV) ## Check format, lint, layers, dependencies, the Dockerfile, then types and the tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-logo
	$(BIN)/deptry .
	$(BIN)/hadolint Dockerfile
	@$(MAKE) --no-print-directory --jobs=2 types tests

# Takes half a minute of one core, so the tests run meanwhile.
types: $(DEV)
	$(BIN)/mypy

# Four processes, even on two cores, because tests spend much of their time waiting.
tests: $(DEV)
	$(BIN)/pytest --numprocesses=4 --dist=worksteal --ignore=tests/clients

coverage: $(DEV) ## Run the tests and list the code that they do not run; takes twice as long
	$(BIN)/pytest --numprocesses=2 --dist=worksteal --ignore=tests/clients --cov --cov-report=term-missing:skip-covered

openapi: $(RUNTIME) ## Update openapi.json after a change to the API
	@$(BIN)/article-facts openapi > openapi.json.new && mv openapi.json.new openapi.json

check: $(RUNTIME) ## Check the seed files; against your copy of the article: make check TEXT=article.txt
	@$(BIN)/article-facts check $(if $(TEXT),--text $(TEXT))

draft: $(DRAFT) ## Draft the facts of a new article: make draft TEXT=article.txt [ID=its-id]
	@$(BIN)/article-facts draft $(TEXT) $(if $(ID),--id $(ID))

format: $(DEV) ## Format the code and apply the automatic fixes of the linter
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

lock: $(DEV) ## Update the lock files from pyproject.toml; with the newest versions: make lock UPGRADE=1
	$(COMPILE) pyproject.toml --extra build -o requirements.txt
	$(COMPILE) pyproject.toml --extra build --extra draft -c requirements.txt -o requirements-draft.txt
	$(COMPILE) pyproject.toml --extra build --extra draft --extra mcp --extra dev -c requirements-draft.txt -o requirements-dev.txt
	$(COMPILE) benchmarks/peers/requirements.in -o benchmarks/peers/requirements.txt

wheel: $(RUNTIME) ## Build dist/article_facts-*.whl, which needs nothing from this folder
	@$(BIN)/python -m hatchling build --target wheel

soak: $(DEV) ## Stress the service for half an hour: kills, faults, abuse; with more lists: SOAK_LISTS=folder
	SOAK_KILLS=200 SOAK_CLIENTS=200 SOAK_IDLE=5000 SOAK_ARTICLES=1500 SOAK_REQUESTS=100000 SOAK_CASES=200 \
		SOAK_EXAMPLES=1000 SOAK_LISTS="$(SOAK_LISTS)" \
		timeout --signal=INT 2700 $(BIN)/pytest tests/reliability tests/abuse -q -s

contract: $(DEV) ## Test the service against openapi.json: 2,000 cases for each operation, in half an hour
	SOAK_CASES=2000 SOAK_PHASES=examples,coverage,fuzzing,stateful \
		timeout --signal=INT 3600 $(BIN)/pytest tests/abuse/test_contract.py -q -s

clients: $(DEV) ## Generate clients in several languages from openapi.json and call the service with each
	$(BIN)/pytest tests/clients -q

# Works on a copy without the cache of dates, because the cache would hide changes to its function.
mutants: $(DEV) ## Change the code that keeps the data true in about 900 ways; list the changes that no test notices
	rm -rf build/mutants && mkdir -p build/mutants
	git ls-files -z | tar --create --null --files-from=- | tar --extract --directory=build/mutants
	sed -i '/^@lru_cache/d' build/mutants/app/core/edtf.py
	cd build/mutants && $(abspath $(BIN))/mutmut run && $(abspath $(BIN))/mutmut results

sbom: $(RUNTIME) ## Print the bill of materials, with versions, hashes and licences (CycloneDX)
	@$(BIN)/python -m tests.supply.sbom

bench: $(RUNTIME) ## Compare the speed with nginx, bare uvicorn, Hono and others; five minutes, needs two cores
	@$(BIN)/python -m benchmarks.run

bench-full: $(RUNTIME) ## The same with more rounds, then growth to a million facts; up to half an hour
	@$(BIN)/python -m benchmarks.run --rounds 5
	@$(BIN)/python -m benchmarks.growth

clean: ## Remove everything that make created: .venv, caches, reports, the database
	rm -rf $(VENV) .bench .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist htmlcov
	rm -f .coverage .coverage.* article-facts.db article-facts.db-wal article-facts.db-shm
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "error: $(PYTHON) is not Python 3.11 or later; choose another: make run PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)

# Install a lock file, then the package itself from this folder.
define install
	@echo "Installing $(1) into $(VENV), once ..."
	@$(INSTALL) --require-hashes -r $(1)
	@$(INSTALL) --no-deps --no-build-isolation -e .
endef

$(RUNTIME): $(VENV)/pyvenv.cfg requirements.txt pyproject.toml
	$(call install,requirements.txt)
	@$(BIN)/python -m compileall -q app migrations
	@touch $@

$(DRAFT): $(RUNTIME) requirements-draft.txt
	$(call install,requirements-draft.txt)
	@touch $@

$(DEV): $(VENV)/pyvenv.cfg requirements-dev.txt pyproject.toml
	$(call install,requirements-dev.txt)
	@touch $(RUNTIME) $(DRAFT) $@
