#include "parties/client/access.h"

#include <algorithm>

#include "eq/wire/day_reader.h"

namespace eq::client {
namespace {

/// Days whose objects are worth keeping: today's and yesterday's are asked for again and again.
constexpr std::size_t kDaysKept = 4;

Result<gate::KeptObject> fetch(State& s, Hands& h, Day day) {
  const auto epochs =
      wire::read_fresh_log(h.server, h.realm, wire::LogName::epochs, s.epochs_seen, h.now);
  if (!epochs.ok()) return epochs.error().err;
  const auto orders = wire::read_orders(h.server, h.realm, s.orders_seen, h.now);
  if (!orders.ok()) return orders.error().err;
  const auto read = TRY(wire::read_day(h.server, h.realm, *epochs, *orders, day));
  s.days.emplace_back(read.epoch);
  if (s.days.size() > kDaysKept) s.days.erase(s.days.begin());
  return s.days.back();
}

/// The context that ties an envelope to its place.
crypto::Digest context(const Conversation& c, std::uint64_t mls_epoch, std::uint32_t leaf,
                       Day day) {
  return gate::envelope_context(c.id, mls_epoch, leaf, day);
}

/// Start checking a sender's chain from the message that carries seed and envelope.
Status start_chain(Conversation& c, const Inbound& m, const gate::KeptObject& object, Day day) {
  REQUIRE_OR(m.application.seed && m.data.envelope, Err::missing);
  // whoever opens tries these leaves, whatever anybody says of them
  REQUIRE_OR(m.leaf < wire::kMembersMax, Err::refused);
  const auto key = TRY(gate::DailyKey::from_var(object, m.sender));
  auto reader = TRY(gate::check_envelope(key, context(c, m.mls_epoch, m.leaf, day),
                                         *m.application.seed, *m.data.envelope));
  c.peers.insert_or_assign(m.leaf, PeerChain{day, m.mls_epoch, std::move(reader)});
  return ok();
}

/// Whether the message fits a chain under this day's object.
Status follows(Conversation& c, const Inbound& m, const gate::KeptObject& object, Day day) {
  REQUIRE_OR(gate::reaches_leaf(m.leaf), Err::refused);
  if (m.application.seed) TRY(start_chain(c, m, object, day));
  const auto chain = c.peers.find(m.leaf);
  REQUIRE_OR(
      chain != c.peers.end() && chain->second.day == day && chain->second.mls_epoch == m.mls_epoch,
      Err::missing);
  return chain->second.reader.check(m.application.ak_index, m.application.ck,
                                    {m.data.wrap, m.data.loc});
}

/// Under whose objects a message may be sealed that was stamped then.
std::vector<Day> days_of(Time stamped) {
  std::vector<Day> days{day_of(stamped)};
  const Day before{days[0].n - 1};
  if (order::still_accepted(before, stamped)) days.push_back(before);
  return days;
}

}  // namespace

Result<gate::KeptObject> day_object(State& s, Hands& h, Day day) {
  const auto it = std::find_if(s.days.begin(), s.days.end(),
                               [&](const gate::KeptObject& d) { return d.epoch() == day; });
  return it == s.days.end() ? fetch(s, h, day) : Result<gate::KeptObject>(*it);
}

/// Our own key for today.  Err::refused for an object that would open us to everybody: to us the
/// day has none.
static Result<gate::DailyKey> own_key(State& s, Hands& h) {
  return gate::DailyKey::from_var(TRY(day_object(s, h, day_of(h.now))), s.me.record.id());
}

Result<Outbound> seal_access(State& s, Hands& h, Conversation& c, const Secret<32>& ck) {
  Outbound out;
  const Day today = day_of(h.now);
  const std::uint64_t mls_epoch = c.group->epoch();
  const auto key = own_key(s, h);
  if (!key.ok()) {
    // Fail closed: without a valid object nothing extra is revealed, and the message still goes
    // out.
    if (key.error() == Err::unavailable) return Err::unavailable;
    c.sealer.reset();
    out.fields = gate::blank_fields(h.rng);
    out.mark = AccessMark::no_object;
    return out;
  }
  if (!c.sealer || c.sealer->day != today || c.sealer->mls_epoch != mls_epoch) {
    auto seed = h.rng.secret<32>();
    auto sealed = gate::seal(*key, context(c, mls_epoch, c.group->own_leaf(), today), seed);
    c.sealer = Sealer{today, mls_epoch, gate::AccessRatchet(std::move(sealed.access_key))};
    out.envelope = sealed.envelope;
    out.seed = std::move(seed);
  }
  out.index = c.sealer->ratchet.index();
  out.fields = c.sealer->ratchet.next(ck);
  out.mark = gate::reaches_leaf(c.group->own_leaf()) ? AccessMark::sealed : AccessMark::unproven;
  return out;
}

Result<DayObjects> DayObjects::know(State& s, Hands& h, Time stamped) {
  DayObjects out;
  for (const Day day : days_of(stamped)) {
    auto object = day_object(s, h, day);
    REQUIRE_OR(object.ok() || object.error() != Err::unavailable, Err::unavailable);
    if (object.ok()) out.valid_.push_back(std::move(*object));
  }
  return out;
}

AccessMark check_access(Conversation& c, const Inbound& m, const DayObjects& objects) {
  for (const gate::KeptObject& object : objects.valid()) {
    if (follows(c, m, object, object.epoch()).ok()) return AccessMark::sealed;
  }
  return objects.valid().empty() ? AccessMark::no_object : AccessMark::unproven;
}

}  // namespace eq::client
