#!/bin/sh
# Prints the path of a Chromium for the browser tests; installs Debian's where it may.
for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" && exit 0
done
for path in "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" "/Applications/Chromium.app/Contents/MacOS/Chromium"; do
    [ -x "$path" ] && echo "$path" && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -q >&2 && apt-get install -y -q --no-install-recommends chromium fonts-dejavu-core >&2 && command -v chromium && exit 0
fi
echo "The browser tests need Chromium: install it (Debian: apt-get install chromium) and run make test again." >&2
exit 1
