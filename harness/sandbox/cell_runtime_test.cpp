// Honest programs of many kinds start and work behind all walls and limits. What is not installed is skipped.
#include "sandbox/cell_under_test.hpp"

namespace assay {
namespace {

struct Program {
  const char* name;
  const char* needs;    ///< its interpreter or compiler
  const char* file;     ///< the program is written here,
  const char* text;
  const char* command;  ///< and run so
  const char* says;     ///< its last line, when all went well
};

constexpr char python_program[] =
    "import asyncio, concurrent.futures, ctypes, multiprocessing, os, pwd, socket, sqlite3, subprocess, tempfile, threading\n"
    "from multiprocessing import shared_memory\n"
    "def square(x): return x * x\n"
    "async def echo():\n"
    "  async def serve(reader, writer): writer.write(await reader.readline()); writer.close()\n"
    "  server = await asyncio.start_server(serve, 'localhost', 8000)\n"
    "  reader, writer = await asyncio.open_connection('localhost', 8000)\n"
    "  writer.write(b'hello\\n'); assert await reader.readline() == b'hello\\n'\n"
    "  child = await asyncio.create_subprocess_exec('true'); assert await child.wait() == 0\n"
    "if __name__ == '__main__':\n"
    "  for way in ('fork', 'spawn', 'forkserver'):\n"
    "    with multiprocessing.get_context(way).Pool(2) as pool: assert pool.map(square, range(5)) == [0, 1, 4, 9, 16]\n"
    "  with concurrent.futures.ThreadPoolExecutor(8) as threads: assert sum(threads.map(square, range(5))) == 30\n"
    "  memory = shared_memory.SharedMemory(create=True, size=1 << 20); memory.close(); memory.unlink()\n"
    "  multiprocessing.Lock().acquire()\n"
    "  assert pwd.getpwuid(os.getuid()).pw_dir == '/home/student' == os.path.expanduser('~')\n"
    "  db = sqlite3.connect('/home/student/x.db'); db.execute('create table t (a)'); db.commit()\n"
    "  with tempfile.NamedTemporaryFile() as f: assert f.name.startswith('/tmp/')\n"
    "  assert subprocess.check_output(['sh', '-c', 'echo $((1+1)) | cat']) == b'2\\n'\n"
    "  assert socket.gethostbyname(socket.gethostname()) == '127.0.0.1'\n"
    "  asyncio.run(echo())\n"
    "  print('well')\n";

constexpr char node_program[] =
    "const http = require('http'), { Worker, isMainThread } = require('worker_threads'), { execSync } = require('child_process');\n"
    "if (!isMainThread) process.exit(0);\n"
    "require('crypto').pbkdf2Sync('a', 'b', 1000, 32, 'sha256');\n"
    "const server = http.createServer((_, answer) => answer.end('hello')).listen(8000, () =>\n"
    "  http.get('http://localhost:8000/', answer => answer.on('data', data => {\n"
    "    new Worker(__filename).on('exit', () => {\n"
    "      console.log(String(data) === 'hello' && String(execSync('echo ok')) === 'ok\\n' ? 'well' : 'ill'); process.exit(0); });\n"
    "  })));\n";

constexpr char c_program[] =
    "#include <pthread.h>\n#include <stdio.h>\n#include <semaphore.h>\n#include <fcntl.h>\n#include <sys/mman.h>\n"
    "static void* run(void* x) { return x; }\n"
    "int main(void) {\n"
    "  pthread_t t; void* r = 0; sem_t* s = sem_open(\"/s\", O_CREAT, 0600, 1);\n"
    "  if (s == SEM_FAILED || pthread_create(&t, 0, run, s) || pthread_join(t, &r) || r != s) return 1;\n"
    "  void* code = mmap(0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);\n"
    "  puts(code == MAP_FAILED ? \"ill\" : \"well\"); return 0; }\n";

constexpr char java_program[] =
    "import java.net.*; import java.nio.file.*; import java.util.stream.*;\n"
    "class Hello { public static void main(String[] a) throws Exception {\n"
    "  var server = new ServerSocket(8000); var c = new Socket(\"localhost\", 8000); server.accept();\n"
    "  Files.writeString(Files.createTempFile(\"a\", \"b\"), \"x\");\n"
    "  System.out.println(IntStream.range(0, 1000).parallel().sum() == 499500 ? \"well\" : \"ill\"); System.exit(0); } }\n";

constexpr Program programs[] = {
    {"Python", "/usr/bin/python3", "main.py", python_program, "exec python3 main.py", "well"},
    {"Node", "/usr/bin/node", "main.js", node_program, "exec node main.js", "well"},
    {"C", "/usr/bin/gcc", "main.c", c_program, "gcc -pthread -o /tmp/main main.c && exec /tmp/main", "well"},
    {"Java", "/usr/bin/java", "Hello.java", java_program, "exec java Hello.java", "well"},
    {"Perl", "/usr/bin/perl", "main.pl", "use IO::Socket::INET; use POSIX; fork or exit; wait; print \"well\\n\"", "exec perl main.pl", "well"},
};

class CellRuntimes : public testing::TestWithParam<std::tuple<Privilege, Program>> {};

TEST_P(CellRuntimes, Work) {
  const auto& [privilege, program] = GetParam();
  if (needs_root(privilege) && ::getuid() != 0) GTEST_SKIP() << "needs root";
  if (!fs::exists(program.needs)) GTEST_SKIP() << program.needs << " is not there";
  CellUnderTest cell(privilege);
  write_file(cell.box() / program.file, program.text);
  fs::permissions(cell.box() / program.file, fs::perms(0644));
  cell.spec.add("env", "HOME=/home/student").add("limit.processes", "256").add("limit.open_files", "1024");
  cell.spec.add("limit.memory_bytes", cat(768u << 20)).add("limit.disk_bytes", cat(256u << 20)).add("limit.disk_inodes", "20000");
  cell.spec.add("limit.file_bytes", cat(128u << 20)).shell("main", program.command);
  cell.start();
  ASSERT_EQ(cell.said("start main"), "started main") << cell.errors();
  // The other runs of a busy machine may take all its processors.
  for (int patience = 0; patience < 6 && !cell.ends("main");) ++patience;
  EXPECT_EQ(cell.state("main").substr(0, 8), "exited 0") << cell.state("main") << cell.output("main");
  EXPECT_TRUE(trimmed(cell.output("main")).ends_with(program.says)) << cell.output("main");
}

INSTANTIATE_TEST_SUITE_P(As, CellRuntimes,
                         testing::Combine(testing::Values(Privilege::root_full, Privilege::user_full), testing::ValuesIn(programs)),
                         [](const auto& chosen) {
                           return std::string(std::get<0>(chosen.param) == Privilege::root_full ? "RootFull" : "UserFull") +
                                  std::get<1>(chosen.param).name;
                         });

class CellClients : public Cells {};

TEST_P(CellClients, OfPostgresFindTheListenerByEitherFamily) {
  if (!fs::exists("/usr/bin/psql")) GTEST_SKIP() << "psql is not there";
  cell.spec.add("listen", "postgres:5432");
  cell.spec.shell("four", "exec psql postgresql://u:p@127.0.0.1:5432/d -c 'select 1'").shell("six", "exec psql 'postgresql://u:p@[::1]:5432/d' -c 'select 1'");
  cell.start();
  const Answer listeners = cell.ask("listeners");
  ASSERT_EQ(listeners.fds.size(), 2u);
  int number = 0;
  for (const char* role : {"four", "six"}) {
    cell.said(cat("start ", role));
    const UniqueFd& listener = listeners.fds[static_cast<std::size_t>(number++)];
    pollfd ready{listener.get(), POLLIN, 0};
    ASSERT_EQ(::poll(&ready, 1, 10'000), 1);
    UniqueFd accepted(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
    unsigned char first[8] = {};
    EXPECT_EQ(::read(accepted.get(), first, sizeof first), 8);   // It asks for TLS.
    EXPECT_EQ(first[4] << 8 | first[5], 1234);
    accepted.reset();
    EXPECT_TRUE(cell.ends(role));
    EXPECT_EQ(cell.state(role).substr(0, 8), "exited 2");
  }
}

INSTANTIATE_TEST_SUITE_P(As, CellClients, testing::Values(Privilege::root_full, Privilege::user_full), privilege_of);

}  // namespace
}  // namespace assay
