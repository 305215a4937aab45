#include "parties/client/access.h"

#include <algorithm>

#include "eq/wire/day_reader.h"

namespace eq::client {
namespace {

/// Days whose objects are worth keeping: today's and yesterday's are asked for again and again.
constexpr std::size_t kDaysKept = 4;

Result<gate::KeptObject> fetch(State& state, Environment& environment, Day day) {
  const auto epochs =
      wire::read_fresh_log(environment.server, environment.realm, wire::LogName::epochs,
                           state.epochs_seen, environment.now);
  if (!epochs.ok()) return epochs.error().err;
  const auto orders =
      wire::read_orders(environment.server, environment.realm, state.orders_seen, environment.now);
  if (!orders.ok()) return orders.error().err;
  const auto read =
      TRY(wire::read_day(environment.server, environment.realm, *epochs, *orders, day));
  state.days.emplace_back(read.epoch);
  if (state.days.size() > kDaysKept) state.days.erase(state.days.begin());
  return state.days.back();
}

/// The context that ties an envelope to its place.
crypto::Digest context(const Conversation& conversation, std::uint64_t mls_epoch,
                       std::uint32_t leaf, Day day) {
  return gate::envelope_context(conversation.id, mls_epoch, leaf, day);
}

/// Start checking a sender's chain from the message that carries seed and envelope.
Status start_chain(Conversation& conversation, const Inbound& m, const gate::KeptObject& object,
                   Day day) {
  REQUIRE_OR(m.application.seed && m.data.envelope, Err::missing);
  // whoever opens tries these leaves, whatever anybody says of them
  REQUIRE_OR(m.leaf < wire::kMembersMax, Err::refused);
  const auto key = TRY(gate::DailyKey::from_var(object, m.sender));
  auto reader = TRY(gate::check_envelope(key, context(conversation, m.mls_epoch, m.leaf, day),
                                         *m.application.seed, *m.data.envelope));
  conversation.peers.insert_or_assign(m.leaf, PeerChain{day, m.mls_epoch, std::move(reader)});
  return ok();
}

/// Whether the message fits a chain under this day's object.
Status follows(Conversation& conversation, const Inbound& m, const gate::KeptObject& object,
               Day day) {
  REQUIRE_OR(gate::reaches_leaf(m.leaf), Err::refused);
  if (m.application.seed) TRY(start_chain(conversation, m, object, day));
  const auto chain = conversation.peers.find(m.leaf);
  REQUIRE_OR(chain != conversation.peers.end() && chain->second.day == day &&
                 chain->second.mls_epoch == m.mls_epoch,
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

Result<gate::KeptObject> day_object(State& state, Environment& environment, Day day) {
  const auto it = std::find_if(state.days.begin(), state.days.end(),
                               [&](const gate::KeptObject& d) { return d.epoch() == day; });
  return it == state.days.end() ? fetch(state, environment, day) : Result<gate::KeptObject>(*it);
}

/// Our own key for today.  Err::refused for an object that would open us to everybody: to us the
/// day has none.
static Result<gate::DailyKey> own_key(State& state, Environment& environment) {
  return gate::DailyKey::from_var(TRY(day_object(state, environment, day_of(environment.now))),
                                  state.me.record.id());
}

Result<Outbound> seal_access(State& state, Environment& environment, Conversation& conversation,
                             const Secret<32>& ck) {
  Outbound out;
  const Day today = day_of(environment.now);
  const std::uint64_t mls_epoch = conversation.group->epoch();
  const auto key = own_key(state, environment);
  if (!key.ok()) {
    // Fail closed: without a valid object nothing extra is revealed, and the message still goes
    // out.
    if (key.error() == Err::unavailable) return Err::unavailable;
    conversation.sealer.reset();
    out.fields = gate::blank_fields(environment.rng);
    out.mark = AccessMark::no_object;
    return out;
  }
  if (!conversation.sealer || conversation.sealer->day != today ||
      conversation.sealer->mls_epoch != mls_epoch) {
    auto seed = environment.rng.secret<32>();
    auto sealed = gate::seal(
        *key, context(conversation, mls_epoch, conversation.group->own_leaf(), today), seed);
    conversation.sealer =
        Sealer{today, mls_epoch, gate::AccessRatchet(std::move(sealed.access_key))};
    out.envelope = sealed.envelope;
    out.seed = std::move(seed);
  }
  out.index = conversation.sealer->ratchet.index();
  out.fields = conversation.sealer->ratchet.next(ck);
  out.mark = gate::reaches_leaf(conversation.group->own_leaf()) ? AccessMark::sealed
                                                                : AccessMark::unproven;
  return out;
}

Result<DayObjects> DayObjects::know(State& state, Environment& environment, Time stamped) {
  DayObjects out;
  for (const Day day : days_of(stamped)) {
    auto object = day_object(state, environment, day);
    REQUIRE_OR(object.ok() || object.error() != Err::unavailable, Err::unavailable);
    if (object.ok()) out.valid_.push_back(std::move(*object));
  }
  return out;
}

AccessMark check_access(Conversation& conversation, const Inbound& m, const DayObjects& objects) {
  for (const gate::KeptObject& object : objects.valid()) {
    if (follows(conversation, m, object, object.epoch()).ok()) return AccessMark::sealed;
  }
  return objects.valid().empty() ? AccessMark::no_object : AccessMark::unproven;
}

}  // namespace eq::client
