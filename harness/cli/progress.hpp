// What a run is doing: a bar on a terminal, plain lines elsewhere; on standard error.
#pragma once

#include <functional>
#include <string>

#include "grade.hpp"

namespace assay {

class ProgressBar {
 public:
  /// The title of a test in the reader's language; empty: its name.
  using Title = std::function<std::string(const std::string& test)>;

  explicit ProgressBar(bool quiet, Title title = {});
  ~ProgressBar();
  /// To be called from one thread at a time.
  Progress callback();
  /// Takes the bar away; the next event brings it back.
  void clear();

 private:
  void show(const ProgressEvent& event);
  void draw(const ProgressEvent& event);
  bool quiet_, terminal_;
  Title title_;
  bool shown_ = false;
};

/// Columns of the terminal at `descriptor`, or 0 where it is none.
int terminal_columns(int descriptor);

}  // namespace assay
