#include "parties/client/inbox.h"
#include "parties/client/disputes.h"

#include <algorithm>

#include "eq/franking/accept.h"
#include "eq/wire/day_key.h"
#include "eq/wire/letter.h"
#include "eq/wire/pages.h"
#include "eq/wire/position.h"
#include "parties/client/access.h"
#include "parties/client/company.h"
#include "parties/client/directory.h"
#include "parties/client/invitation.h"
#include "parties/client/own_record.h"
#include "parties/client/standing.h"

namespace eq::client {
namespace {

/// Err::missing if no such key was announced; Err::unavailable if the log does not have it yet: no
/// verdict on the message.
Result<crypto::VerifyKey> day_key(State& state, Environment& environment, franking::Role role,
                                  Day day) {
  return wire::day_key(environment.server, environment.realm, state.day_keys, state.orders_seen,
                       role, day);
}

/// With the day keys that the message can depend on: its day's, and the token's, which may be a day
/// off.
Result<franking::Record> accept(State& state, Environment& environment,
                                const franking::Arrival& arrival) {
  const Day day = day_of(arrival.stamp.time);
  const auto know = [&](franking::Role role, Day d) -> Status {
    const auto key = day_key(state, environment, role, d);
    return key.ok() || key.error() == Err::missing ? ok() : Status(key.error());
  };
  TRY(know(franking::Role::delivery, day));
  for (const Day of_token : {day, day + 1, Day{day.n - 1}}) {
    TRY(know(franking::Role::issuer, of_token));
    auto record = franking::accept(arrival, state.day_keys, state.seen, environment.now);
    if (record.ok() || record.error() != Err::missing) return record;
  }
  return Err::missing;
}

/// A message that cannot be shown still holds its place: a report of its neighbours names it as
/// withheld, so nobody can make a conversation unreportable by slipping a broken message into it.
void keep_place(State& state, const wire::Delivery& d) {
  const auto it = state.conversations.find(d.conv);
  if (it == state.conversations.end() || !d.stamp) return;
  const auto frame = mls::read_frame(d.body);
  const auto stamp = decode<franking::Stamp>(*d.stamp);
  if (!frame.ok() || !stamp.ok()) return;
  if (const auto data = decode<franking::AuthenticatedData>(frame->authenticated_data); data.ok())
    it->second.unshown.push_back({data->cf, *stamp, crypto::sha256(d.body)});
}

std::optional<franking::Stamp> latest(const Conversation& conversation) {
  return conversation.history.empty() ? std::nullopt
                                      : std::optional(conversation.history.back().record.stamp);
}

/// The stamp of our own message must be as good as anybody's, or a report with it would fail.
Status check_own_stamp(State& state, Environment& environment, const Conversation& conversation,
                       const Outgoing& sent, const franking::Stamp& stamp) {
  TRY(franking::verify(
      stamp, conversation.id, sent.cf,
      TRY(day_key(state, environment, franking::Role::delivery, day_of(stamp.time)))));
  const franking::Stamp before = latest(conversation).value_or(franking::Stamp{});
  REQUIRE_OR(stamp.seq > before.seq, Err::stale);
  if (stamp.seq == before.seq + 1)
    REQUIRE_OR(
        franking::follows(before, stamp, conversation.id, sent.cf, crypto::sha256(sent.message)),
        Err::forged);
  return ok();
}

/// Our own message came back: it now has its place and time.
Status take_own(State& state, Environment& environment, Conversation& conversation,
                std::deque<Outgoing>::iterator sent, const franking::Stamp& stamp) {
  TRY(check_own_stamp(state, environment, conversation, *sent, stamp));
  const bool is_news = sent->told_waiting;
  franking::Record r;
  r.header = sent->header;
  r.cf = sent->cf;
  r.f = std::move(sent->f);
  r.fk = std::move(sent->fk);
  r.sigma2 = sent->sigma2;
  r.sender = state.me.record.id();
  r.stamp = stamp;
  r.message_hash = crypto::sha256(sent->message);
  conversation.history.push_back({std::move(r), sent->access});
  conversation.outbox.erase(sent);
  if (is_news) state.untold.add(NewMessage{conversation.id, conversation.history.size() - 1});
  return ok();
}

Status take_message(State& state, Environment& environment, const wire::Delivery& d) {
  const auto it = state.conversations.find(d.conv);
  REQUIRE_OR(it != state.conversations.end() && d.stamp, Err::missing);
  Conversation& c = it->second;
  const auto stamp = TRY(decode<franking::Stamp>(*d.stamp));
  const auto own = std::find_if(c.outbox.begin(), c.outbox.end(),
                                [&](const auto& o) { return o.message == d.body; });
  if (own != c.outbox.end()) return take_own(state, environment, c, own, stamp);
  // Its key is used up only once the message is taken, so that one on which there is no verdict yet
  // opens again.
  auto opened = TRY(c.group->open(d.body));
  const mls::ApplicationMessage* m = &opened.message();
  // The service takes messages of the present epoch only, and delivers in the order it took them.
  // One of an earlier epoch is from somebody who was removed, posted with its help.
  REQUIRE_OR(m->epoch == c.group->epoch(), Err::stale);
  const auto data = TRY(decode<franking::AuthenticatedData>(m->authenticated_data));
  const auto inside = TRY(franking::decode_application_data(m->plaintext));
  const AccountId sender = TRY(account_of(m->credential));
  // A stamp that runs backwards is refused there: what is shown keeps the order in which it was
  // stamped.
  const franking::Arrival arrival{data,  inside,   d.conv, m->epoch, sender, crypto::sha256(d.body),
                                  stamp, latest(c)};
  // First all that the server may leave unanswered: with the record the sender's token is spent,
  // and from then on nothing fails.
  const auto objects = TRY(DayObjects::know(state, environment, stamp.time));
  auto record = TRY(accept(state, environment, arrival));
  const auto mark = check_access(c, {sender, m->sender, m->epoch, data, inside}, objects);
  c.group->use_up(std::move(opened));
  note_heard(c, sender);
  c.history.push_back({std::move(record), mark});
  state.untold.add(NewMessage{d.conv, c.history.size() - 1});
  return ok();
}

/// The next epoch, if it is one of ours: members come and go and renew their keys, and nothing else
/// changes.
Result<mls::ReceivedCommit> open_commit(State& state, Environment& environment,
                                        Conversation& conversation, View body) {
  const DirectoryCheck directory(state, environment);
  mls::Trust trust{directory};
  trust.accepts = {mls::Incoming::commit};
  auto processed = conversation.group->process(body, trust);
  REQUIRE_OR(processed.ok(), directory.why(processed.error()));
  auto* received = std::get_if<mls::ReceivedCommit>(&*processed);
  REQUIRE_OR(received != nullptr, Err::malformed);
  const mls::Effect& e = received->effect();
  REQUIRE_OR(!e.extensions && e.psks.empty() && !e.reinit, Err::unsupported);
  return std::move(*received);
}

Status take_commit(State& state, Environment& environment, const wire::Delivery& d) {
  Conversation& c = *TRY(find(state, d.conv));
  MembersChanged change;
  if (c.pending && c.pending->commit() == d.body) {
    change = note_change(state, c, c.pending->effect());
    TRY(c.group->merge(std::move(*c.pending)));
  } else {
    auto received = TRY(open_commit(state, environment, c, d.body));
    change = note_change(state, c, received.effect());
    TRY(c.group->merge(std::move(received)));
  }
  c.pending.reset();  // merged, or staged on an epoch that is over
  c.sealer.reset();
  c.peers.clear();
  c.standing = Membership::member;
  state.untold.add(std::move(change));
  return ok();
}

/// Whether the conversation may have gone on, although we cannot: with this commit, or with one
/// before it that was forgotten while we were away.
bool ends_our_epoch(const Conversation& conversation, View body) {
  const auto frame = mls::read_frame(body);
  return frame.ok() && frame->content_type == mls::ContentType::commit &&
         frame->epoch >= conversation.group->epoch() && conversation.group->is_active();
}

/// What did not verify is told, and stops nothing.
void drop(State& state, const wire::Delivery& d, Err why) {
  if (d.kind == wire::DeliveryKind::message) keep_place(state, d);
  const auto it = state.conversations.find(d.conv);
  if (d.kind == wire::DeliveryKind::commit && it != state.conversations.end() &&
      it->second.standing == Membership::member && ends_our_epoch(it->second, d.body))
    return mark_broken(state, it->second, why);
  state.untold.add(Dropped{d.conv, why});
}

Status take_tokens(State& state, Environment& environment, const wire::Letter& letter) {
  const auto granted = TRY(decode<wire::TokensGranted>(letter.body));
  for (const Bytes& bytes : granted.batches) {
    auto batch = TRY(franking::decode_batch(bytes));
    TRY(franking::check_batch(batch, state.me.record.id(),
                              TRY(day_key(state, environment, franking::Role::issuer, batch.day))));
    state.purse.add(std::move(batch));
  }
  state.untold.add(TokensArrived{state.purse.left(day_of(environment.now))});
  return ok();
}

template <class Answer>
const Answer& keep(std::deque<Answer>& answers, Answer answer) {
  answers.push_back(std::move(answer));
  if (answers.size() > kAnswersKept) answers.pop_front();
  return answers.back();
}

Status take_letter(State& state, Environment& environment, const wire::Delivery& d) {
  const auto letter =
      TRY(wire::open_letter(wire::Address::of(state.me.record.id()),
                            state.me.letters.private_key.reveal("opens our letters"), d.body));
  if (letter.kind == wire::LetterKind::dispute_answer) {
    auto answer = TRY(take_answer(state, letter));
    state.untold.add(DisputeAnswered{environment.realm.find(letter.from)->name, std::move(answer)});
    return ok();
  }
  // Otherwise only the moderator writes to accounts.
  REQUIRE_OR(letter.from == environment.realm.moderator.signing, Err::forged);
  switch (letter.kind) {
    case wire::LetterKind::tokens: return take_tokens(state, environment, letter);
    case wire::LetterKind::report_receipt:
      state.untold.add(
          ReportAnswered{keep(state.receipts, TRY(decode<wire::ReportReceipt>(letter.body)))});
      return ok();
    case wire::LetterKind::moderation_notice:
      state.untold.add(
          CaseDecided{keep(state.decisions, TRY(decode<wire::ModerationNotice>(letter.body)))});
      return ok();
    default: return Err::refused;
  }
}

Status take(State& state, Environment& environment, const wire::Delivery& d) {
  const auto it = state.conversations.find(d.conv);
  const bool has_left = it != state.conversations.end() && it->second.standing == Membership::left;
  if (has_left && d.kind != wire::DeliveryKind::welcome) return ok();
  switch (d.kind) {
    case wire::DeliveryKind::message: return take_message(state, environment, d);
    case wire::DeliveryKind::welcome: return take_welcome(state, environment, d);
    case wire::DeliveryKind::commit: return take_commit(state, environment, d);
    case wire::DeliveryKind::letter: return take_letter(state, environment, d);
  }
  return Err::malformed;
}

/// So much may wait without a verdict on the device; what does not fit stays with the server.
constexpr std::size_t kAsideBytes = std::size_t{8} << 20;

bool fits(const std::deque<wire::Delivery>& aside, std::uint64_t size) {
  std::uint64_t bytes = size;
  for (const auto& a : aside) bytes += a.body.size();
  return bytes <= kAsideBytes;
}

/// Whether something of its conversation that came before stays with the server.  Letters have no
/// order.
bool waits_there(const State& state, const ConversationId& conv, std::uint64_t seq) {
  return conv != ConversationId{} && std::ranges::any_of(state.left_there, [&](const auto& l) {
           return l.conv == conv && l.seq < seq;
         });
}

/// Whether something of its conversation waits that came before.
bool waits_behind(const State& state, const ConversationId& conv, std::uint64_t seq) {
  const bool aside =
      conv != ConversationId{} &&
      std::ranges::any_of(state.aside, [&](const auto& a) { return a.conv == conv; });
  return aside || waits_there(state, conv, seq);
}

ConversationId order_of(const wire::Delivery& d) {
  return d.kind == wire::DeliveryKind::letter ? ConversationId{} : d.conv;
}

/// Takes it in, or lets it wait: a server that does not answer has said nothing about the message.
/// @return false if there is no room for it here
bool settle(State& state, Environment& environment, const wire::Delivery& d) {
  const ConversationId conv = order_of(d);
  if (!waits_behind(state, conv, d.seq)) {
    const Status taken = take(state, environment, d);
    if (taken.ok()) return true;
    if (taken.error() != Err::unavailable) {
      drop(state, d, taken.error());
      return true;
    }
    state.untold.add(Undecided{d.conv});
  }
  if (waits_there(state, conv, d.seq) || !fits(state.aside, d.body.size())) return false;
  state.aside.push_back(d);
  return true;
}

/// Once more what waits here, in its order.  What waited has its room.
void settle_aside(State& state, Environment& environment) {
  if (state.aside.empty()) return;
  for (const auto& d : std::exchange(state.aside, {}))
    if (!settle(state, environment, d)) state.aside.push_back(d);
  environment.keep();
}

/// What stays with the server is there under other numbers, or not at all.
void begin_again(State& state) {
  for (const LeftThere& l : std::exchange(state.left_there, {}))
    state.untold.add(Dropped{l.conv, Err::missing});
  state.mailbox_seq = 0;
}

/// The service is one that begins anew; not that its operator refuses us.
bool has_lost_its_numbers(const Environment& environment, Err e) {
  const auto code = environment.server.last_code();
  return e == Err::refused && code != wire::Code::erased && code != wire::Code::suspended;
}

/// And what stays with the server: asked for when its turn has come, or when there is room.
Status settle_left_there(State& state, Environment& environment) {
  for (std::size_t i = 0; i < state.left_there.size();) {
    const LeftThere l = state.left_there[i];
    const bool is_useful = !waits_behind(state, l.conv, l.seq) ||
                           (!waits_there(state, l.conv, l.seq) && fits(state.aside, l.size));
    if (!is_useful) {
      ++i;
      continue;
    }
    auto asked = ask(state, environment, wire::MailboxFetch{l.seq - 1, 1});
    if (!asked.ok() && has_lost_its_numbers(environment, asked.error())) {
      begin_again(state);
      return ok();
    }
    const wire::MailboxContents got = TRY(std::move(asked));
    const bool is_there = !got.deliveries.empty() && got.deliveries[0].seq == l.seq;
    // forgotten by the server after its time
    if (!is_there)
      state.untold.add(Dropped{l.conv, Err::missing});
    else if (!settle(state, environment, got.deliveries[0])) {
      ++i;
      continue;
    }
    state.left_there.erase(state.left_there.begin() + static_cast<std::ptrdiff_t>(i));
    environment.keep();
  }
  return ok();
}

/// What we have, here or for good: the server may forget it.
std::uint64_t arrived(const State& state) {
  return state.left_there.empty() ? state.mailbox_seq : state.left_there.front().seq - 1;
}

}  // namespace

Status check_alone(const State& state) {
  REQUIRE_OR(state.acknowledged_there <= state.acknowledged, Err::refused);
  return ok();
}

Status sync(State& state, Environment& environment) {
  // first: a service that would rather not be looked at could end every look below with an error
  watch_own_record(state, environment);
  settle_aside(state, environment);
  TRY(settle_left_there(state, environment));
  wire::Pages pages(state.mailbox_seq,
                    wire::position_at(environment.now + wire::kPositionAhead_ms));
  for (bool more = true; more;) {
    REQUIRE_OR(pages.ask(), Err::too_large);
    auto got = ask(state, environment, wire::MailboxFetch{pages.seen(), 64});
    if (!got.ok() && has_lost_its_numbers(environment, got.error()) && pages.begin_again()) {
      begin_again(state);
      continue;
    }
    const wire::MailboxContents contents = TRY(std::move(got));
    if (std::exchange(state.acknowledged_there, contents.acknowledged) != contents.acknowledged)
      environment.keep();
    TRY(check_alone(state));
    if (contents.deliveries.empty()) break;
    more = contents.more;
    for (const auto& d : contents.deliveries) {
      TRY(pages.take(d.seq));
      if (!settle(state, environment, d))
        state.left_there.push_back({d.seq, order_of(d), d.body.size()});
      state.mailbox_seq = d.seq;
    }
    state.acknowledged = std::max(state.acknowledged, arrived(state));
    environment.keep();
    TRY(ask(state, environment, wire::MailboxAck{arrived(state)}));
  }
  return ok();
}

}  // namespace eq::client
