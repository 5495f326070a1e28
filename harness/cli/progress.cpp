#include "cli/progress.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "base/text.hpp"
#include "cli/charset.hpp"

namespace assay {
namespace {

bool speaks_escapes() {
  const char* const name = std::getenv("TERM");
  return name && *name && std::string_view(name) != "dumb";
}

/// At most `columns` columns of `text`, a code point each.
std::string cut(std::string_view text, std::size_t columns) {
  std::size_t at = 0, used = 0;
  while (at < text.size() && used < columns) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
    ++used;
  }
  return std::string(text.substr(0, at));
}

}  // namespace

int terminal_columns(int descriptor) {
  winsize size{};
  if (::isatty(descriptor) != 1) return 0;
  return ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

ProgressBar::ProgressBar(bool quiet, Title title)
    : quiet_(quiet), terminal_(terminal_columns(STDERR_FILENO) > 0 && speaks_escapes()), title_(std::move(title)) {}

ProgressBar::~ProgressBar() { clear(); }

void ProgressBar::clear() {
  if (std::exchange(shown_, false)) std::cerr << "\r\033[K" << std::flush;
}

Progress ProgressBar::callback() {
  if (quiet_) return {};
  return [this](const ProgressEvent& event) { show(event); };
}

void ProgressBar::show(const ProgressEvent& event) {
  if (terminal_) return draw(event);
  if (!event.test.empty()) return;
  std::cerr << in_charset_of_locale(cat('[', event.units_done, '/', event.units, "] ", clipped(one_line(event.submission), 40), ' ', event.group, '\n'));
}

void ProgressBar::draw(const ProgressEvent& event) {
  const auto columns = static_cast<std::size_t>(std::max(terminal_columns(STDERR_FILENO), 20));
  const std::size_t width = std::min<std::size_t>(24, columns / 4);
  const std::size_t filled = event.units == 0 ? width : width * event.units_done / event.units;
  const std::string title = event.test.empty() ? event.group : title_ ? title_(event.test) : event.test;
  const std::string line = cat(std::string(filled, '#'), std::string(width - filled, '.'), ' ', event.units_done, '/', event.units, ' ',
                               title_ ? "" : clipped(one_line(event.submission), 40) + " ", one_line(title));
  std::cerr << in_charset_of_locale("\r\033[K" + cut(line, columns - 1)) << std::flush;
  shown_ = true;
}

}  // namespace assay
