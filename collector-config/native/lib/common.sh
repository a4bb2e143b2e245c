# Shared by every step of the installer: messages with the time, stamps, locks, unpacking.
# Sourced, not run. Expects STACK (absolute path of the stack folder) and HERE (this room).

BIN=$STACK/bin
BEGAN=${BEGAN:-$EPOCHREALTIME}

# say TEXT...: one line with the seconds since the start.
say() { printf '[install %6.1f s] %s\n' "$(seconds_since "$BEGAN")" "$*"; }

# complain TEXT...: the same on stderr, for what a person must not overlook.
complain() { say "$*" >&2; }

seconds_since() { awk -v a="$1" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f", b - a }'; }

# A stamp names what a component was made from: its script and sources. Same stamp, and its programs are there: nothing to do.
stamp_of() { cat "$@" | sha256sum | cut -c1-16; }
has_stamp() {
    local program
    [ "$(cat "$STACK/stamps/$1" 2> /dev/null)" = "$2" ] || return 1
    for program in $(programs_of "$1"); do
        { [ -x "$BIN/$program" ] && [ -s "$BIN/$program" ]; } || { say "$1: $program is missing, installing it again"; return 1; }
    done
}
programs_of() {
    case $1 in
        peers) echo prometheus promtool alertmanager amtool vmagent node_exporter blackbox_exporter ;;
        postgres) echo initdb postgres psql pg_ctl pg_isready pg_dump pg_restore ;;
        collector) echo otelcol ;;
        browser) echo chromium ;;
        curl) echo curl ;;
    esac
}
put_stamp() { mkdir -p "$STACK/stamps"; echo "$2" > "$STACK/stamps/$1"; }

# note KEY VALUE: one line of the manifest, kept as a file of its own so that parallel steps never collide.
note() { mkdir -p "$STACK/manifest.d"; printf '%s\n' "$2" > "$STACK/manifest.d/$1"; }
write_manifest() {
    local f
    for f in "$STACK"/manifest.d/*; do [ -f "$f" ] && printf '%s=%s\n' "${f##*/}" "$(cat "$f")"; done > "$STACK/manifest.$$"
    mv -f "$STACK/manifest.$$" "$STACK/manifest"
}

# only_one NAME: two installers at once: one waits.
only_one() {
    mkdir -p "$STACK/locks"
    exec {lock_fd}> "$STACK/locks/$1"
    flock -n "$lock_fd" || { say "$1: another installer is at work, waiting for it"; flock "$lock_fd"; }
}

# unpack DEB FOLDER [tar option...]: a package's files, without documentation and without the package manager.
unpack() {
    local deb=$1 to=$2
    shift 2
    mkdir -p "$to"
    dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$to" --no-same-owner --exclude='./usr/share/doc/*' --exclude='./usr/share/man/*' "$@"
}

# runs COMMAND...: whether a program starts here at all (a package of a newer suite may want a newer libc).
runs() { "$@" > /dev/null 2>&1; }
