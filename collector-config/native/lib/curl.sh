# curl, where the machine has none: the tests type the pages' own commands. Of the machine's own Debian release, unpacked with its libraries. Sourced, not run.

install_curl() {
    local stamp
    only_one curl
    if command -v curl > /dev/null; then
        note curl "the machine's own"
        say "curl: already there (the machine's own)"
        return 0
    fi
    stamp=$(stamp_of "$HERE/lib/curl.sh")
    has_stamp curl "$stamp" && { say "curl: already there ($(cat "$STACK/manifest.d/curl"))"; return 0; }
    curl_from "$(release)" || { complain "curl: Debian $(release) gave no working curl"; return 1; }
    put_stamp curl "$stamp"
}

curl_from() {
    local suite=$1 debs=$STACK/debs/curl tmp=$STACK/tmp/curl deb libraries lib=usr/lib/$(uname -m)-linux-gnu
    with_suite "$suite" || return 1
    libraries=$(apt-get "${APT[@]}" -s install curl 2> /dev/null | sed -nE 's/^Inst (lib[^ ]+) .*/\1/p' | grep -vxE 'libc6|libgcc-s1')
    # shellcheck disable=SC2086
    fetch "$debs" curl $libraries || return 1
    rm -rf "$tmp" "$STACK/curl"
    for deb in "$debs"/*.deb; do unpack "$deb" "$tmp" || return 1; done
    mv "$tmp" "$STACK/curl"
    cat > "$BIN/curl.new" << WRAPPER
#!/bin/sh
root=\$(cd "\$(dirname "\$(readlink -f "\$0")")/../curl" && pwd)
LD_LIBRARY_PATH="\$root/$lib:\$root/${lib#usr/}\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH}" exec "\$root/usr/bin/curl" "\$@"
WRAPPER
    chmod 755 "$BIN/curl.new"
    mv -f "$BIN/curl.new" "$BIN/curl"
    runs "$BIN/curl" --version || { complain "curl: it does not start: $("$BIN/curl" --version 2>&1 | tail -n 1)"; return 1; }
    note curl "$("$BIN/curl" --version 2> /dev/null | sed -nE 's/^curl ([0-9.]+) .*/\1/p')"
    rm -rf "$debs"
    say "curl: $(cat "$STACK/manifest.d/curl") unpacked and tried"
}
