// For tests of the real program: a process of it, and a platform's home that has joined a realm.
#pragma once

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include "apps/server/http_client.h"
#include "eq/testing/seeded.h"
#include "parties/platform/test_world.h"

namespace eq::server {
namespace fs = std::filesystem;
using platform::testing::Chat;
using platform::testing::Person;
using platform::testing::World;
using std::chrono::milliseconds;

inline Time system_now() {
  return Time{static_cast<std::uint64_t>(
      std::chrono::duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch())
          .count())};
}

/// One run of the program.  Its stdout and stderr go to one file.
class Program {
 public:
  Program(std::vector<std::string> arguments, fs::path output) : output_(std::move(output)) {
    arguments.insert(arguments.begin(), EQ_BINARY);
    std::vector<char*> argv;
    for (auto& a : arguments) argv.push_back(a.data());
    argv.push_back(nullptr);
    from_ = fs::exists(output_) ? fs::file_size(output_) : 0;
    pid_ = fork();
    if (pid_ == 0) {
      if (!freopen(output_.c_str(), "a", stdout) || dup2(STDOUT_FILENO, STDERR_FILENO) < 0)
        _exit(127);
      execv(EQ_BINARY, argv.data());
      _exit(127);
    }
  }
  ~Program() { end(SIGKILL); }

  int end(int signal) {
    if (pid_ > 0) kill(pid_, signal);
    return wait();
  }
  void signal(int signal) const { kill(pid_, signal); }
  int wait() {
    if (pid_ <= 0) return code_;
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = -1;
    return code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  std::string output() const {
    std::ifstream in(output_);
    in.seekg(static_cast<std::streamoff>(from_));
    return {std::istreambuf_iterator<char>(in), {}};
  }
  /// The port of a server once it says where it serves; 0 if it ends before.
  std::uint16_t port() {
    const std::string mark = " on http://127.0.0.1:";
    for (int i = 0; i < 1000; ++i) {
      const std::string text = output();
      const auto at = text.find(mark);
      if (at != text.npos && text.find('\n', at) != text.npos)
        return static_cast<std::uint16_t>(std::stoi(text.substr(at + mark.size())));
      if (waitpid(pid_, nullptr, WNOHANG) != 0) return pid_ = -1, 0;
      std::this_thread::sleep_for(milliseconds(10));
    }
    return 0;
  }

 private:
  fs::path output_;
  std::uintmax_t from_ = 0;
  pid_t pid_ = -1;
  int code_ = -1;
};

class BinaryTest : public ::testing::Test {
 protected:
  void SetUp() override {
    dir = fs::temp_directory_path() /
          ("eqp-binary-" + std::to_string(getpid()) + "-" +
           ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(dir);
    fs::create_directories(dir);
    home = (dir / "home").string();
    ASSERT_EQ(run({"platform", "init", "--home", home, "--name", "chat.example"}), 0) << said;
    auto keys = platform::Keys::load(to_bytes(content(home + "/state")));
    ASSERT_TRUE(keys.ok());
    world.emplace(World::make(*keys, rng));
    const std::string file = (dir / "realm.eqp").string();
    write(file, to_string(encode(world->realm)));
    ASSERT_EQ(run({"join", "--home", home, "--realm", file, "--server", "http://127.0.0.1:1"}), 0)
        << said;
  }
  void TearDown() override { fs::remove_all(dir); }

  static std::string content(const fs::path& p) {
    std::ifstream in(p, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  static void write(const fs::path& p, const std::string& s) {
    std::ofstream(p, std::ios::binary) << s;
  }
  std::unique_ptr<Program> start(std::vector<std::string> arguments) {
    return std::make_unique<Program>(std::move(arguments), dir / "output");
  }
  int run(std::vector<std::string> arguments) {
    const auto p = start(std::move(arguments));
    const int code = p->wait();
    said = p->output();
    return code;
  }
  std::unique_ptr<Program> serve(std::uint16_t port) {
    return start({"serve", "--home", home, "--port", std::to_string(port)});
  }

  /// A witness that the realm names, and that joined it with the server.  @return its home
  std::string make_witness() {
    std::string witness = (dir / "witness").string(), file = (dir / "witnessed.eqp").string();
    EXPECT_EQ(run({"witness", "init", "--home", witness, "--name", "witness.example", "--json"}), 0)
        << said;
    const auto at = said.find("witness.example+");
    if (at == said.npos) return witness;
    world->realm.witness = said.substr(at, said.find('"', at) - at);
    write(file, to_string(encode(world->realm)));
    fs::remove(home + "/realm.eqp");
    for (const auto& each : {home, witness})
      EXPECT_EQ(run({"join", "--home", each, "--realm", file, "--server", "http://127.0.0.1:1"}), 0)
          << said;
    return witness;
  }

  /// POST; the status, 0 without an answer.  The reply's body goes to `body`.
  template <class Request>
  static int post(HttpClient& client, const Request& request, Bytes* body = nullptr) {
    const auto reply =
        client.send("POST", "/v1/" + std::string(to_text(Request::kVerb)), encode(request));
    if (!reply.ok()) return 0;
    if (body) *body = reply->body;
    return reply->status;
  }
  template <class Request>
  int post_as(HttpClient& client, const crypto::SigningKey& key, const Request& request,
              Bytes* body = nullptr) {
    const auto envelope = wire::sign_request(key, Request::kVerb, world->realm.name,
                                             encode(request), system_now(), rng);
    const auto reply =
        client.send("POST", "/v1/" + std::string(to_text(Request::kVerb)), encode(envelope));
    if (!reply.ok()) return 0;
    if (body) *body = reply->body;
    return reply->status;
  }

  fs::path dir;
  std::string home, said;
  eq::testing::SeededRandom rng{7};
  std::optional<World> world;
};

inline std::unique_ptr<HttpClient> client_for(std::uint16_t port) {
  return HttpClient::for_url("http://127.0.0.1:" + std::to_string(port));
}

}  // namespace eq::server
