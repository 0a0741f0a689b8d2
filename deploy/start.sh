#!/bin/sh
# Starts the bot in its container. A new volume gets the image's encoder and index; an older one gets
# the encoder where that changed, and is brought up to the image's articles.
set -eu
data=${BACKROAD_DATA_DIR:-/data}
mkdir -p "$data/encoders"
for encoder in /seed/encoders/*; do
    target="$data/encoders/$(basename "$encoder")"
    if ! cmp -s "$encoder/encoder.json" "$target/encoder.json"; then
        rm -rf "$target.tmp"
        cp -r "$encoder" "$target.tmp"
        rm -rf "$target"
        mv "$target.tmp" "$target"
    fi
done
[ -e "$data/index" ] || { cp -r /seed/index "$data/index.tmp" && mv "$data/index.tmp" "$data/index"; }
backroad index build
exec backroad run
