// The head of an HTTP/1.x request, parsed once.  RFC 9112 sections 2 to 6; RFC 9110 sections 4, 5
// and 7.2.
//
// Two programs that read the same bytes as different requests are how requests are smuggled.  So
// whatever the RFC lets a server either repair or refuse is refused here; and how long the body is
// has one type, which a head with two answers to that never becomes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "eq/base/result.h"

namespace eq::server {

/// A body of so many bytes; 0 is none.
struct SizedBody {
  std::uint64_t size = 0;
};
/// A body that says itself where it ends (RFC 9112 section 7.1).
struct ChunkedBody {};

struct HeadField {
  std::string name;   // as sent
  std::string value;  // without the white space around it
};

struct RequestHead {
  std::string method;
  std::string target;  // path and query; "*" for OPTIONS *; HOST:PORT for CONNECT
  std::variant<SizedBody, ChunkedBody> body;
  std::vector<HeadField> fields;
  bool keep_alive = false;
  bool expects_continue = false;
  bool upgrades_to_websocket = false;

  /// The value of a field; empty if it does not stand there exactly once.
  std::string_view only(std::string_view name) const;
};

/// Why a head is no request: the connection is told so and ends, for nobody knows where the next
/// request would begin.
enum class NoRequest : std::uint8_t { malformed };

/// Finds the end of a head in what has arrived so far, looking at each byte once.
class HeadEnd {
 public:
  /// @param arrived  everything from the head's first byte; grows from call to call
  /// @return its size with the empty line; nullopt if it goes on.  Refuses a line end that is not
  ///     CR LF, and NUL.
  Result<std::optional<std::size_t>, NoRequest> look(std::string_view arrived);

 private:
  std::size_t seen_ = 0, line_ = 0;
};

/// @param head  up to and with the empty line, without empty lines before it
Result<RequestHead, NoRequest> parse_head(std::string_view head);

/// "NAME: VALUE" of a head or a trailer.
Result<HeadField, NoRequest> parse_field(std::string_view line);

}  // namespace eq::server
