# Chromium without a screen, of the machine's own Debian release, unpacked with its libraries and a font. Sourced, not run.
# Only tests of pages need it, so only they ask for it: install.sh browser.

# What the shell of Chromium never loads: a graphics driver and its compiler, X programs; and what the system must have of its own.
BROWSER_LEFT_OUT='^(libc6|libgcc-s1|libllvm.*|libz3-.*|libgl1-mesa-dri|libglx-mesa0|libicu.*|libxml2|libdrm-.*|libelf1|libsensors.*|libedit2)$'

install_browser() {
    local stamp
    only_one browser
    stamp=$(stamp_of "$HERE/lib/browser.sh")
    has_stamp browser "$stamp" && { say "browser: already there ($(cat "$STACK/manifest.d/browser"))"; return 0; }
    browser_from "$(release)" || { complain "browser: Debian $(release) gave no working chromium-headless-shell"; return 1; }
    put_stamp browser "$stamp"
}

browser_from() {
    local suite=$1 debs=$STACK/debs/browser tmp=$STACK/tmp/browser began=$EPOCHREALTIME deb libraries
    with_suite "$suite" || return 1
    libraries=$(apt-get "${APT[@]}" -s install chromium-headless-shell 2> /dev/null | sed -nE 's/^Inst (lib[^ ]+) .*/\1/p' | grep -vE "$BROWSER_LEFT_OUT")
    # shellcheck disable=SC2086
    fetch "$debs" chromium-headless-shell chromium-common fonts-dejavu-core zlib1g $libraries || return 1
    say "browser: fetched $(du -sm "$debs" | cut -f1) MB from $suite in $(seconds_since "$began") s"
    began=$EPOCHREALTIME
    rm -rf "$tmp" "$STACK/browser"
    for deb in "$debs"/*.deb; do unpack "$deb" "$tmp" --exclude='./usr/share/locale/*' --exclude='./usr/share/icons/*' || return 1; done
    mv "$tmp" "$STACK/browser"
    write_browser "$(cd "$STACK/browser" && find usr/lib -type f -name chromium-headless-shell)"
    "$BIN/chromium" --version > /dev/null 2>&1 || { complain "browser: it does not start: $("$BIN/chromium" --version 2>&1 | tail -n 1)"; return 1; }
    note browser "$("$BIN/chromium" --version 2> /dev/null | sed -nE 's/.* ([0-9.]+)( .*)?$/\1/p' | sed -n 1p)"
    rm -rf "$debs"
    say "browser: $(cat "$STACK/manifest.d/browser") unpacked and tried in $(seconds_since "$began") s"
}

# A small script that finds libraries and the font by its own place.
write_browser() {
    local program=$1 lib=usr/lib/$(uname -m)-linux-gnu
    cat > "$BIN/chromium.new" << WRAPPER
#!/bin/sh
root=\$(cd "\$(dirname "\$(readlink -f "\$0")")/../browser" && pwd)
export LD_LIBRARY_PATH="\$root/$lib:\$root/${lib#usr/}:\$root/$lib/pulseaudio\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH}"
fonts=\${TMPDIR:-/tmp}/analytics-fonts-\$(id -u)
mkdir -p "\$fonts"
printf '<fontconfig><dir>%s</dir><cachedir>%s</cachedir></fontconfig>\n' "\$root/usr/share/fonts" "\$fonts" > "\$fonts/fonts.conf.\$\$"
mv -f "\$fonts/fonts.conf.\$\$" "\$fonts/fonts.conf"
export FONTCONFIG_FILE="\$fonts/fonts.conf"
exec "\$root/$program" "\$@"
WRAPPER
    chmod 755 "$BIN/chromium.new"
    mv -f "$BIN/chromium.new" "$BIN/chromium"
}
