#include "report/traceback.hpp"

#include <algorithm>
#include <cctype>
#include <optional>
#include <vector>

#include "base/text.hpp"

namespace assay {
namespace {

constexpr std::size_t libraries_named = 3;
constexpr std::string_view file_word = "File \"";

/// `  File "/box/app/main.py", line 3, in create`, whatever bars of an exception group stand before it.
struct Frame {
  std::string_view before, path, rest;   ///< rest: from the closing quote on
};

std::optional<Frame> frame_in(std::string_view line) {
  const std::size_t at = line.find(file_word);
  if (at == std::string_view::npos || at < 2 || line.substr(0, at).find_first_not_of(" |") != std::string_view::npos) return std::nullopt;
  const std::size_t begin = at + file_word.size(), end = line.find("\", line ", begin);
  if (end == std::string_view::npos || end == begin) return std::nullopt;
  return Frame{line.substr(0, at), line.substr(begin, end - begin), line.substr(end)};
}

/// The path within the student's work, or nothing for a file that is not of it. Cells show the work at /box; where a cell has no root of its
/// own, it is the box of a slot.
std::optional<std::string_view> own_path(std::string_view path) {
  constexpr std::string_view box = "/box/";
  if (path.find("site-packages/") != std::string_view::npos) return std::nullopt;
  if (path.starts_with(box)) return path.substr(box.size());
  if (const std::size_t at = path.find(box); at != std::string_view::npos) {
    const std::size_t slot = path.rfind("/slot", at);
    if (slot != std::string_view::npos && std::all_of(path.begin() + static_cast<std::ptrdiff_t>(slot + 5), path.begin() + static_cast<std::ptrdiff_t>(at),
                                                      [](unsigned char letter) { return std::isdigit(letter) != 0; }))
      return path.substr(at + box.size());
    return std::nullopt;
  }
  return path.front() == '/' || path.front() == '<' ? std::nullopt : std::optional(path);
}

std::string library_of(std::string_view path) {
  for (const std::string_view place : {"site-packages/", "/bin/"}) {
    const std::size_t at = path.rfind(place);
    if (at == std::string_view::npos) continue;
    std::string_view name = path.substr(at + place.size());
    name = name.substr(0, name.find('/'));
    if (name.ends_with(".py")) name.remove_suffix(3);
    return std::string(name);
  }
  return "Python";
}

/// Frames that are not shown, until the next line that is.
struct Fold {
  std::string before;
  std::int64_t frames = 0;
  std::vector<std::string> libraries;

  void add(const Frame& frame) {
    if (frames++ == 0) before = frame.before;
    const std::string library = library_of(frame.path);
    if (std::find(libraries.begin(), libraries.end(), library) == libraries.end()) libraries.push_back(library);
  }
  void end(std::vector<std::string>& lines, const FoldedLine& folded_line) {
    if (frames == 0) return;
    std::vector<std::string> named = libraries;
    if (named.size() > libraries_named) named.resize(libraries_named), named.push_back("…");
    lines.push_back(before + folded_line(frames, join(named, ", ")));
    *this = {};
  }
};

/// Whether `line` belongs to the frame that began with `before`: its source, the marks below it, or a count of repetitions.
bool continues_frame(std::string_view line, std::string_view before) {
  if (line.size() <= before.size() || line.substr(0, before.size()) != before) return false;
  return line.substr(before.size()).starts_with("  ") || line.substr(before.size()).starts_with("[Previous line repeated");
}

}  // namespace

std::string folded_tracebacks(std::string_view bytes, const FoldedLine& folded_line) {
  if (bytes.find(file_word) == std::string_view::npos) return std::string(bytes);
  std::vector<std::string> lines;
  Fold fold;
  std::string inside;   // what stands before the frame whose lines are left out, or empty
  for (const std::string& line : split(bytes, '\n')) {
    const auto frame = frame_in(line);
    if (!frame && !inside.empty() && continues_frame(line, inside)) continue;
    inside.clear();
    const auto own = frame ? own_path(frame->path) : std::nullopt;
    if (frame && !own) {
      if (fold.frames > 0 && fold.before != frame->before) fold.end(lines, folded_line);
      fold.add(*frame);
      inside = frame->before;
      continue;
    }
    fold.end(lines, folded_line);
    lines.push_back(own ? cat(frame->before, file_word, *own, frame->rest) : line);
  }
  fold.end(lines, folded_line);
  return join(lines, "\n");
}

}  // namespace assay
