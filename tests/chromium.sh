#!/bin/sh
# Prints the path of a Chromium for the browser tests; installs Debian's where it may. `whole`: with the browser around the page,
# as people have it; else the same engine without, where there is one: a page takes half the processor time.
# Usage: sh tests/chromium.sh [whole]
shell=chromium-headless-shell
may_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }
install() { apt-get update -q >&2; apt-get install -y -q --no-install-recommends "$@" fonts-dejavu-core >&2; }

if [ "$1" != whole ]; then
    command -v $shell && exit 0
    may_install && install $shell && command -v $shell && exit 0
fi
for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" && exit 0
done
for path in "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" "/Applications/Chromium.app/Contents/MacOS/Chromium"; do
    [ -x "$path" ] && echo "$path" && exit 0
done
may_install && install chromium && command -v chromium && exit 0
echo "The browser tests need Chromium: install it (Debian: apt-get install chromium) and run make test again." >&2
exit 1
