# The small class that ci/demo shows and ci/bench measures; sourced after lib.sh, never run.
# shellcheck shell=bash

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

# listening_roles: the roles of the assignment that serve on a port, a line each.
listening_roles() {
  awk '/^\[role\./ { gsub(/^\[role\.|\].*$/, ""); role = $0; order[++n] = role; listens[role] = 1; next }
       /^\[/ { role = "" }
       role != "" && /^ready *=/ && !/"port"/ { listens[role] = 0 }
       END { for (i = 1; i <= n; i++) if (listens[order[i]]) print order[i] }' "$root/assignments/$assignment/assignment.toml"
}

# scenario NAME SCENARIO: a misbehaving program of harness/scenarios in place of whatever listens in this assignment.
scenario() {
  local role
  submission "$1" "$root/harness/scenarios/$2/submission"
  {
    for role in $(listening_roles); do
      printf '[role.%s]\ncommand = ["python", "server.py"]\n' "$role"
    done
    if grep -q '^\[role\.migrate\]' "$root/assignments/$assignment/assignment.toml"; then
      printf '[role.migrate]\ncommand = ["python", "-c", "pass"]\n'
    fi
  } >"$class/$1/submission.toml"
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

# make_class ASSIGNMENT DIRECTORY: the class of an assignment anew, a submission a directory: right in another style, unfinished, three
# typical mistakes, programs that do nothing useful, and one that came late.
make_class() {
  local i=0 id style
  local -a styles mutants
  assignment=$1 class=$2
  reference=$root/reference/$assignment/python
  rm -rf "$class"
  mkdir -p "$class"

  mapfile -t styles < <(find "$root/assignments/$assignment/alternatives" -mindepth 1 -maxdepth 1 -type d 2>/dev/null | sort)
  for style in "${styles[@]}"; do
    submission "right-${style##*/}" "$style"
  done
  submission reference-like "$reference"
  submission late           "$reference"
  submission unfinished     "$root/templates/starter/$assignment"
  # The first, one in the middle and the last.
  mapfile -t mutants < <(sed -n 's/^id = "\(.*\)"$/\1/p' "$root/assignments/$assignment/mutants/mutants.toml")
  for id in "${mutants[0]}" "${mutants[${#mutants[@]} / 2]}" "${mutants[-1]}"; do
    mutant "typical-$((++i))" "$id"
  done
  scenario answers-nothing null-empty-object
  scenario never-starts    exits-at-once
  scenario floods          floods-output
  scenario cheats          A01-writes-its-own-verdict

  history reference-like 2026-03-0{2,3,4,5,6,7}T19:30:00+02:00
  history late 2026-03-05T21:00:00+02:00 2026-03-07T22:15:00+02:00 2026-03-10T23:40:00+02:00
}
