#include "apps/embed/events.h"

#include "eq/franking/payload.h"

namespace eq::embed {
namespace {

eqp_event event_of(eqp_event_kind kind) {
  eqp_event e{};
  e.size = sizeof e;
  e.kind = kind;
  return e;
}
eqp_event event_of(eqp_event_kind kind, const ConversationId& conversation) {
  eqp_event e = event_of(kind);
  e.conversation = conversation.bytes.data();
  return e;
}
void say(eqp_event& e, View text) {
  e.text = text.data();
  e.text_size = text.size();
}
template <class Happened>
eqp_event with_reason(eqp_event_kind kind, const Happened& h) {
  eqp_event e = event_of(kind, h.conversation);
  e.why = to_status(h.why);
  return e;
}

struct Handing {
  const client::State& state;
  eqp_on_event take;
  void* context;

  void operator()(const client::Joined& j) const {
    give(event_of(EQP_EVENT_JOINED, j.conversation));
  }
  void operator()(const client::NewMessage& m) const {
    const auto& history = state.conversations.at(m.conversation).history;
    hand_over(m.conversation, history.at(m.at), take, context);
  }
  void operator()(const client::MembersChanged& m) const {
    eqp_event e = event_of(EQP_EVENT_MEMBERS_CHANGED, m.conversation);
    if (m.by) e.account = m.by->bytes.data();
    give(e);
  }
  void operator()(const client::TokensArrived&) const { give(event_of(EQP_EVENT_TOKENS)); }
  void operator()(const client::Dropped& d) const { give(with_reason(EQP_EVENT_DROPPED, d)); }
  void operator()(const client::Unsent& u) const { give(with_reason(EQP_EVENT_UNSENT, u)); }
  void operator()(const client::Broken& b) const { give(with_reason(EQP_EVENT_BROKEN, b)); }
  void operator()(const client::GivenBack& g) const {
    eqp_event e = with_reason(EQP_EVENT_GIVEN_BACK, g);
    say(e, view(g.text));
    give(e);
  }
  void operator()(const client::OwnRecordInDoubt& d) const {
    eqp_event e = event_of(EQP_EVENT_OWN_RECORD);
    e.why = to_status(d.why);
    give(e);
  }
  void operator()(const client::ReportAnswered& r) const {
    eqp_event e = event_of(EQP_EVENT_REPORT_ANSWERED);
    e.time_ms = r.receipt.received.ms;
    if (r.receipt.verified) say(e, view(r.receipt.case_number));
    give(e);
  }
  void operator()(const client::InvitedAgain& i) const {
    eqp_event e = event_of(EQP_EVENT_INVITED_AGAIN, i.conversation);
    e.account = i.by.bytes.data();
    give(e);
  }
  /// Of cases, disputes, and what waits for a verdict.
  void operator()(const auto&) const { give(event_of(EQP_EVENT_OTHER)); }

  void give(const eqp_event& e) const { take(context, &e); }
};

}  // namespace

eqp_status to_status(Err e) {
  switch (e) {
    case Err::malformed: return EQP_MALFORMED;
    case Err::forged: return EQP_FORGED;
    case Err::stale: return EQP_STALE;
    case Err::refused: return EQP_REFUSED;
    case Err::missing: return EQP_MISSING;
    case Err::too_large: return EQP_TOO_LARGE;
    case Err::exhausted: return EQP_EXHAUSTED;
    case Err::unsupported: return EQP_UNSUPPORTED;
    case Err::unavailable: return EQP_UNAVAILABLE;
  }
  return EQP_MALFORMED;
}

void hand_over(const client::State& state, const client::Event& event, eqp_on_event take,
               void* context) {
  std::visit(Handing{state, take, context}, event);
}

void hand_over(const ConversationId& conversation, const client::Shown& message, eqp_on_event take,
               void* context) {
  eqp_event e = event_of(EQP_EVENT_MESSAGE, conversation);
  e.account = message.record.sender.bytes.data();
  e.seq = message.record.stamp.seq;
  e.time_ms = message.record.stamp.time.ms;
  e.access = static_cast<std::uint32_t>(message.access);
  const auto content = franking::decode_content(message.record.f);
  if (content.ok()) say(e, content->content);
  take(context, &e);
}
static_assert(EQP_ACCESS_SEALED == static_cast<int>(client::AccessMark::sealed) &&
              EQP_ACCESS_NONE == static_cast<int>(client::AccessMark::no_object) &&
              EQP_ACCESS_UNPROVEN == static_cast<int>(client::AccessMark::unproven));

void hand_over(const ConversationId& conversation, const AccountId& me,
               const client::Outgoing& message, eqp_on_event take, void* context) {
  eqp_event e = event_of(EQP_EVENT_MESSAGE, conversation);
  e.account = me.bytes.data();
  e.access = static_cast<std::uint32_t>(message.access);
  const auto content = franking::decode_content(message.f);
  if (content.ok()) say(e, content->content);
  take(context, &e);
}

void hand_over(const AccountId& me, const client::Kept& words, eqp_on_event take, void* context) {
  eqp_event e = event_of(EQP_EVENT_MESSAGE, words.conversation);
  e.account = me.bytes.data();
  say(e, view(words.text));
  take(context, &e);
}

void hand_over(const ConversationId& conversation, const franking::PreviewLine& line,
               eqp_on_event take, void* context) {
  eqp_event e = event_of(EQP_EVENT_MESSAGE, conversation);
  if (line.sender) e.account = line.sender->bytes.data();
  e.seq = line.seq;
  e.time_ms = line.time.ms;
  if (line.content) say(e, line.content->content);
  take(context, &e);
}

}  // namespace eq::embed
