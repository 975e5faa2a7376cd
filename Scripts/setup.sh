# Sourced by the other scripts, never run: finds the checkout ($root) and installs the Debian packages that are missing.
# Quiet and quick when everything is there. needs_tests=yes, set before, asks for what only the tests use; more_packages
# for what else the caller needs.

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)

build_packages='libncurses-dev libopenblas-dev liblapacke-dev libhdf5-dev libzip-dev zlib1g-dev libdeflate-dev liblz4-dev
libzstd-dev libblosc-dev libtiff-dev libpng-dev libxml2-dev nettle-dev pkg-config'
test_packages='tmux'

is_installed() {
    # shellcheck disable=SC2016 # dpkg-query's own placeholder
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

missing_packages() {
    for package in "$@"; do
        is_installed "$package" || printf ' %s' "$package"
    done
}

# As root, directly; else by sudo, which may ask for a password only where somebody can type it.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif [ -t 0 ]; then
        sudo "$@"
    else
        sudo -n "$@"
    fi
}

apt_get() { as_root env DEBIAN_FRONTEND=noninteractive apt-get "$@"; }

# The lists are there and apt looked for newer ones within a week.
lists_are_fresh() {
    [ -n "$(find /var/lib/apt/lists -maxdepth 1 -name '*_Packages*' 2>/dev/null | head -n 1)" ] &&
        [ -n "$(find /var/lib/apt/lists/partial -maxdepth 0 -mtime -7 2>/dev/null)" ]
}

# $1: the packages, separated by spaces.
install_packages() {
    # shellcheck disable=SC2086 # a list of words
    if lists_are_fresh; then
        apt_get install -y --no-install-recommends $1 && return
        echo 'apt-get did not succeed; once more with new package lists.' >&2
    fi
    # shellcheck disable=SC2086
    apt_get update && apt_get install -y --no-install-recommends $1
}

ask_for() {
    echo "$1 Please run this as root, then start again:" >&2
    echo "    apt-get update && apt-get install -y --no-install-recommends$2" >&2
    exit 1
}

set_up() {
    if ! command -v swift >/dev/null 2>&1; then
        echo 'There is no swift on the PATH. Install a Swift 6.3 toolchain (https://www.swift.org/install), then start again.' >&2
        exit 1
    fi
    wanted=$build_packages
    [ "${needs_tests:-no}" = no ] || wanted="$wanted $test_packages"
    wanted="$wanted ${more_packages:-}"
    # shellcheck disable=SC2086
    missing=$(missing_packages $wanted)
    [ -n "$missing" ] || return 0
    command -v apt-get >/dev/null 2>&1 || ask_for 'There is no apt-get here, and these Debian packages are missing.' "$missing"
    if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null 2>&1; then
        ask_for 'Packages are missing, and neither root nor sudo is at hand.' "$missing"
    fi
    echo "Installing these Debian packages with apt-get:$missing" >&2
    install_packages "$missing" >&2 || ask_for 'The packages could not be installed.' "$missing"
    # shellcheck disable=SC2086
    still=$(missing_packages $wanted)
    [ -z "$still" ] || ask_for 'Packages are still missing.' "$still"
}

set_up
