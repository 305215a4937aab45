// Preservation: the court holds the key to what the service keeps, lets day secrets go one by one,
// and destroys the key at the end.  spec/order.md section 13; docs/adr/0019.
#include "eq/order/preservation.h"
#include "eq/wire/ask.h"
#include "eq/wire/log_reader.h"
#include "parties/court/court.h"
#include "parties/court/reading.h"

namespace eq::court {
using order::Act;
using order::or_stop;
using order::Rule;

Outcome<std::uint64_t> keep(State& s, Hands& h, std::uint32_t number) {
  const auto orders = TRY(read_orders(s, h));
  const order::Case* c = orders.book.case_of(number);
  if (c == nullptr || !s.granted.contains(number))
    return order::stop(Rule::logged, "The order is not in the log.");
  // logged before; the service may not know yet
  if (c->kept && s.preservations.contains(number)) return *c->kept;
  const auto open = TRY(or_stop(order::Open<Act::keep>::check(
      orders.book, c->filing, s.signing.verify_key(), orders.book.realm())));
  if (!s.preservations.contains(number)) {
    s.preservations.emplace(number, crypto::hpke_generate(crypto::Kem::dhkem_x25519, h.rng));
    h.keep();  // a key that is logged must not be lost
  }
  order::PreservationKey key{};
  std::copy_n(s.preservations.at(number).public_key.begin(), key.size(), key.begin());
  const auto entry = open.by_court(
      s.signing, h.realm.name, h.now, order::Ground::none, {}, key,
      order::longest_keeping(orders.book.find(number)->terms, h.realm.profile, h.now));
  const wire::LogAppend request{wire::LogName::orders, std::nullopt, tlog::entry_of(entry), {}};
  return TRY(or_stop(wire::ask(h.server, clerk(s, h).caller(), h.now, h.rng, request),
                     "Logging the preservation key"))
      .index;
}

Outcome<void> begin_keeping(State& s, Hands& h, std::uint32_t number) {
  const auto orders = TRY(read_orders(s, h));
  const order::Case* c = orders.book.case_of(number);
  if (c == nullptr || !c->keeping() || !s.granted.contains(number))
    return order::stop(Rule::preservation, "It is not being kept.");
  const order::OrderFile& file = s.granted.at(number).file;
  const wire::PreservationBegin request{number, *c->kept, file.application.scope.account,
                                        file.blind};
  TRY(or_stop(wire::ask(h.server, clerk(s, h).caller(), h.now, h.rng, request),
              "Telling the service whose it is"));
  return {};
}

Outcome<std::uint64_t> extend(State& s, Hands& h, std::uint32_t number) {
  const auto orders = TRY(read_orders(s, h));
  const order::Case* c = orders.book.case_of(number);
  if (c == nullptr) return order::stop(Rule::logged, "The order is not in the log.");
  if (c->kept && c->keeping_ends() <= h.now) return order::stop(Rule::preservation, "It is over.");
  return act<Act::extend>(s, h, c->filing, order::Ground::none, {}, {},
                          c->kept_until + h.realm.profile.extension_days * kDay_ms);
}

Outcome<std::optional<Array<32>>> day_secret_of(State& s, Hands& h, const wire::OrdersRead& orders,
                                                std::uint32_t number, Day day) {
  const order::Case* c = orders.book.case_of(number);
  const auto key = s.preservations.find(number);
  if (c == nullptr || !c->keeping() || key == s.preservations.end())
    return std::optional<Array<32>>();
  if (orders.book.present().passed(c->keeping_ends()))
    return order::stop(Rule::preservation, "The preservation is over.");
  const auto sealed = wire::ask(h.server, clerk(s, h).caller(), h.now, h.rng,
                                wire::PreservationSecret{number, day});
  // within the seven days, or not kept
  if (!sealed.ok() && sealed.error() == Err::missing) return std::optional<Array<32>>();
  if (!sealed.ok()) return order::stop(sealed.error(), "Asking the service for what it sealed");
  const auto opened = TRY(or_stop(order::DaySecret::open(number, day, key->second, sealed->secret),
                                  "Opening what the service sealed"));
  return std::optional(
      to_array<32>(opened.secret().reveal("released to the agency under a logged intent")).take());
}

Outcome<std::vector<Destroyed>> destroy_preservations(State& s, Hands& h,
                                                      std::optional<std::uint32_t> number) {
  const auto orders = TRY(read_orders(s, h));
  std::vector<Destroyed> out;
  for (const auto& o : orders.book.orders()) {
    const order::Case& c = *orders.book.case_of(o.terms.number);
    if (!c.kept || c.destroyed || (number && *number != o.terms.number)) continue;
    const bool over = !c.keeping() || c.keeping_ends() <= h.now;
    if (!over && !number) continue;
    // Destroyed first: the act must be true when it is logged.  Again after a crash, it destroys
    // nothing more.
    s.preservations.erase(o.terms.number);
    h.keep();
    const auto index = TRY(act<Act::destroy>(s, h, c.filing));
    out.push_back({o.terms.number, index});
  }
  if (number && out.empty())
    return order::stop(Rule::preservation,
                       "There is no preservation of order no. " + std::to_string(*number) + ".");
  return out;
}

}  // namespace eq::court
