#!/usr/bin/env bash
# Runs a command with the user of the image and a read-only root, as `docker run --read-only` does without a /tmp.
# The caller gives this script a mount namespace of its own, with which all mounts end.
# usage: image.sh ROOT USER:GROUP RUNTIME READ_ONLY_FOLDER.. -- COMMAND..
set -euo pipefail
root=$1 user=$2 runtime=$3
shift 3
mount --bind "$root" "$root"
put() { # what, and where
  mkdir -p "$root$2"
  mount --bind "$1" "$root$2"
  mount -o remount,bind,ro "$root$2"
}
put "$runtime" /opt/java
while [ "$1" != -- ]; do
  put "$1" "$1"
  shift
done
shift
mkdir -p "$root/proc" "$root/dev" "$root/tmp"
mount --bind /proc "$root/proc"
mount --bind /dev "$root/dev"
mount -o remount,bind,ro "$root"
exec chroot --userspec="$user" "$root" "$@"
