// StopNCII, version 1: FetchHashes.  Field names after open clients; the operator's own description
// is not public.
#include <algorithm>
#include <array>

#include "apps/exchange/json_in.h"
#include "apps/exchange/page.h"
#include "apps/exchange/plain_text.h"

namespace eq::exchange {
namespace {

constexpr std::uint64_t kTimeMax_s = 253402300799;  // the year 9999
constexpr std::array<std::string_view, 4> kStatuses = {"Received", "Active", "Withdrawn",
                                                       "Deleted"};
constexpr std::array<std::string_view, 7> kFeedbacks = {
    "None", "QualityUnknown", "PendingReview", "Blocked", "NotBlocked", "Withdrawn", "Deleted"};

/// What other services found: "Blocked" says that the media is what it is listed for, "NotBlocked"
/// that it is not.
Result<std::string, Refusal> opinion_of(const Json* feedbacks, const Members& in) {
  if (!feedbacks) return std::string();
  if (!feedbacks->is_array()) return in.wrong("\"CSPFeedbacks\" is no list");
  bool blocked = false, not_blocked = false;
  for (const auto& f : *feedbacks) {
    if (!f.is_object() || !f.contains("feedbackValue") || !f["feedbackValue"].is_string())
      return in.wrong("a feedback has no \"feedbackValue\"");
    const auto value = f["feedbackValue"].get<std::string>();
    if (std::ranges::find(kFeedbacks, value) == kFeedbacks.end())
      return in.wrong("a \"feedbackValue\" is none that is known");
    blocked |= value == "Blocked";
    not_blocked |= value == "NotBlocked";
  }
  return std::string(blocked && not_blocked ? "disputed"
                     : blocked              ? "affirmed"
                     : not_blocked          ? "rejected"
                                            : "");
}

/// Which of our kinds; nullopt for one that we do not match.
Result<std::optional<Kind>, Refusal> kind_of(const std::string& type, const Members& in) {
  if (type == "ImagePDQ") return std::optional(Kind::pdq);
  if (type == "VideoMD5") return std::optional(Kind::md5);
  if (type == "VideoTMK" || type == "Text" || type == "URL") return std::optional<Kind>();
  return in.wrong("its \"signalType\" is none that is known");
}

Result<void, Refusal> check_cases(const Json* cases, const Members& in) {
  if (!cases) return {};
  if (!cases->is_object()) return in.wrong("\"caseNumbers\" is no object");
  for (const auto& [id, status] : cases->items())
    if (!status.is_string() ||
        std::ranges::find(kStatuses, status.get<std::string>()) == kStatuses.end())
      return in.wrong("a case has no status that is known");
  return {};
}

/// A hash is a record: it is named by its kind and value.
Result<void, Refusal> decode_record(const Json& j, std::size_t n, Page& page) {
  if (!j.is_object())
    return Refusal{400, "record " + std::to_string(n) + ": it is no JSON object",
                   "Nothing was changed."};
  Members in(j, "record " + std::to_string(n));
  const auto type = TRY(in.text("signalType", 32));
  const auto value = TRY(in.text("hashValue", 4096));
  const auto status = TRY(in.text("hashStatus", 32));
  const auto at_s = TRY(in.number("lastModtimestamp", kTimeMax_s));
  TRY(check_cases(in.any("caseNumbers"), in));
  auto opinion = TRY(opinion_of(in.any("CSPFeedbacks"), in));
  TRY(in.end());
  if (std::ranges::find(kStatuses, status) == kStatuses.end())
    return in.wrong("its \"hashStatus\" is none that is known");
  const auto kind = TRY(kind_of(type, in));
  if (!kind) {
    ++page.not_used[type];
    return {};
  }
  auto signal = parse_signal(*kind, value);
  if (!signal.ok()) return in.wrong(signal.error().what);
  Record r{type + ":" + hex(signal->value),
           Time{at_s * 1000},
           status == "Withdrawn" || status == "Deleted",
           {},
           {},
           {}};
  if (!r.gone && !is_telling(*signal)) {
    page.meaningless.push_back(r.id);
    return {};
  }
  if (!r.gone) {
    r.signals.push_back(*std::move(signal));
    r.opinion = std::move(opinion);
    r.note = status;
  }
  page.records.push_back(std::move(r));
  return {};
}

}  // namespace

Result<Page, Refusal> decode_stopncii(View document) {
  const Json j = TRY(read_object(document));
  Members in(j, "the page");
  Page page;
  const auto count = TRY(in.number("count", kRecordsMax));
  page.newest = Time{TRY(in.number("nextSetTimestamp", kTimeMax_s)) * 1000};
  const auto more = TRY(in.optional_bool("hasMoreRecords"));
  auto next = TRY(in.optional_text("nextPageToken", 4096));
  const Json* records = in.any("hashRecords");
  TRY(in.end());
  if (!more) return in.wrong("\"hasMoreRecords\" is missing");
  if (*more && (!next || next->empty() || !is_plain_text(*next)))
    return in.wrong("it has more records but no usable \"nextPageToken\"");
  if (*more) page.next = *std::move(next);
  if (!records || !records->is_array()) return in.wrong("\"hashRecords\" is no list");
  if (records->size() != count)
    return in.wrong("it says " + std::to_string(count) + " records and has " +
                    std::to_string(records->size()));
  for (std::size_t i = 0; i < records->size(); ++i) TRY(decode_record((*records)[i], i + 1, page));
  return checked(std::move(page));
}

}  // namespace eq::exchange
