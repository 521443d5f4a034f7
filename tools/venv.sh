#!/bin/sh
# Make the virtual environment $1 anew with exactly what the lock file $2 names; $1/.ready is a copy of that file.
# PYTHON chooses the interpreter; otherwise it is the first usable one. One that is on the PATH may still not run (pyenv).
set -eu
venv=$1 lock=$2

if cmp -s "$lock" "$venv/.ready"; then # a newer date, the same content
  touch "$venv/.ready"
  exit
fi

runs() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }
has_venv() { "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }
fail() { printf '%s\n' "$@" >&2; exit 1; }

chosen='' without_venv=''
for candidate in ${PYTHON:-python3.13 python3.12 python3.11 python3}; do
  runs "$candidate" || continue
  if has_venv "$candidate"; then chosen=$candidate; break; fi
  without_venv=${without_venv:-$candidate}
done

if [ -z "$chosen" ] && [ -n "$without_venv" ]; then
  package=$("$without_venv" -c 'import sys; print("python{}.{}-venv".format(*sys.version_info))')
  fail "$without_venv cannot make virtual environments: its module venv or ensurepip is missing." \
    "On Debian and Ubuntu: sudo apt install $package"
fi
[ -n "$chosen" ] || fail "No Python 3.11 or later runs here (tried: ${PYTHON:-python3.13 python3.12 python3.11 python3})." \
  "Install one, or name it: make PYTHON=/path/to/python3 ..."

echo "Setting up $venv with $("$chosen" --version) from $lock (done once, can take a minute or two) ..."
"$chosen" -m venv --clear "$venv"
"$venv/bin/python" -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r "$lock"
cp "$lock" "$venv/.ready"
echo "$venv is ready."
