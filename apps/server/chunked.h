// A body in chunks, as it arrives.  RFC 9112 section 7.1.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "apps/server/request_head.h"

namespace eq::server {

/// Not copied: it is in the middle of one body.
class ChunkReader {
 public:
  /// Extensions and trailers of one body, in bytes: they are read and mean nothing.
  static constexpr std::size_t kAsideMax = 8 * 1024;

  /// Take what has arrived.  Data of chunks goes to `data` in parts.
  /// @return how many bytes were taken; fewer than there are only when the body is whole, and the
  ///     next request begins there.
  Result<std::size_t, NoRequest> take(std::string_view arrived,
                                      const std::function<void(std::string_view)>& data);
  bool is_whole() const { return state_ == State::whole; }

 private:
  enum class State : std::uint8_t {
    size,
    extension,
    size_lf,
    data,
    data_cr,
    data_lf,
    trailer,
    whole
  };
  Result<void, NoRequest> take_one(char c);
  Result<void, NoRequest> take_trailer(char c);

  State state_ = State::size;
  std::uint64_t left_ = 0;  // of the size that is read, then of the chunk
  unsigned digits_ = 0;
  std::size_t aside_ = 0;
  std::string line_;  // of the trailer
};

}  // namespace eq::server
