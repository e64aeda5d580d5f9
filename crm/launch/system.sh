#!/bin/sh
# Installs the system libraries named as arguments where they are missing (Debian and Ubuntu), or says what to type.
set -eu
command -v dpkg >/dev/null 2>&1 || {
    [ "$(uname)" = Darwin ] && command -v brew >/dev/null 2>&1 && ! brew list pango >/dev/null 2>&1 && echo "Please type: brew install pango"
    exit 0
}
missing=""
for package in "$@"; do
    dpkg -s "$package" >/dev/null 2>&1 || missing="$missing $package"
done
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ]; then
    as_root=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo"
else
    echo "These system packages are missing. Please type: sudo apt-get install -y$missing" >&2
    exit 1
fi
$as_root apt-get update -qq
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
