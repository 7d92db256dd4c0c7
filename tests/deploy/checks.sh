# How the scripts of this folder report. Sourced with the checkout as the current folder; gives WORK, a folder that goes
# away at the end. With REQUIRE_ALL=true a check that would be left out fails.
WORK=$(mktemp -d)
passed=0
failed=0
left_out=0
cleanups=('rm -rf "$WORK"')

cleanup() {
  local command
  trap - EXIT
  for command in "${cleanups[@]}"; do eval "$command" || true; done
}
trap cleanup EXIT
trap 'exit 130' INT TERM

# Commands for the end, the latest first.
at_end() { cleanups=("$1" "${cleanups[@]}"); }

pass() {
  passed=$((passed + 1))
  echo "  ok      $1"
}

fail() {
  failed=$((failed + 1))
  echo "  FAILED  $1${2:+: $2}"
}

# skipped WHAT WHY
skipped() {
  if [ "${REQUIRE_ALL:-}" = true ]; then
    fail "$1" "$2"
  else
    left_out=$((left_out + 1))
    echo "  SKIPPED $1: $2"
  fi
}

# same WHAT EXPECTED ACTUAL
same() {
  if [ "$2" = "$3" ] && [ -n "$2" ]; then pass "$1: $3"; else fail "$1" "expected $2, got $3"; fi
}

# holds WHAT COMMAND...: the command succeeds
holds() {
  local what=$1
  shift
  if "$@" >"$WORK/.output" 2>&1; then
    pass "$what"
  else
    fail "$what" "$*"
    tail -n 30 "$WORK/.output" | sed 's/^/            /'
  fi
}

# eventually WHAT SECONDS COMMAND...: the command succeeds within so long
eventually() {
  local what=$1 seconds=$2 end
  shift 2
  end=$((SECONDS + seconds))
  while ! "$@" >"$WORK/.output" 2>&1; do
    if ((SECONDS >= end)); then
      fail "$what" "not within $seconds s: $*"
      tail -n 30 "$WORK/.output" | sed 's/^/            /'
      return 0
    fi
    sleep 0.5
  done
  pass "$what"
}

# Ends the script unless the programs are there.
needs() {
  local program
  for program; do
    if ! command -v "$program" >/dev/null; then
      skipped "$(basename "$0")" "there is no $program"
      closing
    fi
  done
}

# Sets IMAGE to the image, built if its sources are newer.
build_image() {
  local candidate
  for candidate in ${IMAGE:-} deploy/target/scxfleet-image.tar deploy/target/quick/scxfleet-image.tar; do
    if [ -f "$candidate" ] && [ -z "$(find ./*/pom.xml pom.xml deploy/image ./*/src/main -newer "$candidate" -print -quit)" ] &&
      [ "$(cat "$candidate.commit" 2>/dev/null)" = "$(git rev-parse HEAD)" ]; then
      IMAGE=$(readlink -f "$candidate")
      return
    fi
  done
  IMAGE=$PWD/deploy/target/quick/scxfleet-image.tar
  ./mvnw -q -Dquick -DskipTests -Pimage -pl deploy -am package >&2
  git rev-parse HEAD >"$IMAGE.commit"
}

closing() {
  echo "$(basename "$0"): $passed passed, $failed failed, $left_out skipped"
  [ "$failed" = 0 ]
  exit
}
