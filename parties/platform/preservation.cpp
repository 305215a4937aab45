// Preservation: one account's conversations, on the days of its order, kept beyond everybody's
// seven days, sealed to a key that the court holds.  spec/order.md section 13; docs/adr/0019.
//
// Nothing here can be opened with what this service keeps: a day's secret is forgotten in the step
// that seals the day.
#include "eq/franking/stamp.h"
#include "parties/platform/tally.h"

namespace eq::platform {
using wire::Code;

namespace {

constexpr std::size_t kPlacesMax = 4096;

Bytes key_of_day(std::uint32_t order, Day day) { return key_of({be32(order), be32(day.n)}); }

Result<void, wire::Code> end(Step& step, View filing, const PreservationRow& row) {
  if (row.order != 0) {
    for (const Table t : {Table::preserved_days, Table::preserved}) {
      const Bytes prefix = be32_key(row.order);
      for (const auto& key : TRY(coded(keys_in(step.store, t, prefix, end_of(prefix), SIZE_MAX))))
        TRY(coded(step.store.erase(t, key)));
    }
  }
  PreservationRow stone;
  stone.act_index = row.act_index;
  stone.ended = true;
  return step.save(Table::preservations, filing, stone);
}

constexpr std::size_t kAtOnce = 64;  // messages held in memory while a day is sealed

/// A message's place and time, without its body.
struct Stamped {
  Bytes key;
  Time at;
};
Result<std::optional<Stamped>, wire::Code> next_message(const Step& step,
                                                        const ConversationId& conv,
                                                        std::uint64_t seq) {
  std::optional<Stamped> found;
  Status whole;
  TRY(coded(step.store.scan(Table::messages, key_of({conv.bytes, be64(seq)}), end_of(conv.bytes),
                            [&](View key, View row) {
                              Reader r(row);
                              const auto stamp = get<franking::Stamp>(r);
                              whole = stamp.ok() ? ok() : Status(stamp.error());
                              if (stamp.ok()) found = Stamped{to_bytes(key), stamp->time};
                              return false;
                            })));
  TRY(coded(whole, Code::internal));
  return found;
}

/// The first number from which on the conversation's messages are of that time or later.  Stamps'
/// times never run backwards, so halves can be left out.
Result<std::uint64_t, wire::Code> first_since(const Step& step, const ConversationId& conv,
                                              Time from) {
  const auto row = TRY(step.find<ConversationRow>(Table::conversations, conv.bytes));
  std::uint64_t low = 0, high = row ? row->chain.seq + 1 : 0;
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    const auto next = TRY(next_message(step, conv, middle));
    if (next && next->at < from)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/// Seal the conversation's messages of the day, by where members look for them: as many as a
/// conversation may have, and never many of them in memory.
Result<void, wire::Code> seal_messages(Step& step, const ConversationId& conv, Day day,
                                       const order::DaySecret& secret, View prefix) {
  const Time until = start_of(day + 1) + kEnvelopeGrace_ms;
  Bytes from = key_of({conv.bytes, be64(TRY(first_since(step, conv, start_of(day))))});
  for (bool more = true; more;) {
    const auto page =
        TRY(coded(rows_in(step.store, Table::messages, from, end_of(conv.bytes), kAtOnce)));
    more = page.size() == kAtOnce;
    for (const auto& stored : page) {
      from = key_of({stored.key, Array<1>{}});  // the next one
      auto row = TRY(coded(decode<MessageRow>(stored.value), Code::internal));
      if (TRY(coded(decode<franking::Stamp>(row.stamp), Code::internal)).time >= until) return {};
      const auto locator = TRY(coded(locator_of(row.message), Code::internal));
      // A conversation takes each locator once (messages_send).
      const wire::FoundMessages found{{{locator, std::move(row.message), row.stamp}}};
      const auto place = secret.place(conv, locator);
      TRY(coded(step.store.put(Table::preserved, key_of({prefix, place}),
                               secret.seal(place, encode(found)))));
    }
  }
  return {};
}

Result<void, wire::Code> seal_day(Step& step, const PreservationRow& p, Day day) {
  PreservedDayRow row;
  row.counted = {day, TRY(step.conversation_time()), {}};
  const auto tally = TRY(DayTally::count(step, p.order, row.counted));
  row.counted.root = tally.root();
  TRY(step.save(Table::last_tally, {}, row.counted.at));
  const auto found = tally.of(p.account);
  row.envelopes = static_cast<std::uint32_t>(found.envelopes.size());

  const auto secret = order::DaySecret::fresh(p.order, day, step.rng);
  row.secret = TRY(coded(secret.seal_to(p.key, step.rng)));
  const Bytes prefix = key_of_day(p.order, day);
  const auto index = order::DaySecret::index_place();
  TRY(coded(step.store.put(Table::preserved, key_of({prefix, index}),
                           secret.seal(index, encode(found)))));
  for (const auto& conv : found.count.account.conversations)
    TRY(seal_messages(step, conv, day, secret, prefix));
  return step.save(Table::preserved_days, prefix, row);
}

/// Days that are over and of which everything is still held.
Result<void, wire::Code> seal_days(Step& step, const PreservationRow& p) {
  const auto order = TRY(step.find<order::OrderEntry>(Table::orders, be32_key(p.order)));
  REQUIRE_OR(order, Code::internal);
  for (Day day = order->terms.first; day <= order->terms.last; day = day + 1) {
    if (start_of(day + 1) + kEnvelopeGrace_ms > step.now) return {};
    if (start_of(day) + kAccess_ms <= step.now) continue;
    if (!TRY(step.has(Table::preserved_days, key_of_day(p.order, day))))
      TRY(seal_day(step, p, day));
  }
  return {};
}

}  // namespace

Result<void, wire::Code> note_preservation(Step& step, const order::ActEntry& act,
                                           std::uint64_t index) {
  using order::Act;
  auto row = TRY(step.find<PreservationRow>(Table::preservations, act.filing));
  if (act.act == Act::keep && !row) {
    REQUIRE_OR(
        act.until <= step.now + kClockSlack_ms + step.realm.profile.preservation_days * kDay_ms,
        Code::refused);
    row.emplace();
    row->act_index = index;
    row->until = act.until;
    row->key = act.detail;
    return step.save(Table::preservations, act.filing, *row);
  }
  if (!row || row->ended) return {};
  switch (act.act) {
    case Act::extend:
      if (row->extended) return {};
      row->extended = true;
      row->until = act.until;
      return step.save(Table::preservations, act.filing, *row);
    case Act::destroy:
    case Act::withdraw:
    case Act::object:
    case Act::reject:
    case Act::lapse:
    case Act::close: return end(step, act.filing, *row);
    default: return {};
  }
}

Result<wire::Done, wire::Code> preservation_begin(Step& step, const Sender& sender,
                                                  const wire::PreservationBegin& request) {
  REQUIRE_OR(*sender.role == wire::Role::court, Code::unauthorised);
  REQUIRE_OR(TRY(step.published(request.act_index)), Code::refused);
  const auto terms = TRY(check_account(step, request.order, request.account, request.blind));
  REQUIRE_OR(terms.category == order::DataCategory::content, Code::refused);
  auto row = TRY(step.find<PreservationRow>(Table::preservations, terms.filing));
  REQUIRE_OR(row && !row->ended && row->act_index == request.act_index, Code::refused);
  REQUIRE_OR(crypto::hpke_is_public_key(crypto::Kem::dhkem_x25519, row->key), Code::malformed);
  row->order = request.order;
  row->account = request.account;
  TRY(step.save(Table::preservations, terms.filing, *row));
  TRY(seal_days(step, *row));
  return wire::Done{};
}

Result<wire::SealedDaySecret, wire::Code> preservation_key(
    Step& step, const Sender& sender, const wire::PreservationSecret& request) {
  REQUIRE_OR(*sender.role == wire::Role::court, Code::unauthorised);
  auto row = TRY(
      step.find<PreservedDayRow>(Table::preserved_days, key_of_day(request.order, request.day)));
  REQUIRE_OR(row, Code::unknown);
  return wire::SealedDaySecret{std::move(row->secret)};
}

Result<wire::PreservedRecords, wire::Code> access_preserved(Step& step, const Sender& sender,
                                                            const wire::AccessPreserved& request) {
  const auto intent = TRY(check_intent(step, sender, request.intent_index, request.day));
  REQUIRE_OR(request.places.size() <= kPlacesMax, Code::too_large);
  const Bytes prefix = key_of_day(intent.order, request.day);
  const auto day = TRY(step.find<PreservedDayRow>(Table::preserved_days, prefix));
  REQUIRE_OR(day, Code::unknown);
  const auto counted = TRY(step.find<TallyRow>(Table::tallies, be64_key(request.intent_index)));
  REQUIRE_OR(counted && counted->root == day->counted.root, Code::refused);
  wire::PreservedRecords out;
  for (const auto& place : request.places) {
    auto sealed = step.store.get(Table::preserved, key_of({prefix, place}));
    if (!sealed.ok() && sealed.error() != Err::missing) return Code::unavailable;
    if (sealed.ok()) out.records.push_back({place, std::move(*sealed)});
  }
  const auto order = TRY(step.find<order::OrderEntry>(Table::orders, be32_key(intent.order)));
  REQUIRE_OR(order, Code::internal);
  TRY(count_produced(step, order->terms, request.day, day->envelopes));
  return out;
}

Result<std::vector<Bytes>> preserved_filings(const Store& store) {
  return keys_in(store, Table::preservations, {}, end_of(Bytes(64, 0xff)), SIZE_MAX);
}

Result<void, wire::Code> tend_preservation(Step& step, View filing) {
  const auto row = TRY(step.find<PreservationRow>(Table::preservations, filing));
  if (!row || row->ended) return {};
  if (row->until <= step.now) return end(step, filing, *row);
  return row->order != 0 ? seal_days(step, *row) : Result<void, wire::Code>();
}

}  // namespace eq::platform
