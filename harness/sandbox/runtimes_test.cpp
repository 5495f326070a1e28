// Honest runtimes under the filter of system calls.
#include <gtest/gtest.h>
#include <sys/prctl.h>

#include "base/files.hpp"
#include "base/text.hpp"
#include "process/process.hpp"
#include "sandbox/in_child_test.hpp"
#include "sandbox/seccomp.hpp"

namespace assay {
namespace {

/// Runs a program under the filter in a directory of its own; what it wrote.
class Runtimes : public testing::Test {
 protected:
  std::string output(std::vector<std::string> words, const char* home = nullptr) {
    if (!fs::exists(words[0])) return "not here";
    const UniqueFd log = memory_file("log", "");
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    const std::string home_setting = cat("HOME=", home ? home : directory_.path().string()), path = "PATH=/usr/bin:/bin";
    const char* const environment[] = {home_setting.c_str(), path.c_str(), nullptr};
    const int status = in_child([&] {
      ::dup2(log.get(), 1);
      ::dup2(log.get(), 2);
      if (::chdir(directory_.path().c_str()) != 0 || !(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && cell::deny_system_calls())) return 126;
      ::execve(argv[0], argv.data(), const_cast<char* const*>(environment));
      return 127;
    });
    std::string text(20000, 0);
    const ssize_t size = ::pread(log.get(), text.data(), text.size(), 0);
    text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return status == 0 ? trimmed(text) : cat(describe_status(status), ": ", text);
  }
  std::string write(const char* name, const char* text) {
    write_file(directory_.path() / name, text);
    return (directory_.path() / name).string();
  }
  TemporaryDirectory directory_{"/tmp", "seccomp-test-"};
};

#define EXPECT_WORKS(text)                                                \
  do {                                                                    \
    const std::string came = (text);                                      \
    if (came == "not here") GTEST_SKIP() << "it is not installed";        \
    EXPECT_EQ(came, "works");                                             \
  } while (false)

TEST_F(Runtimes, PythonWithThreadsProcessesAndAnEventLoop) {
  EXPECT_WORKS(output({"/usr/bin/python3", write("it.py", R"code(
import asyncio, multiprocessing, socket, subprocess, threading, concurrent.futures
def double(n): return 2 * n
async def served():
    async def hello(reader, writer):
        writer.write(b"hello"); await writer.drain(); writer.close()
    server = await asyncio.start_server(hello, "127.0.0.1", 0)
    reader, _ = await asyncio.open_connection(*server.sockets[0].getsockname())
    return await reader.read()
if __name__ == "__main__":
    threads = [threading.Thread(target=double, args=(n,)) for n in range(8)]
    for t in threads: t.start()
    for t in threads: t.join()
    for method in "fork", "spawn", "forkserver":
        with concurrent.futures.ProcessPoolExecutor(2, mp_context=multiprocessing.get_context(method)) as pool:
            assert list(pool.map(double, range(4))) == [0, 2, 4, 6]
    lock, value = multiprocessing.Lock(), multiprocessing.Value("i", 1)
    assert subprocess.run(["/bin/echo", "a"], capture_output=True, text=True).stdout == "a\n"
    assert socket.getaddrinfo("localhost", 80)
    assert asyncio.run(served()) == b"hello"
    print("works")
)code")}));
}

TEST_F(Runtimes, NodeWithAServerWorkersAndChildren) {
  EXPECT_WORKS(output({"/usr/bin/node", write("it.js", R"code(
const http = require("http"), cp = require("child_process"), fs = require("fs").promises;
const { Worker } = require("worker_threads");
const server = http.createServer((q, a) => a.end("hello"));
server.listen(0, "127.0.0.1", async () => {
  const body = await new Promise(done => http.get({port: server.address().port}, a => { let t = ""; a.on("data", d => t += d); a.on("end", () => done(t)); }));
  const word = await new Promise(done => new Worker("require('worker_threads').parentPort.postMessage('w')", {eval: true}).on("message", done));
  await fs.writeFile("x", "y");
  if (body === "hello" && word === "w" && cp.execSync("echo c").toString() === "c\n") console.log("works");
  server.close();
});
)code")}));
}

TEST_F(Runtimes, Java) {
  EXPECT_WORKS(output({"/usr/bin/java", "-Xmx64m", write("It.java", R"code(
public class It { public static void main(String[] a) throws Exception {
  Thread t = new Thread(() -> {}); t.start(); t.join();
  try (var s = new java.net.ServerSocket(0)) { new java.net.Socket("localhost", s.getLocalPort()).close(); }
  System.out.println("works"); } }
)code")}));
}

/// Its compiler is a Go program, with all its threads.
TEST_F(Runtimes, Go) {
  const std::string came = output({"/usr/local/go/bin/go", "version"});
  if (came == "not here") GTEST_SKIP() << "it is not installed";
  EXPECT_TRUE(came.starts_with("go version go")) << came;
}

TEST_F(Runtimes, GdbDoesNot) {
  const std::string came = output({"/usr/bin/gdb", "-batch", "-ex", "run", "/bin/true"});
  if (came == "not here") GTEST_SKIP() << "it is not installed";
  EXPECT_NE(came.find("Operation not permitted"), std::string::npos) << came;
}

}  // namespace
}  // namespace assay
