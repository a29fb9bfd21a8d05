#!/usr/bin/env bash
# Runs shellcheck on every shell script. Exit code 77: shellcheck is not here.
# Usage: check_shell.sh ROOT
set -euo pipefail
cd "$1"

if ! command -v shellcheck >/dev/null; then
    echo "skipped: needs shellcheck; run scripts/setup"
    exit 77
fi
mapfile -t scripts < <(grep -rlIE --exclude-dir={.git,.venv,build,runs} '^#!.*\b(ba)?sh$' .)
echo "${#scripts[@]} scripts"
shellcheck --external-sources "${scripts[@]}"
