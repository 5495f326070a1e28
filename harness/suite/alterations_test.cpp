#include "suite/alterations.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/source_root_test.hpp"
#include "base/text.hpp"
#include "process/process.hpp"

namespace assay {
namespace {

using namespace std::chrono_literals;

Assignment assignment() {
  Assignment made;
  made.altered_paths = {"app"};
  for (const char* kind : {"delete", "commit", "missing", "status", "limit"}) made.alterations.push_back({kind, "", {}});
  made.alterations.push_back({"create", "quantity", {}});
  made.alterations.push_back({"update", "price", {}});
  made.alterations.push_back({"filter", "category", {}});
  made.alterations.push_back({"filter", "min_price", {}});
  return made;
}

class Alterations : public testing::Test {
 protected:
  void write(const std::string& file, const std::string& text) const {
    fs::create_directories((tree / file).parent_path());
    write_file(tree / file, text);
  }

  static Completed mutators_on(const fs::path& directory) {
    return run({.argv = {"/usr/bin/python3", "-I", "-S", "-c", read_file(source_root / "harness/check/mutators/alter.py"),
                         mutator_request(assignment())},
                .environment = {{"LANG", "C.UTF-8"}},
                .cwd = directory},
               Deadline::in(60s));
  }
  static std::vector<Alteration> found_in(const fs::path& directory) {
    const Completed done = mutators_on(directory);
    EXPECT_TRUE(done.ok()) << done.err;
    return alterations_in(done.out, assignment(), directory);
  }
  static std::vector<std::string> kinds_in(const fs::path& directory) {
    std::vector<std::string> kinds;
    for (const Alteration& alteration : found_in(directory)) kinds.push_back(alteration.kind);
    std::sort(kinds.begin(), kinds.end());
    return kinds;
  }

  /// The program's only file after an alteration of this kind; with `same` the one that does what it did.
  std::string altered(const std::string& kind, bool same = false) {
    const fs::path copy = place.path() / "copy";
    remove_tree(copy);
    for (const Alteration& alteration : found_in(tree))
      if (alteration.kind == kind) {
        write_altered(tree, copy, alteration.edits, same);
        return read_file(copy / "app/main.py");
      }
    return "no " + kind;
  }

  TemporaryDirectory place{fs::temp_directory_path(), "assay-alter-test-"};
  fs::path tree = place.path() / "tree";
};

const std::vector<std::string> all_kinds{"commit", "create", "delete", "filter", "limit", "missing", "status", "update"};

TEST_F(Alterations, FitTheReferenceAndTheAlternativesOfOtherStyles) {
  EXPECT_EQ(kinds_in(source_root / "reference/products-api/python"), all_kinds);
  for (const char* style : {"dump-migration", "fastapi-asyncpg", "flask-psycopg"})
    EXPECT_EQ(kinds_in(source_root / "assignments/products-api/alternatives" / style), all_kinds) << style;
}

TEST_F(Alterations, FindNothingInTheStarter) {
  EXPECT_EQ(kinds_in(source_root / "templates/starter/products-api"), std::vector<std::string>());
}

TEST_F(Alterations, ChangeOnlyTheirSpanAndKeepTheFormatting) {
  write("app/main.py", "\xEF\xBB\xBF" "async def  remove( db,x ):  # вилучає\r\n    await db.delete( x )   # тут\r\n    await db.commit()\r\n");
  EXPECT_EQ(altered("delete"),
            "\xEF\xBB\xBF" "async def  remove( db,x ):  # вилучає\r\n    None   # тут\r\n    await db.commit()\r\n");
  EXPECT_EQ(altered("delete", true),
            "\xEF\xBB\xBF" "async def  remove( db,x ):  # вилучає\r\n    await (db.delete)( x )   # тут\r\n    await db.commit()\r\n");
  EXPECT_EQ(altered("commit"),
            "\xEF\xBB\xBF" "async def  remove( db,x ):  # вилучає\r\n    await db.delete( x )   # тут\r\n    None\r\n");
}

TEST_F(Alterations, TakeTheOrmsCommitForAFlush) {
  write("app/main.py", "from sqlalchemy.orm import Session\ndef make(db):\n    db.commit()\n");
  EXPECT_EQ(altered("commit"), "from sqlalchemy.orm import Session\ndef make(db):\n    db.flush()\n");
  write("app/main.py", "from sqlalchemy.orm import Session\nwith engine.begin() as c, Session.begin() as s:\n    pass\n");
  EXPECT_EQ(altered("commit"), "from sqlalchemy.orm import Session\nwith engine.connect() as c, Session() as s:\n    pass\n");
}

TEST_F(Alterations, TellADeleteFromOthersOfThatName) {
  write("app/main.py",
        "from sqlalchemy import delete\ncache.delete(key)\nclient.delete('/x')\n@app.delete(path)\ndef f(): pass\n"
        "s.execute(delete(P).where(P.id == 1))\nq.filter(P.id == 1).delete(synchronize_session=False)\n");
  EXPECT_EQ(altered("delete"),
            "from sqlalchemy import delete\ncache.delete(key)\nclient.delete('/x')\n@app.delete(path)\ndef f(): pass\n"
            "s.execute(__import__(\"sqlalchemy\").select(P).where(P.id == 1))\nq.filter(P.id == 1).count()\n");
}

TEST_F(Alterations, ReadSqlInStrings) {
  write("app/main.py",
        "def drop(c, i):\n    \"\"\"DELETE FROM x WHERE category = %s LIMIT %s: no code.\"\"\"\n"
        "    c.execute('DELETE FROM products WHERE id = %s', (i,))\n"
        "def rows(c, n):\n    return c.execute(f\"SELECT * FROM products p WHERE p.category = {n} LIMIT {n}\")\n"
        "def put(c):\n    c.execute('UPDATE products SET name = $1, price = $2 WHERE id = $3')\n"
        "def add(c):\n    c.execute('INSERT INTO products (name, quantity) VALUES (:name, :quantity)')\n");
  EXPECT_NE(altered("delete").find("'UPDATE products SET id = id WHERE id = %s'"), std::string::npos);
  EXPECT_NE(altered("delete").find("\"\"\"DELETE FROM x"), std::string::npos);
  EXPECT_NE(altered("filter").find("WHERE (p.category = {n} OR 1 = 1) LIMIT {n}\""), std::string::npos);
  EXPECT_NE(altered("limit").find("LIMIT GREATEST({n}, 1000000)\""), std::string::npos);
  EXPECT_NE(altered("update").find("price = COALESCE(price, $2) WHERE"), std::string::npos);
  EXPECT_NE(altered("create").find("(:name, :quantity * 0)"), std::string::npos);
}

TEST_F(Alterations, AnswerWithAnotherStatus) {
  write("app/main.py",
        "@app.post('/x', status_code=status.HTTP_201_CREATED, responses={404: {}})\ndef make():\n"
        "    if x == 404: raise HTTPException(status_code=404, detail='no')\n    abort(404)\n"
        "@app.errorhandler(404)\ndef gone(_):\n    return {}, 404\n");
  EXPECT_EQ(altered("missing"),
            "@app.post('/x', status_code=status.HTTP_201_CREATED, responses={404: {}})\ndef make():\n"
            "    if x == 404: raise HTTPException(status_code=200, detail='no')\n"
            "    __import__(\"flask\").abort(__import__(\"flask\").make_response({}, 200))\n"
            "@app.errorhandler(404)\ndef gone(_):\n    return {}, 200\n");
  EXPECT_NE(altered("status").find("status_code=200, responses"), std::string::npos);
}

TEST_F(Alterations, TakeTheFirstFieldThatHasAPlace) {
  write("app/main.py", "def rows(q, min_price):\n    if min_price:\n        q = q.filter(P.price >= min_price)\n    return q.all()\n");
  const std::vector<Alteration> found = found_in(tree);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].field, "min_price");
  EXPECT_EQ(altered("filter"), "def rows(q, min_price):\n    if min_price:\n        q = q\n    return q.all()\n");
  EXPECT_EQ(described(found[0]).at("places").at(0).at("place"), "app/main.py:3");
}

TEST_F(Alterations, KeepTimesAndLeaveByteCodeOut) {
  write("app/main.py", "def drop(db, x):\n    db.delete(x)\n");
  write("app/__pycache__/main.cpython-311.pyc", "stale");
  fs::last_write_time(tree / "app/main.py", fs::file_time_type::clock::now() - std::chrono::hours(48));
  const auto time = fs::last_write_time(tree / "app/main.py");
  ASSERT_NE(altered("delete").find("None"), std::string::npos);
  EXPECT_EQ(fs::last_write_time(place.path() / "copy/app/main.py"), time);
  EXPECT_FALSE(fs::exists(place.path() / "copy/app/__pycache__"));
}

TEST_F(Alterations, LeaveOutWhatCannotBeRead) {
  write("app/main.py", "def drop(db, x):\n    db.delete(x)\n");
  write("app/broken.py", "def drop(db, x:\n    db.delete(x)\n");
  write("app/latin.py", "# -*- coding: latin-1 -*-\ndef drop(db, x):\n    db.delete(x)  # \xe9" "\n");
  write("app/bytes.py", "db.delete(x)  # \xff\xfe\n");
  write("app/nul.py", std::string("db.delete(x)\0\n", 14));
  write("app/mac.py", "def drop(db, x):\r    db.delete(x)\r");
  std::string nested = "x = ", sum = "x = 1", calls = "x = f", lists, blocks;
  for (int i = 0; i < 50'000; ++i) nested += '(', sum += " + 1", calls += "()";
  for (int i = 0; i < 90; ++i) blocks += std::string(static_cast<std::size_t>(i), ' ') + "if x:\n";
  for (int i = 0; i < 60'000; ++i) lists += "db.delete(x)\n";
  write("app/nested.py", nested);
  write("app/sum.py", sum);
  write("app/calls.py", calls);
  write("app/blocks.py", blocks + std::string(90, ' ') + "db.delete(x)\n");
  write("app/many.py", lists);
  write("app/huge.py", "x = '" + std::string(8u << 20, 'a') + "'\n");
  const std::vector<Alteration> found = found_in(tree);
  ASSERT_EQ(found.size(), 1u);
  ASSERT_FALSE(found[0].edits.empty());
  EXPECT_LE(found[0].edits.size(), 20u);
  for (const Edit& edit : found[0].edits) EXPECT_TRUE(edit.file == "app/main.py" || edit.file == "app/blocks.py") << edit.file;
}

TEST_F(Alterations, AreBelievedOnlyInsideTheAlteredPaths) {
  write("app/main.py", "db.delete(x)\n");
  write("secret.py", "db.delete(x)\n");
  const auto printed = [](const std::string& file, int from, int to) {
    const Json edit{{"file", file}, {"from", from}, {"to", to}, {"text", ""}, {"same", ""}, {"line", 1}, {"before", ""}, {"after", ""}};
    const Json alteration{{"kind", "delete"}, {"field", ""}, {"edits", Json::array({edit})}};
    return to_text(Json{{"alterations", Json::array({alteration})}});
  };
  EXPECT_EQ(alterations_in(printed("app/main.py", 0, 12), assignment(), tree).size(), 1u);
  for (const char* file : {"secret.py", "app/../secret.py", "/etc/passwd", "app/none.py", "app", ""})
    EXPECT_EQ(alterations_in(printed(file, 0, 1), assignment(), tree).size(), 0u) << file;
  EXPECT_EQ(alterations_in(printed("app/main.py", 5, 99), assignment(), tree).size(), 0u);
  EXPECT_EQ(alterations_in(printed("app/main.py", 5, 4), assignment(), tree).size(), 0u);
  for (const char* text : {"", "[]", "{\"alterations\":[{}]}", "{\"alterations\":7}", "\xff"})
    EXPECT_EQ(alterations_in(text, assignment(), tree).size(), 0u) << text;
}

}  // namespace
}  // namespace assay
