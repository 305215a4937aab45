#include "eq/franking/verify.h"

#include <array>
#include <set>

namespace eq::franking {

std::string_view name_of(Flaw f) {
  constexpr std::array<std::string_view, 12> kNames = {
      "shape", "order",      "content",        "borrowed_token",  "commitment", "stamp",
      "chain", "token_time", "repeated_token", "unknown_day_key", "expired",    "not_yet"};
  return kNames[static_cast<std::size_t>(f)];
}

std::string_view to_text(Flaw f) {
  switch (f) {
    case Flaw::shape:
      return "not a report: no shown message, too large, or of another conversation";
    case Flaw::order: return "messages are missing from the window or out of order";
    case Flaw::content: return "the content is not in canonical form";
    case Flaw::borrowed_token: return "the token does not belong to the account named as sender";
    case Flaw::commitment: return "the sender did not sign this content";
    case Flaw::stamp:
      return "the delivery service did not stamp this message at this place and time";
    case Flaw::chain: return "the chain of stamps does not recompute";
    case Flaw::token_time: return "stamped more than 48 hours from the day of its token";
    case Flaw::repeated_token: return "one token is used for two messages";
    case Flaw::unknown_day_key: return "no certified key is known for that day";
    case Flaw::expired: return "stamped more than 45 days ago";
    case Flaw::not_yet: return "stamped in the future";
  }
  return "unknown";
}

namespace {

/// First of all checks, so that a report that is merely late is called late even where the day's
/// key has been forgotten.
Result<void, Flaw> check_age(const Stamp& s, Time now) {
  REQUIRE_OR(s.time <= now + kClockSlack_ms, Flaw::not_yet);
  REQUIRE_OR(s.time >= now - kReportWindow_ms, Flaw::expired);
  return {};
}

/// Place and time: sigma3 under the key of the stamp's day.
Result<void, Flaw> check_stamp(const Stamp& s, const ConversationId& conversation,
                               const Commitment& cf, const DayKeys& keys) {
  const auto key = keys.find(Role::delivery, day_of(s.time));
  REQUIRE_OR(key, Flaw::unknown_day_key);
  REQUIRE_OR(verify(s, conversation, cf, *key).ok(), Flaw::stamp);
  return {};
}

/// Who and what: the token opens to the account named, and its key signed this content.
Result<void, Flaw> check_sender(const FullItem& item, const Commitment& cf, const Content& content,
                                const DayKeys& keys) {
  const Token& token = content.token;
  const std::uint64_t day = start_of(token.day).ms, at = item.stamp.time.ms;
  REQUIRE_OR((at > day ? at - day : day - at) <= kTokenDistance_ms, Flaw::token_time);
  const auto key = keys.find(Role::issuer, token.day);
  REQUIRE_OR(key, Flaw::unknown_day_key);
  REQUIRE_OR(check(token, item.sender, *key).ok(), Flaw::borrowed_token);
  REQUIRE_OR(check_sigma2(item.header, cf, token.pke, item.sigma2).ok(), Flaw::commitment);
  return {};
}

/// The item continues the one before it (nullptr: it is the first of the window).
Result<void, Flaw> check_place(const Stamp* previous, const Stamp& s,
                               const ConversationId& conversation, const Commitment& cf,
                               const crypto::Digest& message_hash) {
  if (previous) REQUIRE_OR(s.seq == previous->seq + 1 && s.time >= previous->time, Flaw::order);
  REQUIRE_OR(s.seq >= 1, Flaw::order);
  const Stamp start;  // the chain before a conversation's first message is all zero
  if (s.seq == 1) previous = &start;
  if (previous) REQUIRE_OR(follows(*previous, s, conversation, cf, message_hash), Flaw::chain);
  return {};
}

}  // namespace

Result<VerifiedReport, FlawAt> examine(const Report& report, const DayKeys& keys, Time now) {
  const auto& items = report.items;
  if (items.empty() || items.size() > kMaxItems || report.note.size() > kMaxNote)
    return FlawAt{Flaw::shape, 0};
  for (std::size_t i = 0; i < items.size(); ++i)
    if (const auto c = check_age(items[i].stamp(), now); !c) return FlawAt{c.error(), i};
  VerifiedReport out;
  std::set<crypto::VerifyKey> spent;
  bool any_full = false;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Stamp& s = items[i].stamp();
    VerifiedReport::Line line{s.seq, s.time, {}, {}};
    Commitment cf;
    const auto* full = std::get_if<FullItem>(&items[i].content);
    if (full) {
      if (full->header.conversation != report.conversation) return FlawAt{Flaw::shape, i};
      auto content = decode_content(full->f);
      if (!content) return FlawAt{Flaw::content, i};
      cf = commit(full->header, full->f, full->fk);
      if (const auto c = check_sender(*full, cf, *content, keys); !c) return FlawAt{c.error(), i};
      if (!spent.insert(content->token.pke).second) return FlawAt{Flaw::repeated_token, i};
      line.sender = full->sender;
      line.content = std::move(content).take();
      any_full = true;
    } else {
      cf = std::get<WithheldItem>(items[i].content).cf;
    }
    if (const auto c = check_stamp(s, report.conversation, cf, keys); !c)
      return FlawAt{c.error(), i};
    const Stamp* previous = i == 0 ? nullptr : &items[i - 1].stamp();
    if (const auto c = check_place(previous, s, report.conversation, cf, items[i].message_hash());
        !c)
      return FlawAt{c.error(), i};
    out.lines_.push_back(std::move(line));
  }
  if (!any_full) return FlawAt{Flaw::shape, 0};
  out.report_ = report;
  return out;
}

Result<VerifiedReport> verify(const Report& report, const DayKeys& keys, Time now) {
  auto checked = examine(report, keys, now);
  if (checked) return std::move(checked).take();
  return checked.error().flaw == Flaw::expired ? Err::stale : Err::forged;
}

}  // namespace eq::franking
