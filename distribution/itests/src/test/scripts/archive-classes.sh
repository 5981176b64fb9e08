#!/bin/sh
# Archives the classes of a server and its client for this Java (class data sharing): hundreds of processes of the tests start in two
# thirds of the time. An archive that does not fit is ignored.
set -eu

home=$1
archive=$2
out=$archive.txt

rm -f "$archive"
# Not what an earlier run said.
: >"$out"
QUORATE_JAVA_OPTS="-XX:ArchiveClassesAtExit=$archive" "$home/bin/quorate" dev --listen 127.0.0.1:0 >"$out" 2>&1 &
server=$!
until grep -q 'Ctrl-C' "$out"; do
    if ! kill -0 "$server" 2>/dev/null; then
        cat "$out" >&2
        exit 1
    fi
    sleep 0.1
done
kill "$server"
wait "$server"
