// What the statement of an assignment promises and explains, as far as a machine has to know: the anchors that its Markdown carries, and
// the mistakes of the lesson's text that the assignment answers.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/language.hpp"

namespace assay {

/// A comment at the end of a sentence: `<!-- c: NAME -->` for one that binds, `<!-- m: NAME -->` where a mistake of the lesson is explained.
struct Anchor {
  std::string name;
  std::string section;   ///< the heading above it
};

/// README.<lang>.md.
struct TaskText {
  std::vector<Anchor> sentences, mistakes;   ///< in the order of the text
};

using TaskTexts = std::map<Language, TaskText>;

/// A mistake in the lesson's text: what it says, what is right, and where the assignment tells a student so.
struct Mistake {
  std::string id;
  std::string lesson;              ///< where in the text, in words
  std::string says, is;
  std::vector<std::string> tests;  ///< tests that reward the right value
  bool statement = false;          ///< the statements explain it, at the anchor of its id
  std::string hint;                ///< test whose hint explains it, or empty
};

}  // namespace assay
