// A line to PostgreSQL that is cut: at the n-th piece that passes in either direction, and for so
// many pieces, or attempts to connect, more; or at the n-th commit, just before it passes or when
// its answer comes.  Tests only.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <filesystem>
#include <string_view>
#include <thread>

namespace eq::server::postgres {

class FailingLine {
 public:
  /// @param server  the folder of its socket; this line's is a folder in it
  explicit FailingLine(const std::filesystem::path& server);
  ~FailingLine();
  FailingLine(const FailingLine&) = delete;

  /// Counting begins anew.
  void plan(std::uint64_t first, std::uint64_t count);
  enum class Side : std::uint8_t { question, answer };
  void plan_commit(std::uint64_t n, Side side);
  std::uint64_t pieces() const { return pieces_; }
  std::uint64_t commits() const { return commits_; }
  const std::filesystem::path& folder() const { return folder_; }

 private:
  bool passes();
  bool may_ask(std::string_view piece);
  bool may_answer();
  void serve();
  void carry(int client);

  std::filesystem::path server_, folder_;
  int listener_ = -1;
  std::atomic<std::uint64_t> pieces_{0}, first_{UINT64_MAX}, count_{0};
  std::atomic<std::uint64_t> commits_{0}, commit_{UINT64_MAX};
  std::atomic<Side> side_{Side::question};
  std::atomic<bool> ends_{false};
  std::thread thread_;
};

}  // namespace eq::server::postgres
