# The OpenTelemetry Collector: our own distribution (otelcol/*.go) over Debian's Go libraries. Sourced, not run.
# GOPATH mode, no network for Go: everything comes from Debian packages of one suite, so all libraries fit each other.

COLLECTOR_SUITE=${ANALYTICS_COLLECTOR_SUITE:-sid} # the only suite that has the Collector's libraries

install_collector() {
    local stamp
    only_one collector
    stamp=$(stamp_of "$HERE/lib/collector.sh" "$HERE/otelcol/"*)
    has_stamp collector "$stamp" && { say "collector: already there ($(cat "$STACK/manifest.d/otelcol"))"; return 0; }
    rm -f "$STACK/collector.failed"
    if build_collector; then
        put_stamp collector "$stamp"
        return 0
    fi
    touch "$STACK/collector.failed"
    rm -f "$BIN/otelcol" "$STACK/manifest.d/otelcol"
    complain "collector: NO COLLECTOR could be compiled ($STACK/logs/build-otelcol.log). The stack works without it: OTLP goes straight to vmagent."
    return 1
}

build_collector() {
    local began=$EPOCHREALTIME version short missing
    rm -rf "$STACK/tmp/go" "$STACK/tmp/gocache"
    mkdir -p "$STACK/logs"
    with_suite "$COLLECTOR_SUITE" || return 1
    GO_VERSION=$(apt-cache "${APT[@]}" depends golang-go 2> /dev/null | sed -nE 's/.*Depends: golang-([0-9.]+)-go$/\1/p' | sed -n 1p)
    version=$(version_of golang-opentelemetry-collector-dev | sed -E 's/[-+~].*//')
    [ -n "$GO_VERSION" ] && [ -n "$version" ] || { complain "collector: $COLLECTOR_SUITE has no Go or no Collector libraries now"; return 1; }

    # Go first: the standard library compiles while the libraries are still on their way.
    fetch "$STACK/debs/go" "golang-$GO_VERSION-go" "golang-$GO_VERSION-src" || return 1
    unpack_go "$STACK/debs/go" || return 1
    say "collector: Go $GO_VERSION unpacked in $(seconds_since "$began") s"
    go_here build std_of_collector > "$STACK/logs/build-std.log" 2>&1 &
    local std=$!

    began=$EPOCHREALTIME
    short=$(served $(grep -v '^#' "$HERE/otelcol/packages.txt"))
    missing=$(grep -v '^#' "$HERE/otelcol/packages.txt" | sort -u | comm -23 - <(echo "$short"))
    [ -z "$missing" ] || say "collector: $COLLECTOR_SUITE no longer has $missing"
    # shellcheck disable=SC2086
    fetch "$STACK/debs/golibs" $short && unpack_go "$STACK/debs/golibs" || { wait $std; return 1; }
    say "collector: $(echo "$short" | wc -l) libraries fetched and unpacked in $(seconds_since "$began") s"
    wait $std || true # only a head start

    began=$EPOCHREALTIME
    if ! go_build "$version"; then
        complain "collector: the short list was not enough ($(grep -m1 . "$STACK/logs/build-otelcol.log")); taking the full dependency closure"
        fetch_closure && go_build "$version" || return 1
    fi
    runs "$BIN/otelcol.new" validate --config "$HERE/otelcol/smoke.yaml" || { complain "collector: compiled, but refuses a small configuration"; return 1; }
    mv -f "$BIN/otelcol.new" "$BIN/otelcol"
    note otelcol "$version"
    note go "$GO_VERSION"
    say "collector: $version compiled in $(seconds_since "$began") s"
    # Twenty thousand files: nobody should wait for their going.
    rm -rf "$STACK/debs/go" "$STACK/debs/golibs" "$STACK/tmp/old-go"
    mkdir -p "$STACK/tmp/old-go"
    mv "$STACK/tmp/go" "$STACK/tmp/gocache" "$STACK/tmp/old-go/"
    (rm -rf "$STACK/tmp/old-go" > /dev/null 2>&1 < /dev/null &)
}

# Tests and test data stay packed, but for the Collector's own pdata/testdata, which is compiled.
unpack_go() {
    local deb
    for deb in "$1"/*.deb; do
        unpack "$deb" "$STACK/tmp/go" --exclude='*_test.go' --exclude='./usr/share/go-*/test/*' --exclude='./usr/share/go-*/src/*/testdata/*' \
            --exclude='*/klauspost/compress/*testdata/*' --exclude='*/pierrec/lz4/*testdata/*' || return 1
    done
}

fetch_closure() {
    local all
    all=$(apt-get "${APT[@]}" -s install golang-opentelemetry-collector-dev golang-github-coreos-bbolt-dev 2> /dev/null |
        sed -nE 's/^Inst (golang-[^ ]+-dev) .*/\1/p')
    # shellcheck disable=SC2086
    fetch "$STACK/debs/golibs" $all && unpack_go "$STACK/debs/golibs"
}

go_build() { mkdir -p "$BIN" && go_here build -ldflags "-s -w -X main.version=$1" -o "$BIN/otelcol.new" analytics/otelcol 2> "$STACK/logs/build-otelcol.log"; }

# go_here SUBCOMMAND...: the unpacked Go with our sources in GOPATH.
go_here() {
    local own=$STACK/tmp/go/own sub=$1
    shift
    mkdir -p "$own/src/analytics"
    rm -rf "$own/src/analytics/otelcol"
    cp -r "$HERE/otelcol" "$own/src/analytics/otelcol"
    [ "$1" != std_of_collector ] || set -- net/http crypto/tls compress/gzip encoding/json text/template html/template net/http/httptest log/slog
    (
        export GOROOT=$STACK/tmp/go/usr/lib/go-$GO_VERSION GOPATH=$own:$STACK/tmp/go/usr/share/gocode GO111MODULE=off CGO_ENABLED=0 \
            GOTOOLCHAIN=local GOFLAGS=-trimpath GOPROXY=off GOCACHE=$STACK/tmp/gocache GOTELEMETRY=off
        "$GOROOT/bin/go" "$sub" "$@"
    )
}
