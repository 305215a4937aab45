#include "apps/server/proxy_header.h"

#include <arpa/inet.h>

#include <algorithm>
#include <sstream>

namespace eq::server {
namespace {
constexpr std::string_view kText = "PROXY ";
constexpr std::string_view kBinary{"\r\n\r\n\0\r\nQUIT\n", 12};
constexpr std::size_t kTextMax = 107, kBinaryHead = 16, kBinaryMax = 1024;

std::uint8_t byte_at(const std::string& s, std::size_t i) {
  return static_cast<std::uint8_t>(s[i]);
}

std::optional<PeerAddress> read_v4(const std::string& text) {
  Array<4> a{};
  if (inet_pton(AF_INET, text.c_str(), a.data()) != 1) return std::nullopt;
  return PeerAddress::v4(a);
}
std::optional<PeerAddress> read_v6(const std::string& text) {
  Array<16> a{};
  if (inet_pton(AF_INET6, text.c_str(), a.data()) != 1) return std::nullopt;
  return PeerAddress::v6(a);
}
}  // namespace

PeerAddress PeerAddress::v4(const Array<4>& a) {
  PeerAddress p;
  p.bytes[10] = p.bytes[11] = 0xff;
  std::ranges::copy(a, p.bytes.begin() + 12);
  return p;
}

PeerAddress PeerAddress::v6(const Array<16>& a) {
  PeerAddress p{a};
  const bool is_v4 = std::all_of(a.begin(), a.begin() + 10, [](auto b) { return b == 0; }) &&
                     a[10] == 0xff && a[11] == 0xff;
  const bool is_loopback =
      std::all_of(a.begin(), a.end() - 1, [](auto b) { return b == 0; }) && a[15] == 1;
  if (!is_v4 && !is_loopback) std::fill(p.bytes.begin() + 8, p.bytes.end(), std::uint8_t{0});
  return p;
}

bool PeerAddress::is_here() const {
  Array<16> loopback{};
  loopback[15] = 1;
  return bytes == loopback || (bytes[10] == 0xff && bytes[11] == 0xff && bytes[12] == 127);
}

Result<bool> ProxyHeader::take(char c) {
  seen_ += c;
  const auto is_prefix = [&](std::string_view of) {
    const auto n = std::min(seen_.size(), of.size());
    return std::string_view(seen_).substr(0, n) == of.substr(0, n);
  };
  if (is_prefix(kText)) return take_text();
  if (is_prefix(kBinary)) return take_binary();
  return Err::malformed;
}

Result<bool> ProxyHeader::take_text() {
  REQUIRE_OR(seen_.size() <= kTextMax, Err::malformed);
  if (!seen_.ends_with("\r\n")) return false;
  std::istringstream words(seen_);
  std::string proxy, family, from, to, from_port, to_port, more;
  words >> proxy >> family;
  if (family == "UNKNOWN") return true;
  words >> from >> to >> from_port >> to_port;
  REQUIRE_OR(!to_port.empty() && !(words >> more), Err::malformed);
  if (family == "TCP4") source_ = read_v4(from);
  if (family == "TCP6") source_ = read_v6(from);
  REQUIRE_OR(source_, Err::malformed);
  return true;
}

Result<bool> ProxyHeader::take_binary() {
  if (seen_.size() < kBinaryHead) return false;
  const std::size_t size = (std::size_t{byte_at(seen_, 14)} << 8) | byte_at(seen_, 15);
  const unsigned command = byte_at(seen_, 12), family = byte_at(seen_, 13) >> 4;
  REQUIRE_OR((command == 0x20 || command == 0x21) && size <= kBinaryMax, Err::malformed);
  if (seen_.size() < kBinaryHead + size) return false;
  if (command == 0x20) return true;  // the balancer itself
  if (family == 1) {
    REQUIRE_OR(size >= 12, Err::malformed);
    Array<4> a{};
    std::copy_n(seen_.begin() + kBinaryHead, 4, a.begin());
    source_ = PeerAddress::v4(a);
  } else if (family == 2) {
    REQUIRE_OR(size >= 36, Err::malformed);
    Array<16> a{};
    std::copy_n(seen_.begin() + kBinaryHead, 16, a.begin());
    source_ = PeerAddress::v6(a);
  }
  return true;
}

}  // namespace eq::server
