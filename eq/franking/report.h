// Reports: what a user hands to the moderator.  spec/franking.md section 8.
//
// A report is a window of consecutive messages of one conversation, each either shown in full or
// withheld.  Nothing else leaves the device: encode(report) is what is sealed to the moderator, and
// preview() renders exactly those bytes.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "eq/franking/accept.h"
#include "eq/franking/category.h"

namespace eq::franking {

/// v1 knows the first eight kinds; v2, which is what is made, knows all.
enum class ReportVersion : std::uint8_t { v1 = 1, v2 = 2 };
constexpr bool is_valid(ReportVersion v) {
  return v == ReportVersion::v1 || v == ReportVersion::v2;
}

/// A message shown to the moderator.
struct FullItem {
  Header header;
  Bytes f;         // encode(Content)
  Array<32> fk{};  // opens the commitment to f and nothing else
  crypto::Signature sigma2{};
  AccountId sender;
  Stamp stamp;
  crypto::Digest message_hash{};
  EQ_FIELDS(header, f, fk, sigma2, sender, stamp, message_hash)
  bool operator==(const FullItem&) const = default;
};

/// A message of which only place and time are shown.
struct WithheldItem {
  Commitment cf;
  Stamp stamp;
  crypto::Digest message_hash{};
  EQ_FIELDS(cf, stamp, message_hash)
  bool operator==(const WithheldItem&) const = default;
};

/// Travels as u8 kind (1 full, 2 withheld), then the item.
struct Item {
  static constexpr std::size_t kLeastWire = 1 + least_wire<WithheldItem>();
  std::variant<FullItem, WithheldItem> content;

  const Stamp& stamp() const;
  const crypto::Digest& message_hash() const;
  void encode(Writer& w) const;
  static Result<Item> decode(Reader& r);
  bool operator==(const Item&) const = default;
};

Item show(const Record& record);
Item withhold(const Record& record);

struct Report {
  ReportVersion version = ReportVersion::v2;
  ConversationId conversation;
  std::vector<Item> items;  // consecutive seq
  Category category = Category::other;
  ForeignText note;  // the reporter's words
  EQ_FIELDS(version, conversation, items, category, note)
  bool operator==(const Report&) const = default;
};
constexpr std::size_t kMaxItems = 100;
constexpr std::size_t kMaxNote = 2000;
constexpr std::size_t kMaxReport = std::size_t{4} << 20;

/// Err::refused: no item, none shown in full, seq not consecutive, or another conversation.
/// Err::too_large: above kMaxItems, kMaxNote or kMaxReport.  Err::malformed: the note is not UTF-8.
Result<Report> build_report(const ConversationId& conversation, std::vector<Item> items,
                            Category category, ForeignText note);
/// Decode with the limits above.  Err::malformed, also for a kind that its version does not know;
/// Err::too_large.  Promises FRK-15.
Result<Report> decode_report(View bytes);

/// What leaves the device, in words.
struct PreviewLine {
  std::uint64_t seq = 0;
  Time time;
  std::optional<AccountId> sender;  // of a message shown in full
  std::optional<Content> content;   // likewise
  bool withheld() const { return !content; }
};
struct Preview {
  ConversationId conversation;
  Category category = Category::other;
  ForeignText note;
  std::vector<PreviewLine> lines;
  std::size_t bytes = 0;  // length of what is sealed
};
/// Computed from the very bytes that will be sealed.  Err::malformed, Err::too_large.  Promises
/// FRK-10.
Result<Preview> preview(View encoded_report);

}  // namespace eq::franking
