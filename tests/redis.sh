#!/bin/sh
# Prints the path of a Redis server for the rooms' tests; installs Debian's where it may.
command -v redis-server && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -q >&2 && apt-get install -y -q --no-install-recommends redis-server >&2 && command -v redis-server && exit 0
fi
echo "The rooms' tests need Redis: install it (Debian: apt-get install redis-server) and run make test again." >&2
exit 1
