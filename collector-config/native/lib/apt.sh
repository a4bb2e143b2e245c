# apt as a downloader with a state of its own below $STACK/apt: nothing on the system changes, no root needed. Sourced, not run.

KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg

# mirror: the Debian mirror that this machine already uses.
mirror() {
    sed -nE 's/^(URIs:|deb(-src)?( \[[^]]*\])?) +(https?:[^ ]*debian)\/?( .*)?$/\4/p' \
        /etc/apt/sources.list /etc/apt/sources.list.d/* 2> /dev/null | grep -v security | head -n 1
}

release() { sed -nE 's/^VERSION_CODENAME=(.*)/\1/p' /etc/os-release; }

# with_suite SUITE: sets APT, the options for that suite, and fetches its package list once.
with_suite() {
    local suite=$1 d=$STACK/apt/$1 url lock
    url=$(mirror)
    [ -n "$url" ] || { complain "no Debian mirror is named below /etc/apt: this installer needs Debian"; return 1; }
    [ -r "$KEYRING" ] || { complain "$KEYRING is missing: apt-get install debian-archive-keyring"; return 1; }
    mkdir -p "$d/lists/partial" "$d/cache/archives/partial" "$STACK/locks"
    printf 'deb [signed-by=%s] %s %s main\n' "$KEYRING" "$url" "$suite" > "$d/sources.list"
    : > "$d/none"
    [ -f "$d/status" ] || : > "$d/status"
    # Hooks of the system's apt (containers clean its cache after each update) are not for this one; its proxy and the like are.
    printf '#clear APT::Update::%s;\n' Pre-Invoke Post-Invoke Post-Invoke-Success > "$d/apt.conf"
    APT=(-qq -c "$d/apt.conf" -o "Dir::Etc::sourcelist=$d/sources.list" -o Dir::Etc::sourceparts=/dev/null
        -o "Dir::Etc::preferences=$d/none" -o Dir::Etc::preferencesparts=/dev/null
        -o "Dir::State=$d" -o "Dir::State::lists=$d/lists" -o "Dir::State::status=$d/status" -o "Dir::Cache=$d/cache"
        -o "APT::Sandbox::User=$(id -un)" -o Acquire::Languages=none -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false
        -o Acquire::PDiffs=false -o Acquire::Retries=3 -o Acquire::http::Timeout=30 -o APT::Install-Recommends=false
        -o Debug::NoLocking=true)
    exec {lock}> "$STACK/locks/apt-$suite"
    flock "$lock"
    local done=0
    if [ -f "$d/updated" ] || fetch_lists "$d"; then done=1; fi
    exec {lock}>&-
    [ $done = 1 ]
}

fetch_lists() { retry apt-get "${APT[@]}" update && touch "$1/updated"; }

retry() {
    local i
    for i in 1 2 3; do
        "$@" && return 0
        sleep $((i * 2))
    done
    return 1
}

# served PACKAGE...: those of them that the suite has.
served() { apt-cache "${APT[@]}" show "$@" 2> /dev/null | sed -nE 's/^Package: (.*)/\1/p' | sort -u; }

# version_of PACKAGE: the version the suite serves, empty when none.
version_of() { apt-cache "${APT[@]}" show "$1" 2> /dev/null | sed -nE 's/^Version: (.*)/\1/p' | sed -n 1p; }

# fetch FOLDER PACKAGE...: what is there already is not fetched again; a list gone stale (404) is refreshed once.
fetch() {
    local to=$1
    shift
    mkdir -p "$to"
    (
        cd "$to" || exit 1
        retry apt-get "${APT[@]}" download "$@" || { apt-get "${APT[@]}" update && apt-get "${APT[@]}" download "$@"; }
    )
}
