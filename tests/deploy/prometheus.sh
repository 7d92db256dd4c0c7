# Where Debian's Prometheus is. Sourced; sets PROMETHEUS, the folder of prometheus and promtool: the installed one, else the
# package is unpacked beside the temporary files. Empty where neither works.
PROMETHEUS=
find_prometheus() {
  local unpacked=${TMPDIR:-/tmp}/scxfleet-prometheus
  if command -v promtool >/dev/null && command -v prometheus >/dev/null; then
    PROMETHEUS=$(dirname "$(command -v prometheus)")
  elif [ ! -x "$unpacked/usr/bin/promtool" ] && command -v dpkg-deb apt-get >/dev/null; then
    rm -rf "$unpacked.new" && mkdir -p "$unpacked.new"
    if (cd "$unpacked.new" && apt-get -q=2 download prometheus && dpkg-deb -x prometheus_*.deb .) >&2; then
      rm -rf "$unpacked" && mv "$unpacked.new" "$unpacked"
    fi
  fi
  if [ -z "$PROMETHEUS" ] && [ -x "$unpacked/usr/bin/promtool" ]; then PROMETHEUS=$unpacked/usr/bin; fi
}
find_prometheus
