// Pictures that matched a certified list: taken only with the log's entry, decided only by a human, and looked at
// again when an entry that they rest on leaves the list.
#include <algorithm>

#include "eq/list/head.h"
#include "eq/wire/log_reader.h"
#include "eq/wire/moderation_letters.h"
#include "parties/moderator/step.h"

namespace eq::moderator {
namespace {

Result<tlog::ReplayedLog> read_orders(Hands& h) {
  auto log = wire::read_log(h.server, h.realm, wire::LogName::orders);
  if (!log.ok()) return log.error().err;
  return std::move(log).take();
}

/// The threshold of the list by which they matched; of a logged head.
Result<std::uint8_t> threshold_of(const tlog::ReplayedLog& log, const crypto::Digest& table) {
  for (std::uint64_t i = 0; i < log.size(); ++i) {
    const auto head = tlog::parse_entry<list::SignedHead>(log.entry(i));
    if (head.ok() && head->head.reporting && head->head.reporting->terms.table == table)
      return head->head.reporting->terms.curves.threshold;
  }
  return Err::refused;
}

Status tell(State& s, Hands& h, const Case& c, const std::string& text, const std::string& reason) {
  const auto record = account(h, c.matched->found.account);
  if (!record) return record.error() == Err::unavailable ? Status(Err::unavailable) : ok();
  const wire::ModerationNotice notice{case_number(c.number), text, reason,
                                      "Write to the moderator and name case " + case_number(c.number) + ".", h.now};
  return write_to(s, h, *record, wire::LetterKind::moderation_notice, encode(notice));
}

}  // namespace

Status take_matched(State& s, Hands& h, const wire::Letter& letter, Turn& turn) {
  REQUIRE_OR(letter.from == h.realm.stamp_key, Err::refused);
  auto found = TRY(decode<wire::MatchedPictures>(letter.body));
  for (const auto& [number, known] : s.cases)
    REQUIRE_OR(!known.matched || known.matched->found.opening.log_index != found.opening.log_index, Err::stale);
  const auto log = TRY(read_orders(h));
  const auto entry = TRY(log.logged<voucher::OpeningEntry>(found.opening.log_index));
  REQUIRE_OR(entry->commitment == voucher::opening_commitment(found.opening.receipts, found.opening.nonce), Err::forged);
  REQUIRE_OR(found.pictures.size() <= found.opening.receipts.size(), Err::refused);
  REQUIRE_OR(found.pictures.size() > TRY(threshold_of(log, entry->table)), Err::refused);

  Case opened{s.next_case++, wire::CaseState::open, franking::Category::child_abuse, h.now, std::nullopt,
              crypto::sha256(letter.body), {}, {}, Matched{std::move(found), {}, {}}};
  s.updates.push_back(public_view(opened));
  turn.cases_opened.push_back(opened.number);
  s.cases.emplace(opened.number, std::move(opened));
  return ok();
}

Status decide_matched(State& s, Hands& h, std::uint32_t number, Verdict verdict, std::string text, std::string reason) {
  const auto at = s.cases.find(number);
  REQUIRE_OR(at != s.cases.end(), Err::missing);
  TRY(check_words(text, reason));
  Case& c = at->second;
  REQUIRE_OR(c.matched && c.state != wire::CaseState::decided && c.state != wire::CaseState::closed, Err::refused);
  if (verdict == Verdict::no_report) TRY(tell(s, h, c, text, reason));
  c.matched->verdict = verdict;
  c.state = wire::CaseState::decided;
  c.decision = Decision{std::move(text), std::move(reason), h.now};
  s.updates.push_back(public_view(c));
  h.keep();
  return flush(s, h);
}

Status reexamine(State& s, Hands& h, Turn& turn) {
  if (std::none_of(s.cases.begin(), s.cases.end(), [](const auto& c) { return c.second.matched.has_value(); })) return ok();
  const auto log = TRY(read_orders(h));
  for (; s.log_seen < log.size(); ++s.log_seen) {
    const auto head = tlog::parse_entry<list::SignedHead>(log.entry(s.log_seen));
    if (!head.ok() || head->head.removed.empty()) continue;
    for (auto& [number, c] : s.cases) {
      if (!c.matched) continue;
      auto& known = c.matched->withdrawn;
      std::vector<crypto::Digest> fresh;
      for (const auto& p : c.matched->found.pictures) {
        const bool removed = std::any_of(head->head.removed.begin(), head->head.removed.end(), [&](const auto& r) { return r.entry == p.entry; });
        if (removed && std::find(known.begin(), known.end(), p.entry) == known.end()) fresh.push_back(p.entry);
      }
      if (fresh.empty()) continue;
      TRY(tell(s, h, c, "A picture of this case was taken off the list. The case is looked at again.",
               "The hotlines withdrew it in list version " + std::to_string(head->head.version) + "."));
      known.insert(known.end(), fresh.begin(), fresh.end());
      c.state = wire::CaseState::appealed;
      s.updates.push_back(public_view(c));
      turn.to_reexamine.push_back(number);
    }
  }
  h.keep();
  return flush(s, h);
}

}  // namespace eq::moderator
