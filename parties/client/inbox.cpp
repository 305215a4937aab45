#include "parties/client/inbox.h"
#include "parties/client/disputes.h"

#include <algorithm>

#include "eq/franking/accept.h"
#include "eq/wire/day_key.h"
#include "eq/wire/letter.h"
#include "eq/wire/pages.h"
#include "parties/client/access.h"
#include "parties/client/company.h"
#include "parties/client/directory.h"
#include "parties/client/standing.h"

namespace eq::client {
namespace {

/// Err::missing if no such key was announced; Err::unavailable if the log does not have it yet: no
/// verdict on the message.
Result<crypto::VerifyKey> day_key(State& s, Hands& h, franking::Role role, Day day) {
  return wire::day_key(h.server, h.realm, s.day_keys, s.orders_seen, role, day);
}

/// With the day keys that the message can depend on: its day's, and the token's, which may be a day
/// off.
Result<franking::Record> accept(State& s, Hands& h, const franking::Arrival& arrival) {
  const Day day = day_of(arrival.stamp.time);
  const auto know = [&](franking::Role role, Day d) -> Status {
    const auto key = day_key(s, h, role, d);
    return key.ok() || key.error() == Err::missing ? ok() : Status(key.error());
  };
  TRY(know(franking::Role::delivery, day));
  for (const Day of_token : {day, day + 1, Day{day.n - 1}}) {
    TRY(know(franking::Role::issuer, of_token));
    auto record = franking::accept(arrival, s.day_keys, s.seen, h.now);
    if (record.ok() || record.error() != Err::missing) return record;
  }
  return Err::missing;
}

/// A message that cannot be shown still holds its place: a report of its neighbours names it as
/// withheld, so nobody can make a conversation unreportable by slipping a broken message into it.
void keep_place(State& s, const wire::Delivery& d) {
  const auto it = s.conversations.find(d.conv);
  if (it == s.conversations.end() || !d.stamp) return;
  const auto frame = mls::read_frame(d.body);
  const auto stamp = decode<franking::Stamp>(*d.stamp);
  if (!frame.ok() || !stamp.ok()) return;
  if (const auto data = decode<franking::AuthenticatedData>(frame->authenticated_data); data.ok())
    it->second.unshown.push_back({data->cf, *stamp, crypto::sha256(d.body)});
}

std::optional<franking::Stamp> latest(const Conversation& c) {
  return c.history.empty() ? std::nullopt : std::optional(c.history.back().record.stamp);
}

/// The stamp of our own message must be as good as anybody's, or a report with it would fail.
Status check_own_stamp(State& s, Hands& h, const Conversation& c, const Outgoing& sent,
                       const franking::Stamp& stamp) {
  TRY(franking::verify(stamp, c.id, sent.cf,
                       TRY(day_key(s, h, franking::Role::delivery, day_of(stamp.time)))));
  const franking::Stamp before = latest(c).value_or(franking::Stamp{});
  REQUIRE_OR(stamp.seq > before.seq, Err::stale);
  if (stamp.seq == before.seq + 1)
    REQUIRE_OR(franking::follows(before, stamp, c.id, sent.cf, crypto::sha256(sent.message)),
               Err::forged);
  return ok();
}

/// Our own message came back: it now has its place and time.
Status take_own(State& s, Hands& h, Conversation& c, std::deque<Outgoing>::iterator sent,
                const franking::Stamp& stamp) {
  TRY(check_own_stamp(s, h, c, *sent, stamp));
  const bool is_news = sent->told_waiting;
  franking::Record r;
  r.header = sent->header;
  r.cf = sent->cf;
  r.f = std::move(sent->f);
  r.fk = std::move(sent->fk);
  r.sigma2 = sent->sigma2;
  r.sender = s.me.record.id();
  r.stamp = stamp;
  r.message_hash = crypto::sha256(sent->message);
  c.history.push_back({std::move(r), sent->access});
  c.outbox.erase(sent);
  if (is_news) s.untold.add(NewMessage{c.id, c.history.size() - 1});
  return ok();
}

Status take_message(State& s, Hands& h, const wire::Delivery& d) {
  const auto it = s.conversations.find(d.conv);
  REQUIRE_OR(it != s.conversations.end() && d.stamp, Err::missing);
  Conversation& c = it->second;
  const auto stamp = TRY(decode<franking::Stamp>(*d.stamp));
  const auto own = std::find_if(c.outbox.begin(), c.outbox.end(),
                                [&](const auto& o) { return o.message == d.body; });
  if (own != c.outbox.end()) return take_own(s, h, c, own, stamp);
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
  const auto objects = TRY(DayObjects::know(s, h, stamp.time));
  auto record = TRY(accept(s, h, arrival));
  const auto mark = check_access(c, {sender, m->sender, m->epoch, data, inside}, objects);
  c.group->use_up(std::move(opened));
  note_heard(c, sender);
  c.history.push_back({std::move(record), mark});
  s.untold.add(NewMessage{d.conv, c.history.size() - 1});
  return ok();
}

Status take_welcome(State& s, Hands& h, const wire::Delivery& d) {
  if (const auto it = s.conversations.find(d.conv); it != s.conversations.end()) {
    // Delivered twice; or a group of whoever likes under the name of one that the owner has seen
    // the end of.
    REQUIRE_OR(it->second.group->is_active(), Err::refused);
    return ok();
  }
  const DirectoryCheck directory(s, h);
  Result<mls::Group> group = Err::missing;
  Result<mls::LeafIndex> by = Err::missing;
  for (auto kp = s.key_packages.begin(); kp != s.key_packages.end(); ++kp) {
    group = mls::Group::join(d.body, *kp, std::nullopt, {directory});
    if (group.ok()) {
      by = mls::Group::welcomed_by(d.body, *kp, {directory});
      if (mls::is_last_resort(kp->key_package))
        s.leaves_to_renew.push_back(d.conv);
      else
        s.key_packages.erase(kp);
      break;
    }
    if (group.error() != Err::missing) return directory.why(group.error());
  }
  Conversation c;
  c.id = d.conv;
  c.group = TRY(std::move(group));
  REQUIRE_OR(equal_var(c.group->group_id(), d.conv.view()), Err::forged);
  note_heard(c, TRY(account_of(c.group->member(TRY(by))->credential)));
  s.conversations.emplace(d.conv, std::move(c));
  s.untold.add(Joined{d.conv});
  return ok();
}

/// The next epoch, if it is one of ours: members come and go and renew their keys, and nothing else
/// changes.
Result<mls::ReceivedCommit> open_commit(State& s, Hands& h, Conversation& c, View body) {
  const DirectoryCheck directory(s, h);
  mls::Trust trust{directory};
  trust.accepts = {mls::Incoming::commit};
  auto processed = c.group->process(body, trust);
  REQUIRE_OR(processed.ok(), directory.why(processed.error()));
  auto* received = std::get_if<mls::ReceivedCommit>(&*processed);
  REQUIRE_OR(received != nullptr, Err::malformed);
  const mls::Effect& e = received->effect();
  REQUIRE_OR(!e.extensions && e.psks.empty() && !e.reinit, Err::unsupported);
  return std::move(*received);
}

Status take_commit(State& s, Hands& h, const wire::Delivery& d) {
  Conversation& c = *TRY(find(s, d.conv));
  MembersChanged change;
  if (c.pending && c.pending->commit() == d.body) {
    change = note_change(s, c, c.pending->effect());
    TRY(c.group->merge(std::move(*c.pending)));
  } else {
    auto received = TRY(open_commit(s, h, c, d.body));
    change = note_change(s, c, received.effect());
    TRY(c.group->merge(std::move(received)));
  }
  c.pending.reset();  // merged, or staged on an epoch that is over
  c.sealer.reset();
  c.peers.clear();
  c.standing = Standing::member;
  s.untold.add(std::move(change));
  return ok();
}

/// Whether the service may have gone on with this commit, although we cannot.
bool ends_our_epoch(const Conversation& c, View body) {
  const auto frame = mls::read_frame(body);
  return frame.ok() && frame->content_type == mls::ContentType::commit &&
         frame->epoch == c.group->epoch() && c.group->is_active();
}

/// What did not verify is told, and stops nothing.
void drop(State& s, const wire::Delivery& d, Err why) {
  if (d.kind == wire::DeliveryKind::message) keep_place(s, d);
  const auto it = s.conversations.find(d.conv);
  if (d.kind == wire::DeliveryKind::commit && it != s.conversations.end() &&
      it->second.standing == Standing::member && ends_our_epoch(it->second, d.body))
    return mark_broken(s, it->second, why);
  s.untold.add(Dropped{d.conv, why});
}

Status take_tokens(State& s, Hands& h, const wire::Letter& letter) {
  const auto granted = TRY(decode<wire::TokensGranted>(letter.body));
  for (const Bytes& bytes : granted.batches) {
    auto batch = TRY(franking::decode_batch(bytes));
    TRY(franking::check_batch(batch, s.me.record.id(),
                              TRY(day_key(s, h, franking::Role::issuer, batch.day))));
    s.purse.add(std::move(batch));
  }
  s.untold.add(TokensArrived{s.purse.left(day_of(h.now))});
  return ok();
}

Status take_letter(State& s, Hands& h, const wire::Delivery& d) {
  const auto letter =
      TRY(wire::open_letter(wire::Address::of(s.me.record.id()),
                            s.me.letters.private_key.reveal("opens our letters"), d.body));
  if (letter.kind == wire::LetterKind::dispute_answer) {
    auto answer = TRY(take_answer(s, letter));
    s.untold.add(DisputeAnswered{h.realm.find(letter.from)->name, std::move(answer)});
    return ok();
  }
  // Otherwise only the moderator writes to accounts.
  REQUIRE_OR(letter.from == h.realm.moderator.signing, Err::forged);
  switch (letter.kind) {
    case wire::LetterKind::tokens: return take_tokens(s, h, letter);
    case wire::LetterKind::report_receipt:
      s.untold.add(ReportAnswered{TRY(decode<wire::ReportReceipt>(letter.body))});
      return ok();
    case wire::LetterKind::moderation_notice:
      s.untold.add(CaseDecided{TRY(decode<wire::ModerationNotice>(letter.body))});
      return ok();
    default: return Err::refused;
  }
}

Status take(State& s, Hands& h, const wire::Delivery& d) {
  const auto it = s.conversations.find(d.conv);
  if (it != s.conversations.end() && it->second.standing == Standing::left) return ok();
  switch (d.kind) {
    case wire::DeliveryKind::message: return take_message(s, h, d);
    case wire::DeliveryKind::welcome: return take_welcome(s, h, d);
    case wire::DeliveryKind::commit: return take_commit(s, h, d);
    case wire::DeliveryKind::letter: return take_letter(s, h, d);
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
bool waits_there(const State& s, const ConversationId& conv, std::uint64_t seq) {
  return conv != ConversationId{} && std::ranges::any_of(s.left_there, [&](const auto& l) {
           return l.conv == conv && l.seq < seq;
         });
}

/// Whether something of its conversation waits that came before.
bool waits_behind(const State& s, const ConversationId& conv, std::uint64_t seq) {
  const bool aside = conv != ConversationId{} &&
                     std::ranges::any_of(s.aside, [&](const auto& a) { return a.conv == conv; });
  return aside || waits_there(s, conv, seq);
}

ConversationId order_of(const wire::Delivery& d) {
  return d.kind == wire::DeliveryKind::letter ? ConversationId{} : d.conv;
}

/// Takes it in, or lets it wait: a server that does not answer has said nothing about the message.
/// @return false if there is no room for it here
bool settle(State& s, Hands& h, const wire::Delivery& d) {
  const ConversationId conv = order_of(d);
  if (!waits_behind(s, conv, d.seq)) {
    const Status taken = take(s, h, d);
    if (taken.ok()) return true;
    if (taken.error() != Err::unavailable) {
      drop(s, d, taken.error());
      return true;
    }
    s.untold.add(Undecided{d.conv});
  }
  if (waits_there(s, conv, d.seq) || !fits(s.aside, d.body.size())) return false;
  s.aside.push_back(d);
  return true;
}

/// Once more what waits here, in its order.  What waited has its room.
void settle_aside(State& s, Hands& h) {
  if (s.aside.empty()) return;
  for (const auto& d : std::exchange(s.aside, {}))
    if (!settle(s, h, d)) s.aside.push_back(d);
  h.keep();
}

/// And what stays with the server: asked for when its turn has come, or when there is room.
Status settle_left_there(State& s, Hands& h) {
  for (std::size_t i = 0; i < s.left_there.size();) {
    const LeftThere l = s.left_there[i];
    const bool is_useful = !waits_behind(s, l.conv, l.seq) ||
                           (!waits_there(s, l.conv, l.seq) && fits(s.aside, l.size));
    if (!is_useful) {
      ++i;
      continue;
    }
    const auto got = TRY(ask(s, h, wire::MailboxFetch{l.seq - 1, 1}));
    const bool is_there = !got.deliveries.empty() && got.deliveries[0].seq == l.seq;
    // forgotten by the server after its time
    if (!is_there)
      s.untold.add(Dropped{l.conv, Err::missing});
    else if (!settle(s, h, got.deliveries[0])) {
      ++i;
      continue;
    }
    s.left_there.erase(s.left_there.begin() + static_cast<std::ptrdiff_t>(i));
    h.keep();
  }
  return ok();
}

/// What we have, here or for good: the server may forget it.
std::uint64_t arrived(const State& s) {
  return s.left_there.empty() ? s.mailbox_seq : s.left_there.front().seq - 1;
}

/// What stays with the server is there under other numbers, or not at all.
void begin_again(State& s) {
  for (const LeftThere& l : std::exchange(s.left_there, {}))
    s.untold.add(Dropped{l.conv, Err::missing});
  s.mailbox_seq = 0;
}

}  // namespace

Status sync(State& s, Hands& h) {
  settle_aside(s, h);
  TRY(settle_left_there(s, h));
  wire::Pages pages(s.mailbox_seq);
  for (bool more = true; more;) {
    REQUIRE_OR(pages.ask(), Err::too_large);
    auto got = ask(s, h, wire::MailboxFetch{pages.seen(), 64});
    if (!got.ok() && got.error() == Err::refused && pages.begin_again()) {
      begin_again(s);
      continue;
    }
    const wire::MailboxContents contents = TRY(std::move(got));
    if (contents.deliveries.empty()) break;
    more = contents.more;
    for (const auto& d : contents.deliveries) {
      TRY(pages.take(d.seq));
      if (!settle(s, h, d)) s.left_there.push_back({d.seq, order_of(d), d.body.size()});
      s.mailbox_seq = d.seq;
    }
    h.keep();
    TRY(ask(s, h, wire::MailboxAck{arrived(s)}));
  }
  return ok();
}

}  // namespace eq::client
