#!/usr/bin/env bash
# Gradescope runs this once, as root, while it builds the image: install Python packages, lock secrets away.
set -euo pipefail

root=${AUTOGRADER_ROOT:-/autograder}
cd "$root/source"

# The key of the private seeds is for root; students' code runs as somebody else.
chmod -R go= secret

python=
for candidate in python3.13 python3.12 python3.11 python3; do
    # ensurepip is a package of its own on some images
    if "$candidate" -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    apt-get update
    apt-get install -y --no-install-recommends python3.11 python3.11-venv
    python=python3.11
fi

"$python" -m venv "$root/venv"
if [ -f pip.conf ]; then
    export PIP_CONFIG_FILE="$PWD/pip.conf"
fi
constraints=()
if [ -f requirements.lock ]; then
    constraints=(-c requirements.lock)
fi
"$root/venv/bin/python" -m pip install --no-cache-dir --disable-pip-version-check "${constraints[@]}" -e '.[staff]'
# it may hold a password for a package index
rm -f pip.conf
