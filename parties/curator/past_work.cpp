#include "parties/curator/past_work.h"

#include "eq/wire/list_reader.h"
#include "eq/wire/vouchers.h"

namespace eq::curator {
namespace {

constexpr int kRoundsMax = 10000;  // or the service could keep us busy for ever

Result<tlog::FreshLog> order_log(State& s, Hands& h) {
  auto log = wire::read_fresh_log(h.server, h.realm, wire::LogName::orders, s.orders_seen, h.now);
  if (!log.ok()) return log.error().err;
  return std::move(log).take();
}

}  // namespace

Result<PastWork> answer_past(State& s, Hands& h) {
  REQUIRE_OR(s.key, Err::missing);
  const auto terms = wire::reportings_in(TRY(order_log(s, h)), h.realm);
  const auto may_answer = [&](const voucher::PastQuestion& q) {
    const auto t = terms.find(q.receipt.table);
    return t != terms.end() && t->second.shared_key() == s.key->key &&
           voucher::check_past(q, h.realm.stamp_key, t->second.notice_days, h.now).ok();
  };
  const wire::Caller caller{s.signing, h.realm.name};
  PastWork out;
  for (int round = 0; round < kRoundsMax; ++round) {
    const auto tasks = TRY(wire::ask(h.server, caller, h.now, h.rng, wire::PastWork{}));
    wire::PastAnswer answer;
    out.refused = 0;  // these are shown again in every round
    for (const auto& q : tasks.questions) {
      if (!may_answer(q)) {
        ++out.refused;
        continue;
      }
      const auto points = TRY(voucher::points_of(q.elements));
      answer.evaluated.push_back({q.receipt.id(), TRY(voucher::evaluate(s.key->self, s.key->share, points, h.rng))});
    }
    if (answer.evaluated.empty()) return out;
    TRY(wire::ask(h.server, caller, h.now, h.rng, answer));
    out.answered += answer.evaluated.size();
  }
  return out;
}

}  // namespace eq::curator
