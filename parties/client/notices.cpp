#include "parties/client/notices.h"

#include "eq/order/book.h"
#include "eq/wire/authorities.h"
#include "eq/wire/log_entry.h"
#include "eq/wire/log_reader.h"

namespace eq::client {
namespace {

/// The private key of a disclosure month, if the court has logged it.
std::optional<Bytes> month_key(const std::vector<wire::KeyEvent>& events,
                               const order::DisclosureKey& month) {
  for (const auto& e : events) {
    if (e.purpose != "disclosure-" + order::to_text(month.month)) continue;
    const auto public_key = crypto::hpke_public_key(crypto::Kem::dhkem_x25519, e.data);
    if (public_key.ok() && equal_var(*public_key, month.public_key)) return e.data;
  }
  return std::nullopt;
}

}  // namespace

Result<std::vector<order::Notice>> find_notices(State& state, Environment& environment) {
  const auto log = wire::read_log(environment.server, environment.realm, wire::LogName::orders,
                                  state.orders_seen);
  if (!log.ok()) return log.error().err;

  std::vector<order::OrderTerms> orders;
  std::vector<wire::KeyEvent> events;
  for (std::uint64_t i = 0; i < log->size(); ++i) {
    if (const auto o = tlog::parse_entry<order::OrderEntry>(log->entry(i)); o.ok())
      orders.push_back(o->terms);
    else if (auto e = tlog::parse_entry<wire::KeyEvent>(log->entry(i)); e.ok())
      events.push_back(std::move(*e));
  }
  std::vector<order::Notice> found;
  for (const auto& terms : orders) {
    const auto key = month_key(events, terms.disclosure);
    if (!key) continue;
    auto notice = order::open_notice(
        terms.disclosure, *key, state.me.letters.private_key.reveal("tries the notices of a month"),
        terms.sealed_notice);
    if (notice.ok() && notice->account == state.me.record.id() &&
        order::matches(*notice, terms.commitment))
      found.push_back(std::move(*notice));
  }
  return found;
}

Result<std::vector<LetGo>> let_go(State& state, Environment& environment,
                                  const order::Notice& notice) {
  const auto orders = wire::read_log(environment.server, environment.realm, wire::LogName::orders,
                                     state.orders_seen);
  if (!orders.ok()) return orders.error().err;
  const auto epochs = wire::read_log(environment.server, environment.realm, wire::LogName::epochs,
                                     state.epochs_seen);
  if (!epochs.ok()) return epochs.error().err;
  const auto book = order::OrderBook::read(*orders, wire::authorities(environment.realm));
  std::vector<LetGo> out;
  for (Day day = notice.scope.first; day <= notice.scope.last; day = day + 1) {
    const auto receipts = book.receipts_of(notice.number, day);
    if (receipts.empty()) continue;
    const std::uint64_t leaf = day.n - environment.realm.e_0.n;
    REQUIRE_OR(leaf < epochs->size(), Err::missing);
    const auto entry = TRY(tlog::parse_entry<order::EpochEntry>(epochs->entry(leaf)));
    const auto ours = order::release_of(notice, entry.terms.wid, environment.realm.name);
    LetGo one{day, {}, {}};
    for (const auto* r : receipts)
      (r->terms.release == ours ? one.custodians : one.others).push_back(r->custodian);
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace eq::client
