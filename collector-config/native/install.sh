#!/usr/bin/env bash
# Installs the stack's programs below .stack/ from Debian packages. Nothing on the system changes; works as root and as an ordinary user.
#
#   collector-config/native/install.sh [--stack-dir DIR] [peers] [postgres] [collector] [browser] [curl]
#
# Default: the first three, side by side. The browser and curl are for tests of pages.
#
# Idempotent (a component with the same stamp is left alone), resumable, and safe to start twice. DIR/manifest says what came out.
# ANALYTICS_SUITES="sid trixie bookworm" names the suites tried for the peers, in that order.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
STACK=${ANALYTICS_STACK_DIR:-$HERE/../../.stack}
SUITES=${ANALYTICS_SUITES:-sid trixie bookworm}
components=()
while [ $# -gt 0 ]; do
    case $1 in
        --stack-dir) STACK=${2:?--stack-dir needs a folder}; shift ;;
        peers | postgres | collector | browser | curl) components+=("$1") ;;
        -h | --help) sed -n '2,10s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
        *) echo "install.sh: unknown argument '$1'; try --help" >&2; exit 2 ;;
    esac
    shift
done
[ ${#components[@]} -gt 0 ] || components=(peers postgres collector)
for tool in apt-get dpkg-deb tar flock awk sha256sum; do
    command -v "$tool" > /dev/null || { echo "install.sh: '$tool' is missing: this installer needs Debian" >&2; exit 3; }
done
mkdir -p "$STACK/bin" "$STACK/tmp"
STACK=$(cd "$STACK" && pwd)
for part in common apt peers postgres collector browser curl; do . "$HERE/lib/$part.sh"; done

declare -A running=()
for c in "${components[@]}"; do
    "install_$c" &
    running[$c]=$!
done
failed=()
for c in "${components[@]}"; do wait "${running[$c]}" || failed+=("$c"); done
write_manifest
# Without a Collector the stack still works (vmagent takes OTLP itself): said loudly above, no reason to fail.
for c in ${failed[@]+"${failed[@]}"}; do [ "$c" = collector ] || { complain "failed: ${failed[*]}"; exit 3; }; done
say "done: $(du -sh "$BIN" | cut -f1) in $BIN"
