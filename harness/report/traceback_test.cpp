#include "report/traceback.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace assay {
namespace {

std::string folded(const std::string& text) {
  return folded_tracebacks(text, [](std::int64_t frames, const std::string& libraries) { return cat("... ", frames, ": ", libraries); });
}

TEST(Tracebacks, KeepTheStudentsFramesAndFoldThoseOfLibraries) {
  EXPECT_EQ(folded("INFO: started\n"
                   "Traceback (most recent call last):\n"
                   "  File \"/cache/course/lib/python3.11/site-packages/uvicorn/x.py\", line 1, in run\n"
                   "    result = await app(\n"
                   "             ^^^^^^^^^^\n"
                   "  File \"/cache/course/lib/python3.11/site-packages/fastapi/y.py\", line 2, in call\n"
                   "    await f()\n"
                   "  File \"/box/app/main.py\", line 12, in create\n"
                   "    return crud.create(data)\n"
                   "           ^^^^^^^^^^^^^^^^^\n"
                   "  File \"/usr/lib/python3.11/json/decoder.py\", line 3, in decode\n"
                   "    raise JSONDecodeError\n"
                   "ValueError: no\n"
                   "INFO: next"),
            "INFO: started\n"
            "Traceback (most recent call last):\n"
            "  ... 2: uvicorn, fastapi\n"
            "  File \"app/main.py\", line 12, in create\n"
            "    return crud.create(data)\n"
            "           ^^^^^^^^^^^^^^^^^\n"
            "  ... 1: Python\n"
            "ValueError: no\n"
            "INFO: next");
}

TEST(Tracebacks, FoldChainsAndCountRepeatedLinesWithTheirFrame) {
  EXPECT_EQ(folded("Traceback (most recent call last):\n"
                   "  File \"/r/site-packages/a.py\", line 1, in f\n"
                   "    f()\n"
                   "  [Previous line repeated 900 more times]\n"
                   "A: first\n"
                   "\n"
                   "The above exception was the direct cause of the following exception:\n"
                   "\n"
                   "Traceback (most recent call last):\n"
                   "  File \"/run/assay-run-x/slot3/box/app/crud.py\", line 1, in f\n"
                   "    g()\n"
                   "B: second"),
            "Traceback (most recent call last):\n"
            "  ... 1: a\n"
            "A: first\n"
            "\n"
            "The above exception was the direct cause of the following exception:\n"
            "\n"
            "Traceback (most recent call last):\n"
            "  File \"app/crud.py\", line 1, in f\n"
            "    g()\n"
            "B: second");
}

TEST(Tracebacks, FoldThoseOfExceptionGroups) {
  EXPECT_EQ(folded("  + Exception Group Traceback (most recent call last):\n"
                   "  |   File \"/r/site-packages/anyio/t.py\", line 1, in f\n"
                   "  |     raise BaseExceptionGroup(\n"
                   "  | ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)\n"
                   "  +-+---------------- 1 ----------------\n"
                   "    | Traceback (most recent call last):\n"
                   "    |   File \"/r/site-packages/starlette/b.py\", line 2, in g\n"
                   "    |     await x\n"
                   "    |   File \"/box/app/main.py\", line 9, in h\n"
                   "    |     1 / 0\n"
                   "    | ZeroDivisionError: division by zero\n"
                   "    +------------------------------------"),
            "  + Exception Group Traceback (most recent call last):\n"
            "  |   ... 1: anyio\n"
            "  | ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)\n"
            "  +-+---------------- 1 ----------------\n"
            "    | Traceback (most recent call last):\n"
            "    |   ... 1: starlette\n"
            "    |   File \"app/main.py\", line 9, in h\n"
            "    |     1 / 0\n"
            "    | ZeroDivisionError: division by zero\n"
            "    +------------------------------------");
}

TEST(Tracebacks, ShowWhereASyntaxErrorStands) {
  EXPECT_EQ(folded("  File \"<frozen importlib._bootstrap>\", line 1, in _find_and_load\n"
                   "  File \"/box/app/main.py\", line 3\n"
                   "    def f(:\n"
                   "          ^\n"
                   "SyntaxError: invalid syntax"),
            "  ... 1: Python\n"
            "  File \"app/main.py\", line 3\n"
            "    def f(:\n"
            "          ^\n"
            "SyntaxError: invalid syntax");
}

TEST(Tracebacks, LeaveEverythingElseAsItIs) {
  for (const std::string text : {"", "\n", "no File here", "File \"x\", line 1", "  File \"\", line 1", "  File \"/box/", "a\nb\n"})
    EXPECT_EQ(folded(text), text);
}

}  // namespace
}  // namespace assay
