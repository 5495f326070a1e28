# The small class that ci/demo shows and ci/bench measures; sourced after lib.sh, never run.
# shellcheck shell=bash

assignment=products-api

# submission NAME SOURCE: a copy of SOURCE in the class.
submission() {
  [[ -d $2 ]] || die "ci/${0##*/}" "cannot make submission $1" "no directory ${2#"$root/"}" \
    "is the work tree complete? git status tells"
  cp -r "$2" "$class/$1"
  find "$class/$1" \( -name __pycache__ -o -name '.*_cache' \) -prune -exec rm -r {} +
}

# mutant NAME PATCH: the reference with one typical mistake in it.
mutant() {
  submission "$1" "$reference"
  patch --quiet --no-backup-if-mismatch -p1 -d "$class/$1" <"$root/assignments/$assignment/mutants/$2.patch"
}

# history NAME DATE...: one commit a date, each adding its share of the files.
history() {
  local directory=$class/$1 date first i=0
  local -a files
  shift
  mapfile -t files < <(cd "$directory" && find . -type f -printf '%P\n' | sort)
  # Neither the configuration nor the hooks of whoever runs this have a say.
  export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
  export GIT_AUTHOR_NAME=Student GIT_AUTHOR_EMAIL=student@example.org
  export GIT_COMMITTER_NAME=Student GIT_COMMITTER_EMAIL=student@example.org
  git -C "$directory" init --quiet --initial-branch=main --template=
  for date; do
    first=$((i * ${#files[@]} / $#))
    i=$((i + 1))
    git -C "$directory" add --force -- "${files[@]:first:i * ${#files[@]} / $# - first}"
    GIT_AUTHOR_DATE=$date GIT_COMMITTER_DATE=$date \
      git -C "$directory" commit --quiet -m "Add ${files[first]} and what belongs to it"
  done
}

# make_class DIRECTORY: the class anew, a submission a directory.
make_class() {
  class=$1
  reference=$root/reference/$assignment/python
  scenarios=$root/harness/scenarios
  rm -rf "$class"
  mkdir -p "$class"

  submission right           "$root/assignments/$assignment/alternatives/flask-psycopg"
  submission reference-like  "$reference"
  submission unfinished      "$root/templates/starter/$assignment"
  mutant     typical-1       missing-is-200
  mutant     typical-2       search-by-equality
  mutant     typical-3       put-nulls-unsent
  submission never-starts    "$scenarios/exits-at-once/submission"
  submission floods          "$scenarios/floods-output/submission"
  submission cheats          "$scenarios/A01-writes-its-own-verdict/submission"
  submission late            "$reference"

  history reference-like 2026-03-0{2,3,4,5,6,7}T19:30:00+02:00
  history late 2026-03-05T21:00:00+02:00 2026-03-07T22:15:00+02:00 2026-03-10T23:40:00+02:00
}
