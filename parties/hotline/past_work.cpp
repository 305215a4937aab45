#include "parties/hotline/past_work.h"

#include <algorithm>

#include "eq/wire/list_reader.h"
#include "eq/wire/vouchers.h"

namespace eq::hotline {
namespace {

constexpr int kRoundsMax = 10000;  // or the service could keep us busy for ever

Result<tlog::FreshLog> order_log(State& s, Hands& h) {
  auto log = wire::read_fresh_log(h.server, h.realm, wire::LogName::orders, s.orders_seen, h.now);
  if (!log.ok()) return log.error().err;
  return std::move(log).take();
}

}  // namespace

Result<PastWork> answer_past(State& s, Hands& h) {
  REQUIRE_OR(std::ranges::any_of(s.lists, [](const auto& l) { return l.second.key.has_value(); }),
             Err::missing);
  const auto terms = wire::reportings_in(TRY(order_log(s, h)), h.realm);
  /// The key by which this question may be answered; nullptr for none.
  const auto key_for = [&](const voucher::PastQuestion& q) -> const HeldKey* {
    const auto t = terms.find(q.receipt.table);
    if (t == terms.end()) return nullptr;
    const auto& key = s.of(t->second.kind).key;
    const auto& reporting = t->second.reporting;
    const bool ours = key && reporting.shared_key() == key->key;
    return ours && voucher::check_past(q, h.realm.stamp_key, reporting.notice_days, h.now).ok()
               ? &*key
               : nullptr;
  };
  const wire::Caller caller{s.signing, h.realm.name};
  PastWork out;
  for (int round = 0; round < kRoundsMax; ++round) {
    const auto tasks = TRY(wire::ask(h.server, caller, h.now, h.rng, wire::PastWork{}));
    wire::PastAnswer answer;
    out.refused = 0;  // these are shown again in every round
    for (const auto& q : tasks.questions) {
      const HeldKey* key = key_for(q);
      if (!key) {
        ++out.refused;
        continue;
      }
      const auto points = TRY(voucher::points_of(q.elements));
      answer.evaluated.push_back(
          {q.receipt.id(), TRY(voucher::evaluate(key->self, key->share, points, h.rng))});
    }
    if (answer.evaluated.empty()) return out;
    TRY(wire::ask(h.server, caller, h.now, h.rng, answer));
    out.answered += answer.evaluated.size();
  }
  return out;
}

}  // namespace eq::hotline
