// Ordered access (spec/order.md section 8) and forgetting.  The service hands over sealed envelopes
// and, by locator, sealed messages; it can open neither, and does not know who sent which.
#include <set>

#include "eq/franking/payload.h"
#include "eq/gate/tag.h"
#include "eq/mls/framing.h"
#include "eq/order/life.h"
#include "eq/wire/auth.h"
#include "eq/wire/authorities.h"
#include "parties/platform/tally.h"

namespace eq::platform {
using wire::Code;

namespace {
constexpr std::size_t kLocatorsMax = 4096;
constexpr std::size_t kEnvelopesAtOnce = 50000;  // 6 MB

/// Envelopes of day e may have been stamped until shortly after it.
Result<void, wire::Code> check_kept(Day day, Time now) {
  REQUIRE_OR(start_of(day) + kAccess_ms > now, Code::unknown);
  return {};
}

/// Once every day of the order was asked for, the signed answer goes into the log by itself:
/// produced or not held, day by day.  "We hold nothing" is such an answer.
Result<void, wire::Code> answer_when_complete(Step& step, const order::OrderTerms& terms) {
  std::vector<order::Item> items;
  for (Day day = terms.first; day <= terms.last; day = day + 1) {
    const auto pieces =
        TRY(step.find<std::uint32_t>(Table::produced, key_of({be32(terms.number), be32(day.n)})));
    if (!pieces) return {};
    using enum order::Disposition;
    items.push_back(
        {day, *pieces > 0 ? produced : not_held, order::Ground::none, order::bucket(*pieces)});
  }
  const auto entry = order::answer(terms, std::move(items), step.keys.stamp, step.now,
                                   wire::authorities(step.realm));
  REQUIRE_OR(entry.ok(), Code::internal);
  TRY(step.append_own(tlog::entry_of(*entry)));
  return {};
}

/// The operator did not refuse the day, and what it asked of the order is clarified where the
/// witness saw it.
Result<void, wire::Code> check_answered(Step& step, std::uint32_t number, Day day) {
  using enum order::Disposition;
  const auto row = TRY(step.find<AnswerRow>(Table::answers, be32_key(number)));
  if (!row) return {};
  const bool clarified = row->clarified && TRY(step.published(*row->clarified));
  for (const order::Item& i : row->entry.items) {
    REQUIRE_OR(i.day != day || i.disposition != refused, Code::refused);
    REQUIRE_OR(i.disposition != unclear || clarified, Code::refused);
  }
  return {};
}

/// As the log stands in this very step: whoever held a share before the order was stopped gets
/// nothing to open with it afterwards.
Result<void, wire::Code> check_stands(const Step& step, const order::OrderBook& book,
                                      std::uint32_t number) {
  const order::Case& c = *book.case_of(number);
  const order::Profile& profile = step.realm.profile;
  REQUIRE_OR(!order::ended(c, profile) && !order::held_up(c, profile), Code::refused);
  REQUIRE_OR(order::stage_now(c, book, step.now) != order::Stage::lapsed, Code::refused);
  REQUIRE_OR(step.now <= order::releasable_at_most(book.find(number)->terms, c), Code::refused);
  return {};
}

/// However many there are, each answer is of a bounded size.
wire::EnvelopesOfDay part_of(wire::EnvelopesOfDay all, std::uint32_t skip) {
  auto& e = all.envelopes;
  e.erase(e.begin(),
          e.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(skip, e.size())));
  all.more = e.size() > kEnvelopesAtOnce;
  if (all.more) e.resize(kEnvelopesAtOnce);
  if (skip > 0) all.count = {};
  return all;
}
}  // namespace

Result<order::IntentEntry, wire::Code> check_intent(Step& step, const Sender& sender,
                                                    std::uint64_t index, Day day) {
  REQUIRE_OR(*sender.role == wire::Role::agency, Code::unauthorised);
  REQUIRE_OR(TRY(step.published(index)), Code::refused);
  const order::OrderBook& book = *TRY(step.book.of(step.store));
  const auto* intent = book.intent_at(index);
  REQUIRE_OR(intent != nullptr && intent->entry.epoch == day, Code::refused);
  TRY(check_stands(step, book, intent->entry.order));
  TRY(check_answered(step, intent->entry.order, day));
  return intent->entry;
}

Result<order::OrderTerms, wire::Code> check_account(Step& step, std::uint32_t number,
                                                    const AccountId& account, View blind) {
  const auto order = TRY(step.find<order::OrderEntry>(Table::orders, be32_key(number)));
  REQUIRE_OR(order, Code::refused);
  const auto s_w = TRY(coded(crypto::Scalar::decode(blind)));
  const auto commitment = gate::commit_order(gate::tag(step.realm.name, account), s_w);
  REQUIRE_OR(commitment == order->terms.commitment, Code::refused);
  return order->terms;
}

Result<void, wire::Code> count_produced(Step& step, const order::OrderTerms& terms, Day day,
                                        std::uint32_t envelopes) {
  const Bytes key = key_of({be32(terms.number), be32(day.n)});
  if (TRY(step.has(Table::produced, key))) return {};
  TRY(step.save(Table::produced, key, envelopes));
  return answer_when_complete(step, terms);
}

Result<wire::EnvelopesOfDay, wire::Code> access_envelopes(Step& step, const Sender& sender,
                                                          const wire::AccessEnvelopes& request) {
  const auto intent = TRY(check_intent(step, sender, request.intent_index, request.day));
  const auto terms = TRY(check_account(step, intent.order, request.account, request.blind));
  REQUIRE_OR(terms.category == order::DataCategory::content, Code::refused);
  TRY(check_kept(request.day, step.now));
  REQUIRE_OR(TRY(step.has(Table::accounts, request.account.bytes)) ||
                 TRY(step.has(Table::standings, request.account.bytes)),
             Code::unknown);
  const auto counted = TRY(step.find<TallyRow>(Table::tallies, be64_key(request.intent_index)));
  REQUIRE_OR(counted, Code::internal);
  const auto tally = TRY(DayTally::count(step, intent.order, *counted));
  REQUIRE_OR(tally.root() == counted->root, Code::internal);
  auto found = tally.of(request.account);
  for (const auto& conv : found.count.account.conversations)
    TRY(step.mark(Table::grants,
                  key_of({be64(request.intent_index), be32(request.day.n), conv.bytes})));
  TRY(count_produced(step, terms, request.day, static_cast<std::uint32_t>(found.envelopes.size())));
  return part_of(std::move(found), request.skip);
}

Result<wire::FoundMessages, wire::Code> access_messages(Step& step, const Sender& sender,
                                                        const wire::AccessMessages& request) {
  TRY(check_intent(step, sender, request.intent_index, request.day));
  REQUIRE_OR(request.locators.size() <= kLocatorsMax, Code::too_large);
  TRY(check_kept(request.day, step.now));
  REQUIRE_OR(TRY(step.has(Table::grants, key_of({be64(request.intent_index), be32(request.day.n),
                                                 request.conv.bytes}))),
             Code::refused);
  wire::FoundMessages found;
  std::set<wire::Locator> asked(request.locators.begin(), request.locators.end());
  for (const auto& locator : asked) {
    const Bytes prefix = key_of({request.conv.bytes, locator});
    for (const auto& key :
         TRY(coded(keys_in(step.store, Table::locators, prefix, end_of(prefix), 16)))) {
      const Bytes seq = to_bytes(View(key).subspan(prefix.size()));
      const auto row =
          TRY(step.find<MessageRow>(Table::messages, key_of({request.conv.bytes, seq})));
      if (!row) continue;
      const auto stamp = TRY(coded(decode<franking::Stamp>(row->stamp), Code::internal));
      if (stamp.time < start_of(request.day) ||
          stamp.time >= start_of(request.day + 1) + kEnvelopeGrace_ms)
        continue;
      found.messages.push_back({locator, row->message, row->stamp});
    }
  }
  return found;
}

Result<wire::Locator> locator_of(View message) {
  const auto frame = TRY(mls::read_frame(message));
  return TRY(decode<franking::AuthenticatedData>(frame.authenticated_data)).loc;
}

}  // namespace eq::platform
