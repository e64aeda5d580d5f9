PYTHON ?= python3
BIN := .venv/bin
# What is imported is compiled then; to compile all of it takes as long as to install it.
PIP := $(BIN)/pip install --quiet --no-compile --disable-pip-version-check --root-user-action ignore
LIBRARIES := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0

.PHONY: setup setup-dev run stop test test-hostile test-matrix test-browser test-screens test-faults test-services check format bench mutants messages requirements licences sbom

setup: .venv/installed

.venv/installed: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; name one with: make PYTHON=python3.11 …" if sys.version_info < (3, 11) else 0)'
	@echo "Installing the system's libraries, where they are missing …"
	@sh crm/launch/system.sh $(LIBRARIES)
	@echo "Installing Python's packages (some minutes the first time) …"
	@$(PYTHON) -m venv .venv || { sh crm/launch/system.sh python3-venv && $(PYTHON) -m venv .venv; }
	@$(PIP) --require-hashes -r requirements.txt
	@touch $@

.venv/installed-dev: .venv/installed requirements-dev.txt
	$(PIP) --require-hashes -r requirements-dev.txt
	@touch $@

setup-dev: .venv/installed-dev

run: setup
	@exec $(BIN)/python -m crm.launch run

stop: setup
	@$(BIN)/python -m crm.launch stop

test: setup-dev
	$(BIN)/python -m pytest -q -n 2 --dist worksteal --ignore=tests/browser --ignore=tests/faults --ignore=tests/hostile/test_forms.py --ignore=tests/hostile/test_addresses.py

# Every form, every address and every post with everything that nobody should type: `make test` sends a share of the posts alone.
test-hostile: setup-dev
	HOSTILE=whole $(BIN)/python -m pytest -q -n 2 tests/hostile tests/test_canary_of_staff.py tests/dispatch/test_queue.py tests/leads/channels/test_sums.py

# What every address answers to every role: `make test` asks one route in twenty.
test-matrix: setup-dev
	HOSTILE=whole $(BIN)/python -m pytest -q -n 2 --dist worksteal tests/matrix

# The browser tests drive Debian's chromium, with a Chinese font; where it can not be installed they are skipped, and say so.
test-browser: setup-dev
	@sh crm/launch/system.sh chromium fonts-wqy-microhei || true
	$(BIN)/python -m pytest -q -n 2 --dist loadfile tests/browser --ignore=tests/browser/test_every_screen.py

# Every screen of every role, one by one, as tests/browser/every_screen.py says.
test-screens: setup-dev
	@sh crm/launch/system.sh chromium fonts-wqy-microhei || true
	$(BIN)/python -m pytest -q -n 2 tests/browser/test_every_screen.py tests/browser/every_screen.py

# Kills each process of a house that really runs, takes its broker, database and disk away, and its first machine: nothing is lost or done twice.
# Then falsifies the database in every way that we know of, as its owner: each is found.
test-faults: setup-dev
	$(BIN)/python -m pytest -q --durations=0 --durations-min=1 tests/faults/test_drills.py tests/faults/test_recovery.py tests/proof/test_tampering.py

# The same with the brokers of many machines, and a house behind PgBouncer (and nginx, where it is there), from the distribution; skipped, and said so, where they can not be installed.
test-services: setup-dev
	@sh crm/launch/system.sh redis-server rabbitmq-server pgbouncer || true
	$(BIN)/python -m pytest -q -rs tests/faults/test_services.py tests/faults/test_machines.py

check: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --quiet --check --lint templates
	$(BIN)/python -m tests.lint.sheets
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py write_schema --check
	$(BIN)/python -m tests.lint.migrations
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/python -m tests.lint.beijing_days
	$(BIN)/python manage.py check

# Writes everything in the house's form.
format: setup-dev
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format .
	$(BIN)/djlint --quiet --reformat templates || true
	$(BIN)/python -m tests.lint.sheets --write

bench: setup-dev
	$(BIN)/python bench/run.py

# How many small faults planted in the engine its tests find. Takes hours.
mutants: setup-dev
	$(BIN)/mutmut run --max-children 2
	$(BIN)/mutmut results

# Needs GNU gettext; the compiled catalogues are kept with the sources, so that nobody else does.
messages: setup-dev
	$(BIN)/python manage.py makemessages -l zh_Hans --no-wrap --no-location -i .venv -i var -i bench -i tests
	$(BIN)/python manage.py compilemessages -l zh_Hans -i .venv

# Pins what requirements*.in ask for, for the oldest Python that is promised, each file by its hash.
requirements: setup-dev
	$(BIN)/uv pip compile --quiet --python-version 3.11.0 --strip-extras --no-emit-index-url --generate-hashes --custom-compile-command "make requirements" requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --python-version 3.11.0 --strip-extras --no-emit-index-url --generate-hashes --custom-compile-command "make requirements" requirements-dev.in -o requirements-dev.txt

# Writes docs/licences.md anew: what each pinned package says of its licence.
licences: setup-dev
	$(BIN)/python -m tests.lint.licences --write

# What a delivery is made of, in the CycloneDX format: what is pinned, with hashes; what is installed here, with licences.
sbom: setup-dev
	@mkdir -p var/sbom
	$(BIN)/cyclonedx-py requirements requirements.txt --output-reproducible --of JSON -o var/sbom/pinned.cdx.json
	$(BIN)/cyclonedx-py environment --output-reproducible --of JSON -o var/sbom/installed.cdx.json $(BIN)/python
