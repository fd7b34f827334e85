#!/bin/sh
# Makes an image the one that runs: sh release.sh <image> <domain>. Run on the machine, in the product's folder.
set -eu
cd "$(dirname "$0")"
name=$(basename "$PWD")

printf 'IMAGE=%s\nDOMAIN=%s\n' "$1" "$2" > release.env
[ -f settings.env ] || (umask 077 && : > settings.env)

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
as_root install -m 644 product.service "/etc/systemd/system/$name.service"
as_root systemctl daemon-reload
as_root systemctl enable --quiet "$name.service"

# Only what has changed is made anew, and this waits until it is healthy.
docker compose --project-name "$name" --env-file release.env up --detach --remove-orphans --wait --wait-timeout 120
