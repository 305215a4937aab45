#include "eq/franking/report.h"

#include <algorithm>

namespace eq::franking {

namespace {

enum class Kind : std::uint8_t { full = 1, withheld = 2 };
constexpr bool is_valid(Kind k) { return k == Kind::full || k == Kind::withheld; }

Status check_limits(const Report& report) {
  REQUIRE_OR(report.items.size() <= kMaxItems && report.note.size() <= kMaxNote, Err::too_large);
  return ok();
}

}  // namespace

const Stamp& Item::stamp() const {
  return std::visit([](const auto& item) -> const Stamp& { return item.stamp; }, content);
}
const crypto::Digest& Item::message_hash() const {
  return std::visit([](const auto& item) -> const crypto::Digest& { return item.message_hash; },
                    content);
}

void Item::encode(Writer& w) const {
  put(w, std::holds_alternative<FullItem>(content) ? Kind::full : Kind::withheld);
  std::visit([&](const auto& item) { put(w, item); }, content);
}

Result<Item> Item::decode(Reader& r) {
  if (TRY(get<Kind>(r)) == Kind::full) return Item{TRY(get<FullItem>(r))};
  return Item{TRY(get<WithheldItem>(r))};
}

Item show(const Record& record) {
  FullItem item{record.header, record.f,           {}, record.sigma2, record.sender,
                record.stamp,  record.message_hash};
  const auto fk = record.fk.reveal("the reporter shows this message");
  std::copy(fk.begin(), fk.end(), item.fk.begin());
  return {item};
}

Item withhold(const Record& record) {
  return {WithheldItem{record.cf, record.stamp, record.message_hash}};
}

Result<Report> build_report(const ConversationId& conversation, std::vector<Item> items,
                            Category category, ForeignText note) {
  Report report{ReportVersion::v2, conversation, std::move(items), category, std::move(note)};
  TRY(check_limits(report));
  TRY(decode<std::string>(encode(report.note)));  // UTF-8, or the moderator could not read it
  bool any_full = false;
  for (std::size_t i = 0; i < report.items.size(); ++i) {
    if (i > 0)
      REQUIRE_OR(report.items[i].stamp().seq == report.items[i - 1].stamp().seq + 1, Err::refused);
    const auto* full = std::get_if<FullItem>(&report.items[i].content);
    if (!full) continue;
    REQUIRE_OR(full->header.conversation == conversation, Err::refused);
    any_full = true;
  }
  REQUIRE_OR(any_full, Err::refused);
  REQUIRE_OR(encode(report).size() <= kMaxReport, Err::too_large);
  return report;
}

Result<Report> decode_report(View bytes) {
  REQUIRE_OR(bytes.size() <= kMaxReport, Err::too_large);
  Report report = TRY(decode<Report>(bytes));
  REQUIRE_OR(report.version != ReportVersion::v1 || report.category <= Category::other,
             Err::malformed);
  TRY(check_limits(report));
  return report;
}

Result<Preview> preview(View encoded_report) {
  const Report report = TRY(decode_report(encoded_report));
  Preview out{report.conversation, report.category, report.note, {}, encoded_report.size()};
  for (const Item& item : report.items) {
    PreviewLine line{item.stamp().seq, item.stamp().time, {}, {}};
    if (const auto* full = std::get_if<FullItem>(&item.content)) {
      line.sender = full->sender;
      line.content = TRY(decode_content(full->f));
    }
    out.lines.push_back(std::move(line));
  }
  return out;
}

}  // namespace eq::franking
