# Completion of `assay` for bash. `source <(assay completion bash)`, or put this file into
# /usr/share/bash-completion/completions/assay or ~/.local/share/bash-completion/completions/assay.
# shellcheck shell=bash

# The words after a command line so far: options as `assay COMMAND --help` lists them, names as `assay list` does.
_assay_options() {
  "$1" "$2" --help 2>/dev/null | grep -oE -- '(^|[ ,])--?[a-zA-Z][a-z-]*' | tr -d ' ,' | sort -u
}

_assay_assignments() {
  "$1" list --json 2>/dev/null | grep -oE '"id": *"[^"]*"' | sed -E 's/.*"([^"]*)"$/\1/'
}

# The tests of the assignment that is named, or of the working directory.
_assay_tests() {
  local program=$1 id='' word directory=$PWD
  shift
  for word in "$@"; do
    [[ -n $id || $word == -* ]] || id=$(_assay_assignments "$program" | grep -Fx -- "$word")
  done
  while [[ -z $id && -n $directory ]]; do
    [[ -r $directory/.assay/assignment ]] && id=$(<"$directory/.assay/assignment")
    directory=${directory%/*}
  done
  [[ -n $id ]] && "$program" list "$id" --json 2>/dev/null | grep -oE '"[A-Z][A-Za-z0-9]*\.[A-Z][A-Za-z0-9]*"' | tr -d '"' | sort -u
}

_assay() {
  local program=${COMP_WORDS[0]} word=${COMP_WORDS[COMP_CWORD]} before='' command=${COMP_WORDS[1]-}
  ((COMP_CWORD == 0)) || before=${COMP_WORDS[COMP_CWORD - 1]}
  local -a words=()
  if ((COMP_CWORD == 1)); then
    mapfile -t words < <("$program" --help 2>/dev/null | sed -nE '/^(Sub|SUB)[Cc]/,/^Exit/s/^  ([a-z]+) .*/\1/p')
  elif [[ $before == --lang ]]; then
    words=(uk ru en)
  elif [[ $before == --format ]]; then
    words=(terminal json markdown html)
  elif [[ $before == --only || $before == --test ]]; then
    mapfile -t words < <(_assay_tests "$program" "${COMP_WORDS[@]:2}")
  elif [[ $word == -* ]]; then
    mapfile -t words < <(_assay_options "$program" "$command")
  elif [[ $command == completion ]]; then
    words=(bash)
  elif ((COMP_CWORD == 2)) && [[ $command =~ ^(start|check|grade|list|verify)$ ]]; then
    mapfile -t words < <(_assay_assignments "$program")
  fi
  mapfile -t COMPREPLY < <(compgen -W "${words[*]}" -- "$word")
}

complete -o default -F _assay assay
