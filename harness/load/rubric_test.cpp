#include "load/course_test.hpp"

namespace assay {
namespace {

class Rubrics : public Course {};

const std::string texts = R"(title = { uk = "а", ru = "б", en = "c" }
hint = { uk = "а", ru = "б", en = "c" }
)";
const std::string rubric_head = R"(assignment = "shop"
totals = { required = 3.5 }
pass = { of = "required", points = 2, penalties = "after" }
starter_score = 0
)";
const std::string health = "[[required]]\nid = 'health'\npoints = 2.5\ntests = ['Health.*']\n" + texts;
const std::string model = "[[required]]\nid = 'model'\npoints = 1\nrule = 'all'\nneeds = ['health']\ntests = ['Model.Id']\n" + texts;

TEST_F(Rubrics, ReadsARubric) {
  assignment(head + groups);
  rubric(rubric_head + health + model +
         "[[penalty]]\nid = 'late'\nfact = 'days_late'\nper_unit = 2\n" + texts +
         "[[penalty]]\nid = 'errors'\npoints = 3\nrule = 'half_failed'\ntests = ['Health.*']\npython_only = true\n" + texts);
  const Rubric got = load_rubric(home, load_assignment(home, "shop"));
  ASSERT_EQ(got.criteria.size(), 4u);
  EXPECT_EQ(got.criteria[0].points, Points{250});
  EXPECT_EQ(got.criteria[0].rule, Rule::share);
  EXPECT_EQ(got.criteria[1].needs, std::vector<std::string>{"health"});
  EXPECT_EQ(got.criteria[2].rule, Rule::per_fact);
  EXPECT_EQ(got.criteria[2].per_unit, Points::of(2));
  EXPECT_EQ(got.criteria[2].cap, 0);
  EXPECT_TRUE(got.criteria[3].python_only);
  EXPECT_EQ(got.starter_score, Points{});
  EXPECT_TRUE(got.pass.penalties_after);
  EXPECT_EQ(got.digest.size(), 64u);
}

TEST_F(Rubrics, ComplainsAboutARubric) {
  assignment(head + groups);
  const auto says = [&](const std::string& text, const std::string& expected) {
    rubric(text);
    EXPECT_TRUE(rubric_complaint().starts_with(cat("rubrics/shop.toml:", expected))) << rubric_complaint() << "\nnot " << expected;
  };
  const auto with = [&](const std::string& from, const std::string& to) { return replaced(rubric_head + health + model, from, to); };
  says(with("= \"shop\"", "= \"shops\""), "1:14: assignment: expected 'shop', got 'shops'");
  says(with("3.5", "4"), "2:23: totals: expected 3.5 as the sum of the required criteria, got 4");
  says(with("totals = { required = 3.5 }", "totals = { required = 3.5, bonus = 1 }"),
       "2:36: totals: expected 0 as the sum of the bonus criteria, got 1");
  says(with("totals = { required = 3.5 }\n", ""), "1:1: lacks 'totals', expected a table");
  says(with("\"after\"", "\"before\""), "3:51: unknown penalties 'before' (known: after, ignored)");
  says(with("Health.*", "Helth.*"), "8:10: criterion 'health': no test matches 'Helth.*' (closest: 'Health.*')");
  says(with("2.5", "2.555"), "7:10: points: expected at most two decimals, got 2.555");
  says(with("2.5", "-1"), "7:10: points: expected points above 0 to 10000, got -1");
  says(with("2.5", "'2'"), "7:10: points: expected points, got text in quotes");
  says(with("2.5", "nan"), "7:10: points: expected points above 0 to 10000, got nan");
  says(with("needs = ['health']", "needs = ['helth']"),
       "12:6: criterion 'model' needs 'helth', which is no criterion that gives points (closest: health)");
  says(with("needs = ['health']", "needs = ['model']"), "12:6: criterion 'model' needs itself: model -> model");
  says(with("points = 2.5", "points = 2.5\nneeds = ['model']"), "6:6: criterion 'health' needs itself: health -> model -> health");
  says(with("id = 'model'", "id = 'health'"), "12:6: criterion 'health' exists already at ");
  says(with("rule = 'all'", "rule = 'most'"), "14:8: unknown rule 'most' (known: share, all, any, reach, manual)");
  says(with("rule = 'all'", "rule = 'reach'"), "11:1: lacks 'percent'");
  says(with("rule = 'all'", "rule = 'manual'"), "16:9: criterion 'model': its rule looks at no tests");
  says(with("tests = ['Model.Id']", "tests = []"), "16:9: criterion 'model': no tests decide it");
  says(with("tests = ['Model.Id']\n", ""), "11:1: criterion 'model': no tests decide it");
  says(with("hint = { uk = \"а\", ru = \"б\", en = \"c\" }\n", ""), "5:1: lacks 'hint', expected a table");
  says(with("hint = { uk = \"а\", ru = \"б\", en = \"c\" }", "hint = { uk = \"а\", en = \"c\" }"), "10:8: lacks 'ru'");
  says(with("[[required]]\nid = 'model'", "[[reqired]]\nid = 'model'"), "11:3: unknown key 'reqired' (closest: required)");
  says(with("tests = ['Model.Id']", "tests = ['Model.Id']\ntest = 'x'"), "17:1: unknown key 'test' (closest: tests)");
  says("uncounted = ['Model.*']\n" + rubric_head + health + model, "1:13: uncounted: test 'Model.Id' decides a criterion");
  says("uncounted = ['Nothing.*']\n" + rubric_head + health + model, "1:14: uncounted: no test matches 'Nothing.*'");
  rubric(replaced(rubric_head, "3.5", "2.5") + health);
  EXPECT_EQ(rubric_complaint(), "rubrics/shop.toml: test 'Model.Id' decides no criterion and is not listed as uncounted");
  rubric(rubric_head);
  EXPECT_EQ(rubric_complaint(), "rubrics/shop.toml: no criteria");
  fs::remove(home.root / "rubrics/shop.toml");
  EXPECT_EQ(rubric_complaint(), "rubrics/shop.toml: cannot be read: No such file or directory");
}

TEST_F(Rubrics, NobodyMayNeedAPenalty) {
  assignment(head + groups);
  rubric(replaced(rubric_head + health + model, "needs = ['health']", "needs = ['errors']") +
         "[[penalty]]\nid = 'errors'\npoints = 3\nrule = 'any_failed'\ntests = ['Health.*']\n" + texts);
  EXPECT_TRUE(rubric_complaint().starts_with("rubrics/shop.toml:12:6: criterion 'model' needs 'errors'")) << rubric_complaint();
}

}  // namespace
}  // namespace assay
