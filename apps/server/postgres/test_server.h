// For tests: a PostgreSQL of their own, in a temporary folder, on a Unix socket, as a user without
// rights; it ends with the test.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "apps/server/postgres/connection.h"

namespace eq::server::postgres {

class TestServer {
 public:
  /// Where Debian's package postgresql-15 puts its programs; if it is not installed, nullptr.
  static std::unique_ptr<TestServer> start();
  ~TestServer();
  TestServer(const TestServer&) = delete;

  /// An empty one.
  std::string make_database(const std::string& name, const std::string& like = "template0");
  /// Of its owner, who asks for no password.
  std::string address_of(const std::string& database, const std::string& socket_folder = "") const;
  /// Of a user who must give one.
  std::string guarded_address_of(const std::string& database, const std::string& password) const;
  std::unique_ptr<Connection> connect(const std::string& database);
  void run(const std::string& database, const std::string& sql);
  std::int64_t number(const std::string& database, const std::string& sql);

  /// Settings that are read again while it runs, instead of those of before.
  void configure(const std::string& settings);
  /// All its processes at once, as when the machine stops; then, if at all, restart().
  void kill_all();
  void restart();
  const std::filesystem::path& folder() const { return folder_; }

 private:
  TestServer() = default;
  pid_t launch(std::vector<std::string> arguments) const;
  bool run_program(const std::vector<std::string>& arguments) const;

  std::filesystem::path folder_;
  pid_t postmaster_ = -1;
};

/// What main() of such tests does: all of them with one that `server` holds meanwhile.  77, by
/// which CTest knows what was skipped, where it is not installed.
int run_tests(std::unique_ptr<TestServer>& server, int argc, char** argv);

}  // namespace eq::server::postgres
