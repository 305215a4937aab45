#include "parties/court/duties.h"

#include <set>

#include "eq/wire/log_entry.h"

namespace eq::court {
namespace {

/// The public keys whose private halves the log has disclosed.
std::set<Array<32>> disclosed_keys(const tlog::ReplayedLog& log) {
  std::set<Array<32>> out;
  for (std::uint64_t i = 0; i < log.size(); ++i)
    if (const auto event = tlog::parse_entry<wire::KeyEvent>(log.entry(i)); event.ok())
      if (const auto key = crypto::hpke_public_key(crypto::Kem::dhkem_x25519, event->data);
          key.ok())
        if (const auto bytes = to_array<32>(*key); bytes.ok()) out.insert(*bytes);
  return out;
}

void add_duties_of(const order::Case& c, bool told, Time now, std::vector<Duty>& out) {
  const auto add = [&](DutyKind kind, std::optional<order::Doubt> doubt = {}) {
    out.push_back({*c.order, kind, doubt, c.notice_moved_to()});
  };
  for (const order::Doubt& d : c.flags) add(DutyKind::flag, d);
  for (const order::Doubt& d : c.reviews) add(DutyKind::review, d);
  if (c.stage == order::Stage::emergency && !c.stopped) add(DutyKind::emergency);
  if (c.preserved && !c.kept && !c.stopped) add(DutyKind::preserving);
  if (c.kept && !c.destroyed && (c.stopped || c.closed || c.keeping_ends() <= now))
    add(DutyKind::destroying);
  if (!told && c.notice_moved_to() <= order::month_of(day_of(now))) add(DutyKind::disclosing);
}

}  // namespace

std::vector<Duty> duties(const wire::OrdersShown& orders, Time now) {
  const auto disclosed = disclosed_keys(orders.log);
  std::vector<Duty> out;
  for (const auto& o : orders.book.orders())
    add_duties_of(*orders.book.case_of(o.terms.number),
                  disclosed.contains(o.terms.disclosure.public_key), now, out);
  return out;
}

}  // namespace eq::court
