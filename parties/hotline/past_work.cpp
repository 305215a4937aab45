#include "parties/hotline/past_work.h"

#include <algorithm>

#include "eq/wire/list_reader.h"
#include "eq/wire/vouchers.h"

namespace eq::hotline {
namespace {

constexpr int kRoundsMax = 10000;  // or the service could keep us busy for ever

Result<tlog::FreshLog> order_log(State& state, Environment& environment) {
  auto log = wire::read_fresh_log(environment.server, environment.realm, wire::LogName::orders,
                                  state.orders_seen, environment.now);
  if (!log.ok()) return log.error().err;
  return std::move(log).take();
}

}  // namespace

Result<PastWork> answer_past(State& state, Environment& environment) {
  REQUIRE_OR(
      std::ranges::any_of(state.lists, [](const auto& l) { return l.second.key.has_value(); }),
      Err::missing);
  const auto terms = wire::reportings_in(TRY(order_log(state, environment)), environment.realm);
  /// The key by which this question may be answered; nullptr for none.
  const auto key_for = [&](const voucher::PastQuestion& q) -> const HeldKey* {
    const auto t = terms.find(q.receipt.table);
    if (t == terms.end()) return nullptr;
    const auto& key = state.of(t->second.kind).key;
    const auto& reporting = t->second.reporting;
    const bool ours = key && reporting.shared_key() == key->key;
    return ours && voucher::check_past(q, environment.realm.stamp_key, reporting.notice_days,
                                       environment.now)
                       .ok()
               ? &*key
               : nullptr;
  };
  const wire::Caller caller{state.signing, environment.realm.name};
  PastWork out;
  for (int round = 0; round < kRoundsMax; ++round) {
    const auto tasks = TRY(
        wire::ask(environment.server, caller, environment.now, environment.rng, wire::PastWork{}));
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
          {q.receipt.id(), TRY(voucher::evaluate(key->self, key->share, points, environment.rng))});
    }
    if (answer.evaluated.empty()) return out;
    TRY(wire::ask(environment.server, caller, environment.now, environment.rng, answer));
    out.answered += answer.evaluated.size();
  }
  return out;
}

}  // namespace eq::hotline
