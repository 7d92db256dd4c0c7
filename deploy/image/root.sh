#!/usr/bin/env bash
# Prepares what the image holds beside the program: a Java runtime cut down to the modules in use, the C library that
# it and the native transport of gRPC need, and a folder for temporary files.
#
#   root.sh OUT    writes OUT/jre, OUT/system and OUT/scratch, each a root file system in part
set -euo pipefail

out=$1
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")

# jdeps names the first five; httpserver, management and jfr are for metrics and the JVM's own figures, naming for gRPC's
# resolvers, xml for the configuration of the log, unsupported for the actors.
readonly MODULES=java.base,java.logging,java.management,java.naming,java.xml,jdk.httpserver,jdk.jfr,jdk.management,jdk.unsupported

# Loaded by name at run time, so ldd does not show them: name resolution of the C library.
readonly RESOLVERS='libresolv.so.2 libnss_dns.so.2 libnss_files.so.2'

# shellcheck source=../../.mvn/jdk.sh
. "$here/../../.mvn/jdk.sh"
[ -n "$FOUND_JDK" ] || { echo 'root.sh: no JDK 25 found' >&2; exit 69; }

rm -rf "$out"
mkdir -p "$out/jre/opt" "$out/system" "$out/scratch/tmp"
"$FOUND_JDK/bin/jlink" --add-modules "$MODULES" --strip-debug --no-header-files --no-man-pages --compress zip-6 \
  --output "$out/jre/opt/jre"

# Prints the path of every library that the files on standard input need, the loader included.
libraries() {
  xargs -r ldd 2>/dev/null | awk '$2 == "=>" && $3 ~ /^\// { print $3 } $1 ~ /^\// { print $1 }' | sort -u
}

runtime() {
  echo "$out/jre/opt/jre/bin/java"
  find "$out/jre/opt/jre/lib" -name '*.so'
}

# A library lies in the image where the loader looks for it: at the path that ldd printed.
copy() {
  case $1 in "$out"/* | "$FOUND_JDK"/*) return ;; esac
  mkdir -p "$out/system$(dirname "$1")"
  cp -L "$1" "$out/system$1"
}

runtime | libraries | while read -r library; do copy "$library"; done
folder=$(dirname "$(runtime | libraries | grep '/libc\.so')")
for name in $RESOLVERS; do
  if [ -e "$folder/$name" ]; then copy "$folder/$name"; fi
done
