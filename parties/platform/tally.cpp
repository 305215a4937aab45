// The count of a day's envelopes behind each intent, and what goes with the envelopes handed over
// (eq/order/tally.h).
#include "parties/platform/tally.h"

#include "eq/wire/authorities.h"

namespace eq::platform {
using wire::Code;

namespace {

/// Where what is counted of a day begins and ends.
struct Window {
  Time from, until;
};
Window window_of(const TallyRow& row) {
  return {start_of(row.day), std::min(start_of(row.day + 1) + kEnvelopeGrace_ms, row.at + 1)};
}

bool overlaps(const SubscriptionRow& row, const Window& w) {
  for (const auto& i : row.intervals)
    if (i.from < w.until && (!i.until || *i.until > w.from)) return true;
  return false;
}

/// A leaf's salt: nobody but us can tell it, and it need not be kept.  One for a day that is over.
/// While it runs each count has its own, or who has two would see in their proofs' siblings what
/// changed of others meanwhile.
Array<32> salt_of(const Step& step, std::uint32_t order, const TallyRow& row,
                  const crypto::Digest& place) {
  const Time until = std::min(row.at, start_of(row.day + 1));
  const auto master = step.keys.stamp_master.reveal("salts of a tally, under a label of their own");
  return crypto::hmac_sha256(master, concat({view("eqp-tally-v1 salt"), be32(order),
                                             be32(row.day.n), be64(until.ms), place}));
}

}  // namespace

Result<DayTally, wire::Code> DayTally::count(const Step& step, std::uint32_t order,
                                             const TallyRow& row) {
  DayTally t;
  const Window w = window_of(row);
  const auto whole = end_of(Bytes(64, 0xff));
  for (const auto& r : TRY(coded(rows_in(step.store, Table::subscriptions, {}, whole, SIZE_MAX)))) {
    if (!overlaps(TRY(coded(decode<SubscriptionRow>(r.value), Code::internal)), w)) continue;
    Reader key(r.key);
    const auto account = TRY(coded(get<AccountId>(key), Code::internal));
    const auto conv = TRY(coded(get<ConversationId>(key), Code::internal));
    t.accounts_[account].conversations.push_back(conv);  // rows ascend
    t.records_[conv];
  }
  for (const auto& r : TRY(coded(rows_in(step.store, Table::envelopes, {}, whole, SIZE_MAX)))) {
    Reader key(r.key);
    const auto conv = TRY(coded(get<ConversationId>(key), Code::internal));
    const auto at = TRY(coded(get<Time>(key), Code::internal));
    if (at < w.from || at >= w.until) continue;
    const auto e = TRY(coded(decode<EnvelopeRow>(r.value), Code::internal));
    t.records_[conv].push_back({conv, e.mls_epoch, e.leaf_count, e.envelope});
  }
  for (auto& [account, a] : t.accounts_) {
    const auto place = order::place_of(account);
    a.salt = salt_of(step, order, row, place);
    t.tree_.put(place, order::value_of(a));
  }
  for (const auto& [conv, records] : t.records_) {
    const auto place = order::place_of(conv);
    std::vector<Bytes> leaves;
    for (const auto& r : records) leaves.push_back(encode(r));
    order::ConversationCount c{conv,
                               salt_of(step, order, row, place),
                               static_cast<std::uint32_t>(records.size()),
                               order::records_root(leaves),
                               {}};
    t.tree_.put(place, order::value_of(c));
    t.counts_.emplace(conv, std::move(c));
  }
  return t;
}

wire::EnvelopesOfDay DayTally::of(const AccountId& account) const {
  wire::EnvelopesOfDay out;
  if (const auto known = accounts_.find(account); known != accounts_.end())
    out.count.account = known->second;
  out.count.account.place = tree_.place(order::place_of(account));
  for (const auto& conv : out.count.account.conversations) {
    auto c = counts_.at(conv);
    c.place = tree_.place(order::place_of(conv));
    out.count.conversations.push_back(std::move(c));
    const auto& records = records_.at(conv);
    out.envelopes.insert(out.envelopes.end(), records.begin(), records.end());
  }
  return out;
}

Result<void, wire::Code> log_tally(Step& step, std::uint64_t intent_index,
                                   const order::IntentEntry& intent) {
  if (TRY(step.has(Table::tallies, be64_key(intent_index)))) return {};
  TallyRow row{intent.epoch, TRY(step.conversation_time()), {}};
  const auto sealed = TRY(step.find<PreservedDayRow>(
      Table::preserved_days, key_of({be32(intent.order), be32(intent.epoch.n)})));
  if (sealed) {
    row = sealed->counted;
  } else {
    row.root = TRY(DayTally::count(step, intent.order, row)).root();
    TRY(step.save(Table::last_tally, {}, row.at));
  }
  const auto entry = order::sign_tally({intent_index, row.day, row.at, row.root, {}},
                                       step.keys.stamp, step.realm.name);
  TRY(step.append_own(tlog::entry_of(entry)));
  return step.save(Table::tallies, be64_key(intent_index), row);
}

}  // namespace eq::platform
