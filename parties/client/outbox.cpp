#include "parties/client/outbox.h"

#include <algorithm>

#include "eq/franking/payload.h"
#include "parties/client/access.h"
#include "parties/client/chat.h"
#include "parties/client/company.h"
#include "parties/client/inbox.h"
#include "parties/client/send_key.h"
#include "parties/client/standing.h"

namespace eq::client {
namespace {

constexpr int kPostTries = 4;

/// Seal for the current epoch and queue.  The caller saves before anything leaves.
Result<Sent> enqueue(State& s, Hands& h, Conversation& c, franking::Content content) {
  REQUIRE_OR(c.group->is_active() && c.unexpected.empty(), Err::refused);
  const franking::Header header{franking::Version::v1, c.id, c.group->epoch()};
  auto sealed =
      TRY(franking::seal(header, std::move(content), TRY(s.purse.take(day_of(h.now))), h.rng));
  auto access = TRY(seal_access(s, h, c, sealed.ck));

  const franking::AuthenticatedData data{
      header, sealed.cf, access.fields.wrap, access.fields.locator, access.envelope, sealed.b};
  const franking::ApplicationData inside{franking::Version::v1, std::move(sealed.ck), access.index,
                                         std::move(access.seed)};
  // The blob is padded to a bucket and the rest has two lengths, so MLS needs no padding of its
  // own.
  Bytes message = TRY(c.group->protect(
      encode(data), franking::encode_application_data(inside).reveal("goes under the MLS key"), 0,
      h.rng));
  const Sent sent{access.mark, message.size()};
  const auto tag = wire::message_tag(send_key(*c.group), message);
  c.outbox.push_back({std::move(message), tag, header, sealed.cf, std::move(sealed.f),
                      std::move(sealed.fk), sealed.sigma2, access.mark});
  note_said(s, c);
  return sent;
}

/// The queued message with these bytes, sealed for the epoch that is now, in its old place.  It
/// leaves the queue only for what takes its place.
Status seal_anew(State& s, Hands& h, const ConversationId& id, const Bytes& message) {
  Conversation& c = *TRY(find(s, id));
  const auto at = [&] {
    return std::find_if(c.outbox.begin(), c.outbox.end(),
                        [&](const auto& o) { return o.message == message; });
  };
  if (at() == c.outbox.end()) return ok();  // it was taken after all
  TRY(enqueue(s, h, c, TRY(franking::decode_content(at()->f))));
  Outgoing fresh = std::move(c.outbox.back());
  c.outbox.pop_back();
  fresh.told_waiting = at()->told_waiting;
  *at() = std::move(fresh);
  return ok();
}

/// Post one conversation's queue in order.
Status post_all(State& s, Hands& h, const ConversationId& id) {
  std::size_t at = 0;
  for (int tries = 0; tries < kPostTries;) {
    Conversation& c = *TRY(find(s, id));
    if (at >= c.outbox.size()) return ok();
    const auto posted =
        wire::ask(h.server, wire::MessageSend{c.outbox[at].message, c.outbox[at].tag});
    // "replayed": it was taken before a crash and comes back through the mailbox like any other.
    if (posted.ok() || h.server.last_code() == wire::Code::replayed) {
      ++at;
      continue;
    }
    // it holds another sending key than ours
    if (h.server.last_code() == wire::Code::forged) mark_broken(s, c, Err::forged);
    if (h.server.last_code() != wire::Code::stale_epoch) return posted.error();
    // Somebody's commit came first.  Take it in and seal the same content for the new epoch.
    ++tries;
    const Bytes message = c.outbox[at].message;
    const std::uint64_t epoch = c.group->epoch();
    TRY(sync(s, h));
    // it went on without us
    REQUIRE_OR(c.standing != Standing::broken || c.group->epoch() != epoch, Err::refused);
    TRY(seal_anew(s, h, id, message));
    h.keep();
    at = 0;  // taking in may have removed confirmed ones from the front
  }
  return Err::stale;
}

/// Whether the same message may go out later: the server was away, tokens were used up, others kept
/// committing.
bool is_passing(Err e) { return e == Err::unavailable || e == Err::exhausted || e == Err::stale; }

franking::Content content_of(std::string_view text, std::vector<franking::Attachment> attachments) {
  return {franking::ContentType::text, to_bytes(text), std::move(attachments), {}};
}

/// Post what was just queued and saved.
Result<Sent> post(State& s, Hands& h, const ConversationId& conversation, Sent sent) {
  if (const auto posted = post_all(s, h, conversation); !posted.ok()) {
    if (!is_passing(posted.error())) {
      // It can never go, so nothing of it stays.
      auto& outbox = TRY(find(s, conversation))->outbox;
      if (!outbox.empty()) outbox.pop_back();
      h.keep();
      return posted.error();
    }
    // It is queued and goes out later: an error here would have its owner send it twice.
    sent.posted = Posted::waits;
    for (auto& o : TRY(find(s, conversation))->outbox) o.told_waiting = true;
    h.keep();
    return sent;
  }
  // What came meanwhile can wait for the next look.
  (void)sync(s, h).ok();
  return sent;
}

/// Whether everybody who would read it now was there when it was typed.
Status check_readers(const State& s, const Kept& k) {
  for (const AccountId& member : TRY(members(s, k.conversation)))
    REQUIRE_OR(std::ranges::find(k.readers, member) != k.readers.end(), Err::stale);
  return ok();
}

/// The oldest kept words leave that queue in the same save that puts them, sealed, into the other.
Result<Sent> send_oldest(State& s, Hands& h, const Kept& k) {
  TRY(check_readers(s, k));
  const Sent sent = TRY(enqueue(s, h, *TRY(find(s, k.conversation)), content_of(k.text, {})));
  s.kept.pop_front();
  h.keep();
  return post(s, h, k.conversation, sent);
}

}  // namespace

Result<Sent> send(State& s, Hands& h, const ConversationId& conversation, std::string_view text,
                  std::vector<franking::Attachment> attachments) {
  TRY(sync(s, h));
  const Sent sent =
      TRY(enqueue(s, h, *TRY(find(s, conversation)), content_of(text, std::move(attachments))));
  h.keep();
  return post(s, h, conversation, sent);
}

Status keep_words(State& s, Hands& h, const ConversationId& conversation, std::string_view text) {
  const Conversation& c = *TRY(find(s, conversation));
  REQUIRE_OR(c.standing == Standing::member && c.group->is_active() && c.unexpected.empty(),
             Err::refused);
  std::string words(text);
  REQUIRE_OR(!words.empty(), Err::malformed);
  TRY(decode<std::string>(encode(words)));
  s.kept.push_back({conversation, TRY(members(s, conversation)), std::move(words)});
  h.keep();
  return ok();
}

Result<KeptSent> send_kept(State& s, Hands& h) {
  KeptSent out;
  if (s.kept.empty()) return out;
  if (const auto news = sync(s, h); !news.ok()) return KeptSent{{}, news.error()};
  while (!s.kept.empty()) {
    const Kept oldest = s.kept.front();
    const std::size_t before = s.kept.size();
    auto sent = send_oldest(s, h, oldest);
    const bool left = s.kept.size() < before;
    if (!left && !sent.ok() &&
        (sent.error() == Err::unavailable || sent.error() == Err::exhausted)) {
      out.wait_for = sent.error();
      return out;
    }
    if (!left) s.kept.pop_front();
    if (sent.ok()) {
      out.spoken.push_back({oldest.conversation, oldest.text, std::move(sent).take()});
      continue;
    }
    s.untold.add(GivenBack{oldest.conversation, oldest.text, sent.error()});
    h.keep();  // from one queue to the other in one save
  }
  return out;
}

Status flush(State& s, Hands& h) {
  std::vector<ConversationId> waiting;
  for (const auto& [id, c] : s.conversations)
    if (!c.outbox.empty()) waiting.push_back(id);
  for (const auto& id : waiting) {
    const auto posted = post_all(s, h, id);
    if (posted.ok()) continue;
    if (posted.error() == Err::unavailable) return Err::unavailable;
    s.untold.add(Unsent{id, posted.error()});
    Conversation& c = *TRY(find(s, id));
    const bool never =
        !c.group->is_active() || (c.standing == Standing::broken && !is_passing(posted.error()));
    if (never) c.outbox.clear();
  }
  return ok();
}

}  // namespace eq::client
