# PostgreSQL server, client and libpq of the machine's own Debian release, unpacked. Sourced, not run.
# Always unpacked, even beside an installed server: every machine then runs the same layout, and no cluster of the system is ever touched.

install_postgres() {
    local stamp
    only_one postgres
    stamp=$(stamp_of "$HERE/lib/postgres.sh" "$HERE/as-ordinary-user")
    has_stamp postgres "$stamp" && { say "postgres: already there ($(cat "$STACK/manifest.d/postgres"))"; return 0; }
    postgres_from "$(release)" || { complain "postgres: Debian $(release) gave no working PostgreSQL"; return 1; }
    put_stamp postgres "$stamp"
}

postgres_from() {
    local suite=$1 debs=$STACK/debs/postgres tmp=$STACK/tmp/postgres began=$EPOCHREALTIME major deb libraries
    with_suite "$suite" || return 1
    major=$(version_of postgresql | sed -E 's/^([0-9]+)\+.*/\1/')
    [ -n "$major" ] || { complain "postgres: $suite has no package postgresql"; return 1; }
    libraries=$(missing_libraries "postgresql-$major")
    # shellcheck disable=SC2086
    fetch "$debs" "postgresql-$major" "postgresql-client-$major" libpq5 $libraries || return 1
    say "postgres: fetched $(du -sm "$debs" | cut -f1) MB from $suite in $(seconds_since "$began") s"
    began=$EPOCHREALTIME
    rm -rf "$tmp" "$STACK/postgres.old"
    # The JIT (bitcode and llvmjit) wants 110 MB of LLVM and gains nothing on rows this small.
    for deb in "$debs"/*.deb; do unpack "$deb" "$tmp" --exclude='*/bitcode/*' --exclude='*/llvmjit*' --exclude='./usr/share/locale/*' || return 1; done
    runs_with_libraries "$tmp" "$tmp/usr/lib/postgresql/$major/bin/postgres" --version || return 1
    [ ! -e "$STACK/postgres" ] || mv "$STACK/postgres" "$STACK/postgres.old"
    mv "$tmp" "$STACK/postgres"
    write_wrappers "$major"
    runs "$BIN/initdb" --version && runs "$BIN/psql" --version || { complain "postgres: initdb or psql does not run"; return 1; }
    note postgres "$("$BIN/postgres" --version | sed -E 's/.* ([0-9.]+) .*/\1/')"
    rm -rf "$debs" "$STACK/postgres.old"
    say "postgres: $(cat "$STACK/manifest.d/postgres") unpacked and tried in $(seconds_since "$began") s"
}

# missing_libraries PACKAGE: the libraries that an installation on this machine would add, LLVM and the tools of the package system left out.
missing_libraries() {
    apt-get "${APT[@]}" -o Dir::State::status=/var/lib/dpkg/status -s install "$1" 2> /dev/null |
        sed -nE 's/^Inst (lib[^ ]+) .*/\1/p' | grep -vE '^(libllvm|libjson-perl|libcommon-sense-perl|libtypes-serialiser-perl|lib.*-perl|libpq5$)' || true
}

runs_with_libraries() {
    local root=$1
    shift
    LD_LIBRARY_PATH=$(library_path "$root") "$@" > /dev/null 2>&1 && return 0
    complain "postgres: a library is missing: $(LD_LIBRARY_PATH=$(library_path "$root") ldd "$1" | grep 'not found' | tr -s ' \t\n' ' ')"
    return 1
}

library_path() { printf '%s:%s' "$1/usr/lib/$(uname -m)-linux-gnu" "$1/lib/$(uname -m)-linux-gnu"; }

# One small script a program in $BIN: finds the unpacked libraries by its own place (so that the stack folder can be moved or shared), then
# becomes the program. initdb and postgres refuse root, so for root they run as an ordinary user: see as-ordinary-user.
write_wrappers() {
    local major=$1 name as
    install -m 755 "$HERE/as-ordinary-user" "$BIN/as-ordinary-user.new" && mv -f "$BIN/as-ordinary-user.new" "$BIN/as-ordinary-user"
    for name in postgres initdb pg_ctl psql pg_isready pg_dump pg_restore pg_waldump; do
        as=
        case $name in postgres | initdb | pg_ctl) as='"$root/../bin/as-ordinary-user" ' ;; esac
        cat > "$BIN/$name.new" << WRAPPER
#!/bin/sh
root=\$(cd "\$(dirname "\$(readlink -f "\$0")")/../postgres" && pwd)
export LD_LIBRARY_PATH="\$root/usr/lib/$(uname -m)-linux-gnu:\$root/lib/$(uname -m)-linux-gnu\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH}"
exec $as"\$root/usr/lib/postgresql/$major/bin/$name" "\$@"
WRAPPER
        chmod 755 "$BIN/$name.new"
        mv -f "$BIN/$name.new" "$BIN/$name"
    done
    echo "$major" > "$STACK/postgres/major"
}
