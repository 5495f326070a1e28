#include "load/history.hpp"

// The only file that knows libgit2.
#include <git2.h>

#include <algorithm>
#include <ctime>
#include <deque>
#include <memory>
#include <set>

#include "base/digest.hpp"
#include "base/text.hpp"

namespace assay {
namespace {

constexpr std::size_t largest_blob = 4u << 20;

template <class T, void (*release)(T*)>
struct Release {
  void operator()(T* it) const { release(it); }
};
template <class T, void (*release)(T*)>
using Owned = std::unique_ptr<T, Release<T, release>>;
using Repository = Owned<git_repository, git_repository_free>;
using CommitObject = Owned<git_commit, git_commit_free>;
using Tree = Owned<git_tree, git_tree_free>;
using Diff = Owned<git_diff, git_diff_free>;
using Blob = Owned<git_blob, git_blob_free>;

/// The library, without the system's and the user's configuration, for as long as it is needed.
struct Library {
  Library() {
    git_libgit2_init();
    git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
    git_libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, std::size_t{256} << 20);
    for (const int level : {GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL})
      git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, "");
  }
  ~Library() { git_libgit2_shutdown(); }
};

std::string text_of(const git_oid& id) {
  char text[GIT_OID_HEXSZ + 1];
  return git_oid_tostr(text, sizeof text, &id);
}

bool is_bot(const git_signature* author) {
  std::string who = cat(author->name ? author->name : "", ' ', author->email ? author->email : "");
  std::transform(who.begin(), who.end(), who.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return who.find("[bot]") != std::string::npos || who.find("github-classroom") != std::string::npos;
}

std::size_t characters(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string day_of(std::int64_t time) {
  const std::time_t seconds = time;
  std::tm local{};
  char text[16] = "";
  if (time >= 0 && time < 253'402'300'800 && ::localtime_r(&seconds, &local)) std::strftime(text, sizeof text, "%Y-%m-%d", &local);
  return text;
}

class Reading {
 public:
  Reading(git_repository* repository, const CourseFiles& course) : repository_(repository), course_(course) {}

  std::optional<History> read() {
    git_oid head;
    const int found = git_reference_name_to_id(&head, repository_, "HEAD");
    if (found == GIT_ENOTFOUND) return History{};  // not one commit yet
    if (found != 0) return std::nullopt;
    History history;
    std::deque<git_oid> waiting{head};
    std::set<std::string> seen{text_of(head)};
    for (; !waiting.empty() && history.commits.size() < most_commits; waiting.pop_front()) {
      git_commit* found_commit = nullptr;
      if (git_commit_lookup(&found_commit, repository_, &waiting.front()) != 0) {
        history.shallow = true;  // its ancestors are not in this clone
        continue;
      }
      const CommitObject commit(found_commit);
      history.commits.push_back(described(commit.get()));
      for (unsigned i = 0; i < git_commit_parentcount(commit.get()); ++i) {
        const git_oid* parent = git_commit_parent_id(commit.get(), i);
        if (seen.insert(text_of(*parent)).second) waiting.push_back(*parent);
      }
    }
    if (history.commits.empty()) return std::nullopt;
    std::stable_sort(history.commits.begin(), history.commits.end(),
                     [](const Commit& a, const Commit& b) { return a.time > b.time; });
    return history;
  }

 private:
  Commit described(git_commit* commit) {
    const git_signature* author = git_commit_author(commit);
    Commit made;
    made.id = text_of(*git_commit_id(commit));
    made.time = author->when.time;
    made.day = day_of(made.time);
    const char* message = git_commit_message(commit);
    made.meaningful = git_commit_parentcount(commit) <= 1 && !is_bot(author) && message &&
                      characters(trimmed(message)) >= 10 && changes_own_file(commit);
    return made;
  }

  bool changes_own_file(git_commit* commit) {
    git_tree *tree_found = nullptr, *before_found = nullptr;
    if (git_commit_tree(&tree_found, commit) != 0) return false;
    const Tree tree(tree_found);
    git_commit* parent_found = nullptr;
    if (git_commit_parentcount(commit) > 0 && git_commit_parent(&parent_found, commit, 0) == 0) {
      const CommitObject parent(parent_found);
      if (git_commit_tree(&before_found, parent.get()) != 0) return false;
    }
    const Tree before(before_found);
    git_diff_options options = GIT_DIFF_OPTIONS_INIT;
    options.flags = GIT_DIFF_SKIP_BINARY_CHECK | GIT_DIFF_IGNORE_SUBMODULES;
    git_diff* diff_found = nullptr;
    if (git_diff_tree_to_tree(&diff_found, repository_, before.get(), tree.get(), &options) != 0) return false;
    const Diff diff(diff_found);
    for (std::size_t i = 0; i < git_diff_num_deltas(diff.get()); ++i)
      if (is_own(*git_diff_get_delta(diff.get(), i))) return true;
    return false;
  }

  bool is_own(const git_diff_delta& delta) {
    const std::string path = delta.new_file.path ? delta.new_file.path : "";
    const auto& kept = course_.protected_files;
    if (std::find(kept.begin(), kept.end(), path) != kept.end()) return false;
    const auto starter = course_.starter.find(path);
    if (starter == course_.starter.end() || delta.status == GIT_DELTA_DELETED) return true;
    git_blob* found = nullptr;
    if (git_blob_lookup(&found, repository_, &delta.new_file.id) != 0) return true;
    const Blob blob(found);
    const auto size = static_cast<std::size_t>(git_blob_rawsize(blob.get()));
    if (size > largest_blob) return true;
    const std::string content(static_cast<const char*>(git_blob_rawcontent(blob.get())), size);
    return sha256(replaced(content, "\r\n", "\n")) != starter->second;
  }

  git_repository* repository_;
  const CourseFiles& course_;
};

}  // namespace

std::optional<History> read_history(const std::string& git_directory, const CourseFiles& course) {
  const Library library;
  git_repository* found = nullptr;
  if (git_repository_open_bare(&found, git_directory.c_str()) != 0) return std::nullopt;
  const Repository repository(found);
  return Reading(repository.get(), course).read();
}

}  // namespace assay
