# make help lists what there is. PostgreSQL, Chromium and LibreOffice are taken from the system's packages.

GO ?= go
export GOFLAGS ?= -buildvcs=false

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

.PHONY: demo
demo: ## run the made county: prints an address and accounts
	$(GO) run ./cmd/bihuan demo

.PHONY: build
build: ## build ./bihuan
	$(GO) build -o bihuan ./cmd/bihuan

.PHONY: test
test: tools lint ## install what the tests need, then run all of them with the race detector
	$(GO) test -timeout 20m ./find/measure # one goroutine and minutes of arithmetic: nothing for the race detector
	$(GO) test -race -timeout 20m $$($(GO) list ./... | grep -v /find/measure)

.PHONY: quick
quick: ## the tests without race detector and browser
	$(GO) test $$($(GO) list ./... | grep -v /e2e)

.PHONY: lint
lint: ## gofmt, vet, staticcheck, generated pages
	@test -z "$$(gofmt -l $$(git ls-files '*.go' | grep -v _templ.go))" || { gofmt -l $$(git ls-files '*.go' | grep -v _templ.go); echo 'run gofmt -w on these'; exit 1; }
	$(GO) vet ./...
	$(GO) tool staticcheck ./...

.PHONY: tools
tools: ## install PostgreSQL, Chromium, LibreOffice, poppler, fonts and a C compiler from the system's packages when missing
	@.ci/tools

.PHONY: pages
pages: ## generate the pages' Go from .templ files
	$(GO) tool templ generate

.PHONY: golden
golden: ## write the golden files anew; read the difference before you commit it
	UPDATE=1 $(GO) test ./domain/petition
	$(GO) test ./domain/org ./domain/letter ./paper/press -update
