#!/usr/bin/env bash
# Checks that clang-format 14 would leave every C++ file as it is. Exit code 77: that version is not here.
# Usage: check_format.sh ROOT
set -euo pipefail
cd "$1"

format=$(command -v clang-format-14 || command -v clang-format || true)
if [ -z "$format" ] || ! "$format" --version | grep -q 'version 14\.'; then
    echo "skipped: needs clang-format 14 (versions differ in what they write); run scripts/setup"
    exit 77
fi
find src io mpi tests \( -name '*.hpp' -o -name '*.cpp' \) -print0 |
    xargs -0 "$format" --style=file --dry-run -Werror
