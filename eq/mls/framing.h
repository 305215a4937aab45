// What can be told of an MLS message without any secret (RFC 9420 section 6): all a delivery
// service needs.  Nothing here is verified; only members can do that.
#pragma once

#include <optional>
#include <vector>

#include "eq/base/codec.h"

namespace eq::mls {

enum class WireFormat : std::uint16_t {  // section 17.2
  public_message = 1,
  private_message = 2,
  welcome = 3,
  group_info = 4,
  key_package = 5,
};
constexpr bool is_valid(WireFormat w) {
  return w >= WireFormat::public_message && w <= WireFormat::key_package;
}

enum class ContentType : std::uint8_t { application = 1, proposal = 2, commit = 3 };
constexpr bool is_valid(ContentType c) {
  return c >= ContentType::application && c <= ContentType::commit;
}

/// Views into the message it was read from.
struct Frame {
  WireFormat wire_format{};
  /// public_message, private_message, group_info.
  View group_id;
  std::uint64_t epoch = 0;
  /// public_message, private_message.
  ContentType content_type{};
  View authenticated_data;
  /// public_message by a member: the claimed sender.
  std::optional<std::uint32_t> sender_leaf;
  /// welcome: the KeyPackageRef of each addressee (32 bytes each in our suites).
  std::vector<View> welcome_refs;

  /// A proposal or commit: changes the group, so the delivery service puts it in order.
  bool is_handshake() const {
    return content_type == ContentType::proposal || content_type == ContentType::commit;
  }
};

/// Read the outside of an MLSMessage.  The form of a private message is checked to its end, of the
/// other kinds as far as the fields above reach.  Err::malformed; Err::unsupported for another
/// protocol version.
Result<Frame> read_frame(View message);

}  // namespace eq::mls
