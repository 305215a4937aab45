#include "parties/client/events.h"

namespace eq::client {
namespace {

Status read(Reader& r, Err& why) {
  const auto x = TRY(r.u8());
  REQUIRE_OR(x <= static_cast<std::uint8_t>(Err::unavailable), Err::malformed);
  why = static_cast<Err>(x);
  return ok();
}

template <std::size_t I = 0>
Result<Event> event_of(std::uint8_t kind, Reader& r) {
  if constexpr (I == std::variant_size_v<Event>) {
    return Err::malformed;
  } else {
    if (kind != I) return event_of<I + 1>(kind, r);
    return Event(TRY((get<std::variant_alternative_t<I, Event>>(r))));
  }
}

/// Whether the newer says nothing that the older does not, but for a count.
bool repeats(Event& older, const Event& newer) {
  auto* dropped = std::get_if<Dropped>(&older);
  const auto* again = std::get_if<Dropped>(&newer);
  if (dropped && again && dropped->conversation == again->conversation &&
      dropped->why == again->why) {
    dropped->times += again->times;
    return true;
  }
  const auto* undecided = std::get_if<Undecided>(&older);
  const auto* as_before = std::get_if<Undecided>(&newer);
  if (undecided && as_before) return undecided->conversation == as_before->conversation;
  const auto* doubt = std::get_if<OwnRecordInDoubt>(&older);
  const auto* same_doubt = std::get_if<OwnRecordInDoubt>(&newer);
  if (doubt && same_doubt) return doubt->why == same_doubt->why;
  const auto* unsent = std::get_if<Unsent>(&older);
  const auto* still = std::get_if<Unsent>(&newer);
  return unsent && still && unsent->conversation == still->conversation &&
         unsent->why == still->why;
}

}  // namespace

void Dropped::encode(Writer& w) const {
  put(w, conversation);
  w.u8(static_cast<std::uint8_t>(why));
  w.u32(times);
}
Result<Dropped> Dropped::decode(Reader& r) {
  Dropped d;
  d.conversation = TRY(get<ConversationId>(r));
  TRY(read(r, d.why));
  d.times = TRY(r.u32());
  return d;
}

void GivenBack::encode(Writer& w) const {
  put(w, conversation);
  put(w, text);
  w.u8(static_cast<std::uint8_t>(why));
}
Result<GivenBack> GivenBack::decode(Reader& r) {
  GivenBack g;
  g.conversation = TRY(get<ConversationId>(r));
  g.text = TRY(get<std::string>(r));
  TRY(read(r, g.why));
  return g;
}

void Unsent::encode(Writer& w) const {
  put(w, conversation);
  w.u8(static_cast<std::uint8_t>(why));
}
Result<Unsent> Unsent::decode(Reader& r) {
  Unsent u;
  u.conversation = TRY(get<ConversationId>(r));
  TRY(read(r, u.why));
  return u;
}

void Broken::encode(Writer& w) const {
  put(w, conversation);
  w.u8(static_cast<std::uint8_t>(why));
}
Result<Broken> Broken::decode(Reader& r) {
  Broken b;
  b.conversation = TRY(get<ConversationId>(r));
  TRY(read(r, b.why));
  return b;
}

void OwnRecordInDoubt::encode(Writer& w) const {
  put(w, held);
  w.u8(static_cast<std::uint8_t>(why));
}
Result<OwnRecordInDoubt> OwnRecordInDoubt::decode(Reader& r) {
  OwnRecordInDoubt d;
  d.held = TRY(get<Time>(r));
  TRY(read(r, d.why));
  return d;
}

void Untold::add(Event event) {
  for (auto& older : events_)
    if (repeats(older, event)) return;
  events_.push_back(std::move(event));
}

void Untold::encode(Writer& w) const {
  w.u32(static_cast<std::uint32_t>(events_.size()));
  for (const auto& e : events_) {
    w.u8(static_cast<std::uint8_t>(e.index()));
    std::visit([&](const auto& what) { put(w, what); }, e);
  }
}
Result<Untold> Untold::decode(Reader& r) {
  Untold u;
  for (auto n = TRY(r.u32()); n > 0; --n) u.events_.push_back(TRY(event_of(TRY(r.u8()), r)));
  return u;
}

}  // namespace eq::client
