#include "apps/server/postgres/test_server.h"

#include <fcntl.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <thread>

namespace eq::server::postgres {
namespace {
namespace fs = std::filesystem;

const std::string kPrograms = "/usr/lib/postgresql/15/bin/";
constexpr const char* kOwner = "equipoise";

/// PostgreSQL does not run as root.
const passwd* somebody_else() {
  if (::geteuid() != 0) return nullptr;
  const auto* postgres = ::getpwnam("postgres");
  return postgres != nullptr ? postgres : ::getpwnam("nobody");
}

std::vector<pid_t> children_of(pid_t parent) {
  std::vector<pid_t> all;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    std::ifstream status(entry.path() / "stat");
    pid_t pid = 0, of = 0;
    std::string name, state;
    if (status >> pid >> name >> state >> of && of == parent) all.push_back(pid);
  }
  return all;
}

void wait_until_gone(pid_t pid) {
  for (int i = 0; i < 1000 && ::kill(pid, 0) == 0; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
}
}  // namespace

/// Of a child: its output goes to a file in the folder.
pid_t TestServer::launch(std::vector<std::string> arguments) const {
  std::vector<char*> argv;
  for (auto& a : arguments) argv.push_back(a.data());
  argv.push_back(nullptr);
  const auto* user = somebody_else();
  const std::string said = (folder_ / "said").string();
  const pid_t pid = ::fork();
  if (pid != 0) return pid;
  if (user != nullptr &&
      (::setgroups(0, nullptr) != 0 || ::setgid(user->pw_gid) != 0 || ::setuid(user->pw_uid) != 0))
    ::_exit(126);
  ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
  const int out = ::open(said.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (out < 0 || ::dup2(out, STDOUT_FILENO) < 0 || ::dup2(out, STDERR_FILENO) < 0 ||
      ::chdir("/") != 0)
    ::_exit(126);
  ::execv(argv[0], argv.data());
  ::_exit(127);
}

bool TestServer::run_program(const std::vector<std::string>& arguments) const {
  int status = 0;
  const pid_t pid = launch(arguments);
  return ::waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

std::unique_ptr<TestServer> TestServer::start() {
  if (!fs::exists(kPrograms + "initdb")) return nullptr;
  std::unique_ptr<TestServer> server(new TestServer);
  // Flushes cost nothing there; and what a killed process wrote is there still.
  const fs::path memory = "/dev/shm";
  server->folder_ = (fs::is_directory(memory) ? memory : fs::temp_directory_path()) /
                    ("eqp-pg-" + std::to_string(::getpid()));
  fs::remove_all(server->folder_);
  fs::create_directories(server->folder_);
  fs::permissions(server->folder_, fs::perms::owner_all);
  if (const auto* user = somebody_else()) {
    EXPECT_EQ(::chown(server->folder_.c_str(), user->pw_uid, user->pw_gid), 0);
  }
  const std::string data = (server->folder_ / "data").string();
  EXPECT_TRUE(server->run_program({kPrograms + "initdb", "-D", data, "-U", kOwner, "--auth=trust",
                                   "--no-sync", "--encoding=UTF8", "--locale=C"}));
  std::ofstream(data + "/pg_hba.conf") << "local all guarded scram-sha-256\nlocal all all trust\n";
  server->restart();
  server->run("postgres", "create role guarded login password 'right'");
  return server;
}

TestServer::~TestServer() {
  if (postmaster_ > 0) {
    ::kill(postmaster_, SIGINT);
    ::waitpid(postmaster_, nullptr, 0);
  }
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

void TestServer::restart() {
  postmaster_ = launch({kPrograms + "postgres", "-D", (folder_ / "data").string(), "-k",
                        folder_.string(), "-h", "", "-c", "shared_buffers=32MB"});
  const auto address = Address::parse(address_of("postgres"));
  std::string why;
  for (int i = 0; i < 500; ++i) {
    if (Connection::open(*address, "test", why)) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  ADD_FAILURE() << "PostgreSQL does not start: " << why;
}

void TestServer::configure(const std::string& settings) {
  std::ofstream(folder_ / "data" / "postgresql.auto.conf") << settings;
  ::kill(postmaster_, SIGHUP);
}

void TestServer::kill_all() {
  ::kill(postmaster_, SIGSTOP);  // it makes no new ones
  auto all = children_of(postmaster_);
  for (const auto pid : all) ::kill(pid, SIGKILL);
  ::kill(postmaster_, SIGKILL);
  ::waitpid(postmaster_, nullptr, 0);
  postmaster_ = -1;
  for (const auto pid : all) wait_until_gone(pid);
}

std::string TestServer::address_of(const std::string& database,
                                   const std::string& socket_folder) const {
  return "postgresql:///" + database + "?user=" + kOwner +
         "&host=" + (socket_folder.empty() ? folder_.string() : socket_folder);
}

std::string TestServer::guarded_address_of(const std::string& database,
                                           const std::string& password) const {
  return "postgresql://guarded:" + password + "@/" + database + "?host=" + folder_.string();
}

std::unique_ptr<Connection> TestServer::connect(const std::string& database) {
  std::string why;
  auto connection = Connection::open(*Address::parse(address_of(database)), "test", why);
  EXPECT_TRUE(connection) << why;
  return connection;
}

void TestServer::run(const std::string& database, const std::string& sql) {
  const auto answer = connect(database)->run({"", sql});
  EXPECT_TRUE(answer.ok()) << sql << ": " << answer.code();
}

std::int64_t TestServer::number(const std::string& database, const std::string& sql) {
  const auto answer = connect(database)->run({"", sql});
  EXPECT_TRUE(answer.ok() && answer.rows() == 1) << sql << ": " << answer.code();
  return answer.ok() && answer.rows() == 1 ? answer.number_at(0, 0) : -1;
}

std::string TestServer::make_database(const std::string& name, const std::string& like) {
  run("postgres", "create database " + name + " template " + like);
  return address_of(name);
}

int run_tests(std::unique_ptr<TestServer>& server, int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  server = TestServer::start();
  if (!server) {
    printf("skipped: PostgreSQL 15 is not installed (deps/setup)\n");
    return 77;
  }
  const int code = RUN_ALL_TESTS();
  server.reset();
  return code;
}

}  // namespace eq::server::postgres
