#!/bin/sh
# Downloads a released mfa-doctor for this runner, once its checksum is right.
#
# Takes VERSION, REPOSITORY (owner/name of the releases), VERIFY_PROVENANCE and the variables of every GitHub runner;
# says where the program is by the outputs `program` and `folder`.
set -eu

# Values from outside are not repeated: they might hold a workflow command.
fail() {
  echo "::error title=mfa-doctor::$1"
  exit 2
}

# shellcheck disable=SC2153 # an input of the action
version=${VERSION#v}
case $version in
  '' | *[!0-9A-Za-z.+-]*) fail 'the input version is no version, such as 0.1.0' ;;
esac
case $REPOSITORY in
  */*/* | *[!0-9A-Za-z._/-]* | /* | */) fail 'the repository of the releases is not owner/name' ;;
  */*) ;;
  *) fail 'the repository of the releases is not owner/name' ;;
esac
case $RUNNER_OS-$RUNNER_ARCH in
  Linux-X64) target=x86_64-unknown-linux-musl ;;
  Linux-ARM64) target=aarch64-unknown-linux-musl ;;
  macOS-X64) target=x86_64-apple-darwin ;;
  macOS-ARM64) target=aarch64-apple-darwin ;;
  Windows-X64) target=x86_64-pc-windows-msvc ;;
  *) fail "there is no released program for $RUNNER_OS on $RUNNER_ARCH" ;;
esac
case $RUNNER_OS in
  Windows) archive=mfa-doctor-$target.zip program=mfa-doctor.exe ;;
  *) archive=mfa-doctor-$target.tar.gz program=mfa-doctor ;;
esac

folder=$RUNNER_TEMP/mfa-doctor-$version
mkdir -p "$folder"
cd "$folder"
release=$GITHUB_SERVER_URL/$REPOSITORY/releases/download/v$version
for file in SHA256SUMS "$archive"; do
  curl --fail --silent --show-error --location --retry 3 --output "$file" "$release/$file" ||
    fail "$file of the release could not be downloaded"
done

wanted=$(awk -v file="$archive" '$2 == file || $2 == "*" file { print $1 }' SHA256SUMS)
[ -n "$wanted" ] || fail "SHA256SUMS of the release does not name $archive"
if command -v sha256sum > /dev/null; then
  found=$(sha256sum "$archive")
else
  found=$(shasum -a 256 "$archive")
fi
[ "${found%% *}" = "$wanted" ] || fail "the checksum of $archive is wrong"
if [ "${VERIFY_PROVENANCE:-false}" = true ]; then
  gh attestation verify "$archive" --repo "$REPOSITORY" ||
    fail "the provenance of $archive could not be verified"
fi

case $archive in
  *.zip) unzip -q -o "$archive" ;;
  *) tar -xzf "$archive" ;;
esac
echo "folder=$folder/mfa-doctor-$target" >> "$GITHUB_OUTPUT"
echo "program=$folder/mfa-doctor-$target/$program" >> "$GITHUB_OUTPUT"
