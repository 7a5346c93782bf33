# Each target does its own set-up on a bare Debian with the Rust toolchain and node, and is quick when it is done.
#
#   make run      the site on http://127.0.0.1:8080, with demonstration data at the first start
#   make test     everything below that judges a change: lint, both databases, browser, peers
#   make lint     format, clippy, documentation
#   make browser  the journey in a real browser, axe on every page
#   make peers    a real SMTP server receives our mails, a real S3 service keeps files, a real antivirus reads them,
#                 real OpenID clients sign in at the sandbox
#   make load     benchmarks, written to target/load/report.json
#   make load-flows  complete sign-ins at the sandbox, traced or not, and at another provider, in target/load/flows.json
#   make load-queue  the queue at 10,000 and 1,000,000 requests, with the plans of its queries, in target/load/queue.json
#   make dist     one stripped binary in target/dist/guichet
#   make clean    removes all that the targets above made

SHELL := /bin/sh
.DELETE_ON_ERROR:
.PHONY: run test lint cargo-test browser peers load load-flows load-queue dist clean pages setup-build

data := $(or $(GUICHET_DATA_DIR),data)
browser_modules := tests/browser/node_modules/.package-lock.json
peers_venv := tests/peers/.venv/stamp
peers_modules := tests/peers/node_modules/.package-lock.json
rival_modules := tests/load/rival/node_modules/.package-lock.json
sources := $(shell find templates src -name '*.html' -o -name '*.rs')

# Databases of tests live for seconds: where memory is plenty (8 GB of it), none of them waits for a disk.
memory := $(shell test -w /dev/shm && test "$$(df --output=avail /dev/shm | tail -n 1)" -gt 8000000 && echo /dev/shm)
cargo-test browser peers: export TMPDIR := $(or $(memory),$(TMPDIR),/tmp)

run: setup-build pages
	@test -e $(data)/guichet.db || test -n "$(GUICHET_DATABASE_URL)" || cargo run --locked -- demo || \
		{ rm -f $(data)/guichet.db*; exit 1; }
	cargo run --locked -- serve

# Two parts at a time: a compiler's last minute and a browser's waits leave one of two cores idle. What they install is
# installed before, since two installers would wait for one another.
test:
	@.ci/setup.sh build pages postgres papers browser peers
	@echo "Running lint, tests, browser and peers, two at a time; each shows what it printed when it ends"
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target pages $(browser_modules) $(peers_venv) $(peers_modules)
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target lint cargo-test browser peers

# Its own build folder, since cargo lets one command at a time in a build folder.
lint: export CARGO_TARGET_DIR := target/lint
lint: setup-build
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --document-private-items --quiet

cargo-test: setup-build
	@.ci/setup.sh postgres papers
	.ci/postgres.sh cargo test --locked

browser: setup-build pages $(browser_modules)
	@.ci/setup.sh browser
	cargo build --locked
	node --test --test-concurrency=2 --test-reporter=spec tests/browser/*.test.mjs

peers: setup-build pages $(peers_venv) $(peers_modules)
	cargo build --locked
	tests/peers/.venv/bin/python -m unittest discover -s tests/peers -v

load: setup-build pages
	@.ci/setup.sh postgres
	.ci/postgres.sh cargo bench --locked --bench load -- target/load/report.json

load-flows: setup-build pages $(rival_modules)
	@.ci/setup.sh postgres
	.ci/postgres.sh cargo bench --locked --bench load -- flows target/load/flows.json

load-queue: setup-build pages
	@.ci/setup.sh postgres
	.ci/postgres.sh cargo bench --locked --bench load -- queue target/load/queue.json

dist: setup-build pages
	cargo build --locked --profile dist
	@ls -lh target/dist/guichet

clean:
	rm -rf target static/dsfr static/node_modules tests/browser/node_modules tests/browser/shots tests/peers/.venv \
		tests/peers/node_modules tests/load/rival/node_modules

# The design system, without which the site stands on a plain style sheet.
pages: static/dsfr/dsfr.css

static/dsfr/dsfr.css: static/node_modules/.package-lock.json static/build.mjs $(sources)
	@node static/build.mjs

static/node_modules/.package-lock.json: static/package-lock.json
	@.ci/setup.sh pages
	@echo "Installing the design system (static/package-lock.json)"
	@npm ci --prefix static --no-audit --no-fund --loglevel=error
	@touch $@

$(browser_modules): tests/browser/package-lock.json
	@.ci/setup.sh pages
	@echo "Installing the browser driver and axe (tests/browser/package-lock.json)"
	@npm ci --prefix tests/browser --no-audit --no-fund --loglevel=error
	@touch $@

$(peers_modules): tests/peers/package-lock.json
	@.ci/setup.sh pages
	@echo "Installing the OpenID client for Node.js (tests/peers/package-lock.json)"
	@npm ci --prefix tests/peers --no-audit --no-fund --loglevel=error
	@touch $@

$(rival_modules): tests/load/rival/package-lock.json
	@.ci/setup.sh pages
	@echo "Installing the provider to compare with (tests/load/rival/package-lock.json)"
	@npm ci --prefix tests/load/rival --no-audit --no-fund --loglevel=error
	@touch $@

$(peers_venv): tests/peers/requirements.txt
	@.ci/setup.sh peers
	@echo "Installing the mail server, the S3 service and the OpenID clients (tests/peers/requirements.txt)"
	@python3 -m venv tests/peers/.venv
	@tests/peers/.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

setup-build:
	@.ci/setup.sh build
