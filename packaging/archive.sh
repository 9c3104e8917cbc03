#!/bin/sh
# Packs a built program as it is released: archive.sh PROGRAM TARGET FOLDER
#
# The archive holds the program, its completions and manual pages, the README, the reference and the licence. The
# program writes the former itself, so it must run here.
set -eu

program=$1 target=$2 folder=$3
root=$(cd "$(dirname "$0")/.." && pwd)
name=mfa-doctor-$target
staging=$(mktemp -d)
trap 'rm -rf "$staging"' EXIT

mkdir -p "$folder" "$staging/$name/completions"
cp "$program" "$staging/$name/"
for shell in bash elvish fish powershell zsh; do
  case $shell in
    bash) file=mfa-doctor.bash ;;
    elvish) file=mfa-doctor.elv ;;
    fish) file=mfa-doctor.fish ;;
    powershell) file=_mfa-doctor.ps1 ;;
    zsh) file=_mfa-doctor ;;
  esac
  "$program" generate completions "$shell" > "$staging/$name/completions/$file"
done
"$program" generate man --dir "$staging/$name/man"
cp "$root/README.md" "$root/LICENSE" "$staging/$name/"
cp -R "$root/docs" "$staging/$name/docs"

folder=$(cd "$folder" && pwd)
cd "$staging"
case $target in
  *windows*) 7z a -bso0 "$folder/$name.zip" "$name" ;;
  *) tar -czf "$folder/$name.tar.gz" "$name" ;;
esac
