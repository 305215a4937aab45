#include "apps/server/chunked.h"

#include <algorithm>

namespace eq::server {
namespace {
constexpr unsigned kDigitsMax = 8;

int value_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}
}  // namespace

Result<std::size_t, NoRequest> ChunkReader::take(
    std::string_view arrived, const std::function<void(std::string_view)>& data) {
  std::size_t at = 0;
  while (at < arrived.size() && !is_whole()) {
    if (state_ != State::data) {
      TRY(take_one(arrived[at++]));
      continue;
    }
    const auto part = arrived.substr(
        at, static_cast<std::size_t>(std::min<std::uint64_t>(left_, arrived.size())));
    data(part);
    at += part.size();
    left_ -= part.size();
    if (left_ == 0) state_ = State::data_cr;
  }
  return at;
}

Result<void, NoRequest> ChunkReader::take_one(char c) {
  switch (state_) {
    case State::size:
      if (const int v = value_of(c); v >= 0) {
        REQUIRE_OR(++digits_ <= kDigitsMax, NoRequest::malformed);
        left_ = left_ * 16 + static_cast<std::uint64_t>(v);
        return {};
      }
      REQUIRE_OR(digits_ > 0 && (c == '\r' || c == ';'), NoRequest::malformed);
      state_ = c == '\r' ? State::size_lf : State::extension;
      return {};
    case State::extension:
      REQUIRE_OR(++aside_ <= kAsideMax, NoRequest::malformed);
      REQUIRE_OR(c == '\t' || c == '\r' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f),
                 NoRequest::malformed);
      if (c == '\r') state_ = State::size_lf;
      return {};
    case State::size_lf:
      REQUIRE_OR(c == '\n', NoRequest::malformed);
      digits_ = 0;
      state_ = left_ > 0 ? State::data : State::trailer;
      return {};
    case State::data_cr:
      REQUIRE_OR(c == '\r', NoRequest::malformed);
      state_ = State::data_lf;
      return {};
    case State::data_lf:
      REQUIRE_OR(c == '\n', NoRequest::malformed);
      state_ = State::size;
      return {};
    default: return take_trailer(c);
  }
}

Result<void, NoRequest> ChunkReader::take_trailer(char c) {
  REQUIRE_OR(++aside_ <= kAsideMax, NoRequest::malformed);
  const bool after_cr = line_.ends_with('\r');
  REQUIRE_OR((c == '\n') == after_cr, NoRequest::malformed);
  if (c != '\n') {
    line_ += c;
    return {};
  }
  line_.pop_back();
  if (line_.empty()) {
    state_ = State::whole;
    return {};
  }
  TRY(parse_field(line_));
  line_.clear();
  return {};
}

}  // namespace eq::server
