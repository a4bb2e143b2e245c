# Prometheus, promtool, Alertmanager, amtool, vmagent, node exporter and blackbox exporter, as Debian built them. Sourced, not run.

# package -> the programs taken from it (path below usr/bin : name in $BIN)
PEER_PACKAGES="prometheus promtool prometheus-alertmanager victoria-metrics prometheus-node-exporter prometheus-blackbox-exporter"
PEER_PROGRAMS="prometheus:prometheus promtool:promtool amtool:amtool vmagent:vmagent prometheus-node-exporter:node_exporter
    prometheus-blackbox-exporter:blackbox_exporter prometheus-alertmanager:alertmanager"

install_peers() {
    local stamp suite
    only_one peers
    stamp=$(stamp_of "$HERE/lib/peers.sh")
    has_stamp peers "$stamp" && { say "peers: already there ($(cat "$STACK/manifest.d/peers.suite"))"; return 0; }
    for suite in $SUITES; do
        if peers_from "$suite"; then
            put_stamp peers "$stamp"
            return 0
        fi
        complain "peers: $suite gave no working set"
    done
    complain "peers: no Prometheus to be had from $SUITES"
    return 1
}

peers_from() {
    local suite=$1 debs=$STACK/debs/peers-$1 tmp=$STACK/tmp/peers-$1 began=$EPOCHREALTIME deb pair from to
    with_suite "$suite" || return 1
    # promtool is a package of its own since trixie and inside prometheus before.
    # shellcheck disable=SC2046
    fetch "$debs" $(served $PEER_PACKAGES) || return 1
    say "peers: fetched $(du -sm "$debs" | cut -f1) MB from $suite in $(seconds_since "$began") s"
    began=$EPOCHREALTIME
    rm -rf "$tmp"
    for deb in "$debs"/*.deb; do
        unpack "$deb" "$tmp" --exclude='./usr/bin/victoria-metrics' --exclude='./usr/bin/vmalert*' --exclude='./usr/bin/vmctl' \
            --exclude='./usr/bin/vmbackup' --exclude='./usr/bin/vmrestore' --exclude='./usr/bin/vmauth' --exclude='./lib/*' || return 1
    done
    alertmanager_template_below_working_directory "$tmp" || return 1
    mkdir -p "$BIN"
    for pair in $PEER_PROGRAMS; do
        from=$tmp/usr/bin/${pair%%:*} to=${pair##*:}
        [ -x "$from" ] || { complain "peers: $suite has no $to"; return 1; }
        runs "$from" --version || { complain "peers: $to from $suite does not run here"; return 1; }
        mv -f "$from" "$BIN/$to"
        note "$to" "$("$BIN/$to" --version 2>&1 | sed -nE 's/.*version ([^ ,]+).*/\1/p' | sed -n 1p)"
    done
    note vmagent "$(version_of victoria-metrics)" # it does not tell its own
    note peers.suite "$suite"
    rm -rf "$tmp" "$debs"
    say "peers: unpacked and tried in $(seconds_since "$began") s"
}

# Debian's Alertmanager opens /usr/share/prometheus/alertmanager/default.tmpl, which only an installed package would have. The path is
# replaced by one of the same length below the working directory: Alertmanager is started in $STACK, with absolute paths in its options.
alertmanager_template_below_working_directory() {
    local tmp=$1
    LC_ALL=C sed -i 's#/usr/share/prometheus/alertmanager#/proc/self/cwd//share/alertmanager#g' "$tmp/usr/bin/prometheus-alertmanager" || return 1
    rm -rf "$STACK/share/alertmanager"
    mkdir -p "$STACK/share"
    cp -r "$tmp/usr/share/prometheus/alertmanager" "$STACK/share/alertmanager"
}
