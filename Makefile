# Everything goes through CMake presets; this file only names what people do.
.DEFAULT_GOAL := help
JOBS ?= $(shell nproc)
# A new folder for each run, so that a second one loses nothing.
DATA ?= $(CURDIR)/demo-data/$(shell date +%Y-%m-%dT%H-%M-%S)
FUZZ_SECONDS ?= 60
# Where `make install` puts what was built in BUILT; a packager stages it below DESTDIR.
PREFIX ?= /usr/local
BUILT ?= build/release

.PHONY: help
help: ## Show this help
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-9s %s\n", $$1, $$2}'

.PHONY: deps
deps: ## Install the Debian packages of deps/debian.txt that are missing
	@deps/setup

.PHONY: build
build: deps ## Build build/release/equipoise
	@cmake --preset release >build-release.log 2>&1 || { cat build-release.log; exit 1; }; rm -f build-release.log
	@cmake --build build/release -j $(JOBS) --target equipoise

.PHONY: run
run: build ## Build, tell the whole story with real cryptography, and leave the server running
	@build/release/equipoise demo --data $(DATA)

.PHONY: install
install: build ## Install programs, libraries and headers below PREFIX=/usr/local (sudo make install)
	@cmake --build $(BUILT) -j $(JOBS) --target shipped
	@DESTDIR=$(DESTDIR) cmake --install $(BUILT) --prefix $(PREFIX) >/dev/null
	@echo "Installed: $(DESTDIR)$(PREFIX)/bin/equipoise"

.PHONY: deb
deb: build ## Pack what `make install` installs as a Debian package, with the server's systemd unit
	@cmake --build $(BUILT) -j $(JOBS) --target shipped
	@tools/make_deb $(BUILT)

.PHONY: test
test: deps ## Build with two compilers and run every test, attack, fuzzer and check
	@tools/test_all $(JOBS) $(FUZZ_SECONDS)

.PHONY: check
check: ## The tree's own checks and the tests of the rooms that differ from main: before a commit
	@cmake --preset dev >/dev/null
	@cmake --build build/dev -j $(JOBS) --target shipped
	@ctest --test-dir build/dev --output-on-failure -L tree -LE wasm
	@tools/check_room $(JOBS)

.PHONY: format
format: ## Lay out every C++ file by .clang-format
	@tools/format

.PHONY: tidy
tidy: deps ## Ask clang-tidy (.clang-tidy) about every C++ source
	@cmake --preset dev >/dev/null
	@tools/tidy_all $(JOBS) --all

.PHONY: room
room: ## Build and test one room (make room R=gate)
	@tools/check_room $(JOBS) $(R)

.PHONY: removable
removable: deps ## Run every attack once more without the checks that stop it
	@cmake --preset dev >/dev/null && cmake --build build/dev -j $(JOBS) --target equipoise
	@journeys/attacks/without_checks.py build/without --jobs $(JOBS) --absent-from build/dev/equipoise

.PHONY: wasm
wasm: deps ## Build the libraries as WebAssembly and run their tests and the MLS vectors under Node
	@deps/setup wasm.txt
	@tools/check_wasm $(JOBS)

.PHONY: web
web: deps ## Build the messenger for browsers: build/web, for `equipoise serve --web build/web`
	@deps/setup wasm.txt
	@tools/build_web $(JOBS)

.PHONY: bench
bench: build ## Measure each room against primitives in the same process
	@build/release/equipoise bench all

.PHONY: ct
ct: deps ## Check under valgrind that no secret decides a branch or an address
	@cmake --preset release >/dev/null
	@cmake --build build/release -j $(JOBS) --target eq_ct
	@ctest --test-dir build/release -L ct --verbose

.PHONY: fuzz
fuzz: deps ## Fuzz every decoder (FUZZ_SECONDS=600 make fuzz for ten minutes in all)
	@cmake --preset asan >/dev/null
	@cmake --build build/asan -j $(JOBS)
	@tools/fuzz_all build/asan/fuzz $(FUZZ_SECONDS)

.PHONY: fuzz-mls
fuzz-mls: deps ## Fuzz each of the MLS engine's six targets for ten minutes
	@cmake --preset asan >/dev/null
	@cmake --build build/asan -j $(JOBS) --target $(foreach t,process join state journal message key_package,mls_$(t)_fuzz)
	@tools/fuzz_all build/asan/fuzz 3600 mls_

.PHONY: simulate
simulate: deps ## Run long random group histories (EQUIPOISE_SEED=n repeats one)
	@cmake --preset dev >/dev/null
	@cmake --build build/dev -j $(JOBS) --target eq_mls_test
	@EQUIPOISE_STEPS=5000 build/dev/eq_mls_test --gtest_filter='*Simulation*'

.PHONY: storage
storage: deps ## Fail every call and every allocation of a longer load on the server's database
	@cmake --preset dev >/dev/null
	@cmake --build build/dev -j $(JOBS) --target app_storage_test
	@EQUIPOISE_STORAGE=long build/dev/app_storage_test

KILLS ?= 1000
.PHONY: soak
soak: deps ## Kill the server, and PostgreSQL below it, KILLS times at random moments under load
	@cmake --preset dev >/dev/null
	@cmake --build build/dev -j $(JOBS) --target app_binary_test app_postgres_binary_test
	@EQUIPOISE_KILLS=$(KILLS) build/dev/app_binary_test --gtest_filter='*KilledAtAnyMoment*'
	@EQUIPOISE_KILLS=$(KILLS) build/dev/app_postgres_binary_test --gtest_filter='*Killed*'

.PHONY: release
release: deps ## Build the released programs twice in different folders and compare
	@tools/release $(JOBS)

.PHONY: clean
clean: ## Remove what was built
	@rm -rf build demo-data
