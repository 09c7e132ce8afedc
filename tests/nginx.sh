#!/bin/sh
# Prints the path of nginx for the tests of hosting; installs Debian's where it may.
command -v nginx && exit 0
[ -x /usr/sbin/nginx ] && echo /usr/sbin/nginx && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -q >&2 && apt-get install -y -q --no-install-recommends nginx-light >&2 && echo /usr/sbin/nginx && exit 0
fi
echo "The tests of hosting need nginx: install it (Debian: apt-get install nginx-light) and run make test again." >&2
exit 1
