// harness/check/style/style.py: what it complains about, and the styles that it leaves alone.
#include <gtest/gtest.h>

#include <map>

#include "base/files.hpp"
#include "base/json.hpp"
#include "base/source_root_test.hpp"
#include "base/text.hpp"
#include "process/process.hpp"

namespace assay {
namespace {

const std::string no_rule = "does not apply";

class Style : public testing::Test {
 protected:
  void write(const std::string& file, const std::string& text) const {
    fs::create_directories((place.path() / file).parent_path());
    write_file(place.path() / file, text);
  }
  static Json answer_in(const fs::path& directory, Json rules) {
    rules["paths"] = {"app"};
    const Completed done = run({.argv = {"/usr/bin/python3", "-I", "-S", "-c", read_file(source_root / "harness/check/style/style.py"), to_text(rules)},
                                .environment = {{"LANG", "C.UTF-8"}},
                                .cwd = directory},
                               Deadline::in(std::chrono::seconds(60)));
    EXPECT_TRUE(done.ok()) << done.err;
    return Json::parse(done.out);
  }
  /// "app/main.py:3 User; …" of one rule, or that it does not apply.
  std::string found(const std::string& rule, const Json& wanted) const {
    const Json answer = answer_in(place.path(), {{rule, wanted}});
    if (answer.at("applies").empty()) return no_rule;
    std::vector<std::string> places;
    for (const Json& finding : answer.at("findings"))
      places.push_back(cat(finding.at("place").get<std::string>(), ' ', finding.at("what").get<std::string>()));
    return join(places, "; ");
  }
  std::string found_in(const std::string& program, const std::string& rule, const Json& wanted) const {
    write("app/main.py", program);
    return found(rule, wanted);
  }

  TemporaryDirectory place{fs::temp_directory_path(), "assay-style-test-"};
};

const Json user{"User"};
const std::string table = "class User(Base):\n    __tablename__ = 'users'\n";

TEST_F(Style, AsksTablesForDocstrings) {
  EXPECT_EQ(found_in(table, "documented", user), "app/main.py:1 User");
  EXPECT_EQ(found_in("class User(Base):\n    '''A user.'''\n    __tablename__ = 'users'\n", "documented", user), "");
  EXPECT_EQ(found_in("class User(Base):\n    # A user.\n    __tablename__ = 'users'\n", "documented", user), "app/main.py:1 User");
  EXPECT_EQ(found_in("class User(BaseModel):\n    id: int\n" + table + "    '''no docstring here'''\n", "documented", user), "app/main.py:3 User")
      << "a schema of the same name is none of the rule's business";
  EXPECT_EQ(found_in("class Person(Base):\n    __tablename__ = 'users'\n", "documented", user), "app/main.py User");
}

TEST_F(Style, DoesNotApplyToAProgramWithoutTables) {
  const std::string functions = "def get_user(id: int) -> dict:\n    return {}\n";
  EXPECT_EQ(found_in(functions, "documented", user), no_rule);
  EXPECT_EQ(found_in(functions, "printable", user), no_rule);
  EXPECT_EQ(found_in(functions, "two_sided", true), no_rule);
  EXPECT_EQ(found_in(functions, "exported", {{"app.models", {"User"}}}), no_rule);
  EXPECT_EQ(found_in("X = 1\n", "annotated", true), no_rule);
}

TEST_F(Style, TakesARepresentationFromAnywhere) {
  EXPECT_EQ(found_in("class Base(DeclarativeBase): pass\n" + table, "printable", user), "app/main.py:2 User");
  EXPECT_EQ(found_in("Base = declarative_base()\n" + table, "printable", user), "app/main.py:2 User");
  for (const std::string& good : std::vector<std::string>{
           "class Base(DeclarativeBase): pass\n" + table + "    def __repr__(self): return ''\n",
           "class Base(DeclarativeBase):\n    def __repr__(self): return ''\n" + table,
           "class Base(DeclarativeBase): pass\nclass Shown:\n    def __repr__(self): return ''\nclass User(Shown, Base):\n    __tablename__ = 'users'\n",
           "class Shown:\n    def __repr__(self): return ''\nBase = declarative_base(cls=Shown)\n" + table,
           "class Base(MappedAsDataclass, DeclarativeBase): pass\n" + table,
           "class Base(DeclarativeBase): pass\n@dataclass\n" + table,
           "class Base(DeclarativeBase): pass\nBase.__repr__ = show\n" + table,
           "from library import Base\n" + table})
    EXPECT_EQ(found_in(good, "printable", user), "") << good;
}

TEST_F(Style, AsksFunctionsForTheirTypes) {
  EXPECT_EQ(found_in("def get(id):\n    return id\n", "annotated", true), "app/main.py:1 get(id)");
  EXPECT_EQ(found_in("def get(id: int):\n    return id\n", "annotated", true), "app/main.py:1 get()");
  EXPECT_EQ(found_in("async def get_db():\n    yield 1\n", "annotated", true), "app/main.py:1 get_db()");
  EXPECT_EQ(found_in("class A:\n    def f(self, *, x): pass\n", "annotated", true), "app/main.py:2 f(x)");
  for (const std::string good : {"def main():\n    print(1)\n", "def f(id: int, *args, **words) -> int:\n    return id\n",
                                 "class A:\n    def __repr__(self):\n        return ''\n    def f(self) -> int:\n        return 1\n",
                                 "def f() -> int:\n    def inside(x):\n        return x\n    return inside(1)\n",
                                 "def f():\n    g = lambda x: x\n    def h(): return 1\n", "class A:\n    @staticmethod\n    def f(x: int): pass\n",
                                 "@event.listens_for(E, 'connect')\ndef on(connection, record): return 1\n", "def f(_unused): return None\n"})
    EXPECT_EQ(found_in(good, "annotated", true), "") << good;
}

TEST_F(Style, AsksRelationshipsForTheirOtherSide) {
  const auto pair = [&](const std::string& projects, const std::string& owner) {
    return found_in("class Base(DeclarativeBase): pass\nclass User(Base):\n    projects = " + projects + "\nclass Project(Base):\n    " + owner + "\n", "two_sided", true);
  };
  const std::string there = "relationship('Project', back_populates='user')", back = "user = relationship('User', back_populates='projects')";
  EXPECT_EQ(pair(there, back), "");
  EXPECT_EQ(pair("relationship('Project')", back), "app/main.py:3 User.projects");
  EXPECT_EQ(pair(there, "pass"), "app/main.py:3 User.projects") << "the other side is missing";
  EXPECT_EQ(pair("relationship('Project', back_populates='owner')", back), "app/main.py:3 User.projects; app/main.py:5 Project.user");
  EXPECT_EQ(pair("relationship('Project', backref='user')", "pass"), "");
  EXPECT_EQ(pair("orm.relationship(lambda: Project, back_populates='user')", back), "");
  EXPECT_EQ(pair("relationship('Project', viewonly=True)", "pass"), "");
  EXPECT_EQ(pair("relationship('app.models.Project', **both)", "pass"), "");
  EXPECT_EQ(pair("relationship('Somewhere', back_populates='user')", "pass"), "") << "what cannot be told is not complained about";
  EXPECT_EQ(found_in("class User(Base):\n    projects: Mapped[list['Project']] = relationship(back_populates='user')\n"
                     "class Project(Base):\n    user: Mapped['User'] = relationship(back_populates='projects')\n", "two_sided", true), "");
}

TEST_F(Style, LooksForExportedNames) {
  const Json wanted{{"app.models", {"User", "Base"}}};
  write("app/user.py", table);
  EXPECT_EQ(found("exported", wanted), "app/models/__init__.py app.models");
  write("app/models/__init__.py", "from app.user import User\n");
  EXPECT_EQ(found("exported", wanted), "app/models/__init__.py Base");
  for (const std::string good : {"from app.user import User, Base\n", "from app.user import *\n", "try:\n    from x import Base\nfinally:\n    User = 1\n"}) {
    write("app/models/__init__.py", good);
    EXPECT_EQ(found("exported", wanted), "") << good;
  }
  fs::remove(place.path() / "app/models/__init__.py");
  write("app/models.py", "class Base: pass\n" + table);
  EXPECT_EQ(found("exported", wanted), "") << "a module in one file";
}

TEST_F(Style, LooksForFiles) {
  EXPECT_EQ(found("files", {"docs/setup.md", "a.txt|b.toml"}), "docs/setup.md docs/setup.md; a.txt, b.toml a.txt|b.toml");
  write("docs/setup.md", "the address is in database_url\n");
  write("b.toml", "x");
  EXPECT_EQ(found("files", {"docs/setup.md", "a.txt|b.toml"}), "");
  EXPECT_EQ(found("mentions", {{"docs/setup.md", "DATABASE_URL"}}), "");
  EXPECT_EQ(found("mentions", {{"docs/setup.md", "PORT"}}), "docs/setup.md PORT");
  EXPECT_EQ(found("ignored", {".env"}), "");
  write(".env", "x");
  EXPECT_EQ(found("ignored", {".env"}), ".env .env");
  write(".gitignore", "__pycache__/\n/.env\n");
  EXPECT_EQ(found("ignored", {".env"}), "");
}

TEST_F(Style, ReadsHostileSources) {
  write("app/broken.py", "def (:\n");
  write("app/deep.py", std::string(5000, '(') + std::string(5000, ')'));
  write("app/circle.py", "class A(B): __tablename__ = 'a'\nclass B(A): pass\n");
  fs::create_directory_symlink(place.path(), place.path() / "app/again");
  EXPECT_EQ(found("printable", {"A"}), "app/circle.py:1 A");
}

}  // namespace
}  // namespace assay
