# Shared by the scripts in this directory; sourced, never run.
# shellcheck shell=bash

# shellcheck disable=SC2034  # for the scripts that source this
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# die PLACE WHAT CAUSE HINT: the form of every message of the project; exit status 2.
die() {
  printf 'assay: %s: %s: %s\n  hint: %s\n' "$1" "$2" "$3" "$4" >&2
  exit 2
}

script_begin=$EPOCHREALTIME

# step NAME COMMAND...: runs the command and remembers how long it took. The first step that
# fails ends the script, so that a broken build is not followed by pages of consequences.
step_names=()
step_seconds=()
step() {
  local name=$1 begin=$EPOCHREALTIME status=0
  shift
  printf '\n== %s\n' "$name"
  # Not `if "$@"` or `"$@" ||`: both switch set -e off inside functions that are called here.
  set +e
  (set -e; "$@")
  status=$?
  set -e
  step_names+=("$name")
  step_seconds+=("$(seconds_since "$begin")")
  if ((status != 0)); then
    printf '\nassay: ci/%s: step "%s" failed: exit status %d\n' "${0##*/}" "$name" "$status" >&2
    where_the_time_went >&2
    exit "$status"
  fi
}

# seconds_since BEGIN: how long ago $EPOCHREALTIME was BEGIN, to a tenth of a second.
seconds_since() {
  # The separator is the locale's; without it the value is a whole number of microseconds.
  local tenths=$(((${EPOCHREALTIME/[.,]/} - ${1/[.,]/}) / 100000))
  printf '%d.%d' $((tenths / 10)) $((tenths % 10))
}

# The table of all steps so far.
where_the_time_went() {
  local i
  printf '\nwhere the time went\n'
  for i in "${!step_names[@]}"; do
    printf '  %-32s %8s s\n' "${step_names[i]}" "${step_seconds[i]}"
  done
  printf '  %-32s %8s s\n' total "$(seconds_since "$script_begin")"
}
