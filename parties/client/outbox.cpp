#include "parties/client/outbox.h"

#include <algorithm>
#include <set>

#include "eq/franking/payload.h"
#include "parties/client/access.h"
#include "parties/client/chat.h"
#include "parties/client/company.h"
#include "parties/client/inbox.h"
#include "parties/client/removal.h"
#include "parties/client/send_key.h"
#include "parties/client/standing.h"

namespace eq::client {
namespace {

constexpr int kPostTries = 4;

/// Whether everybody who would read it now was known to be there when it was said.
Status check_readers(const State& state, const ConversationId& id, const Readers& readers) {
  if (readers.empty()) return ok();
  for (const AccountId& member : TRY(members(state, id)))
    REQUIRE_OR(std::ranges::find(readers, member) != readers.end(), Err::stale);
  return ok();
}

/// Seal for the current epoch and queue.  The caller saves before anything leaves.
Result<Sent> enqueue(State& state, Environment& environment, Conversation& conversation,
                     franking::Content content, const Readers& readers) {
  REQUIRE_OR(conversation.group->is_active() && conversation.unexpected.empty(), Err::refused);
  REQUIRE_OR(conversation.removing.empty(), Err::unavailable);
  TRY(check_readers(state, conversation.id, readers));
  const franking::Header header{franking::Version::v1, conversation.id,
                                conversation.group->epoch()};
  auto sealed = TRY(franking::seal(
      header, std::move(content), TRY(state.purse.take(day_of(environment.now))), environment.rng));
  auto access = TRY(seal_access(state, environment, conversation, sealed.ck));

  const franking::AuthenticatedData data{
      header, sealed.cf, access.fields.wrap, access.fields.locator, access.envelope, sealed.b};
  const franking::ApplicationData inside{franking::Version::v1, std::move(sealed.ck), access.index,
                                         std::move(access.seed)};
  // The blob is padded to a bucket and the rest has two lengths, so MLS needs no padding of its
  // own.
  Bytes message = TRY(conversation.group->protect(
      encode(data), franking::encode_application_data(inside).reveal("goes under the MLS key"), 0,
      environment.rng));
  const Sent sent{access.mark, message.size()};
  const auto tag = wire::message_tag(send_key(*conversation.group), message);
  conversation.outbox.push_back({std::move(message), tag, header, sealed.cf, std::move(sealed.f),
                                 std::move(sealed.fk), sealed.sigma2, access.mark, false, readers});
  note_said(state, conversation);
  return sent;
}

/// The queued message with these bytes, sealed for the epoch that is now, in its old place.  It
/// leaves the queue only for what takes its place.
Status seal_anew(State& state, Environment& environment, const ConversationId& id,
                 const Bytes& message) {
  Conversation& c = *TRY(find(state, id));
  const auto at = [&] {
    return std::find_if(c.outbox.begin(), c.outbox.end(),
                        [&](const auto& o) { return o.message == message; });
  };
  if (at() == c.outbox.end()) return ok();  // it was taken after all
  TRY(enqueue(state, environment, c, TRY(franking::decode_content(at()->f)), at()->readers));
  Outgoing fresh = std::move(c.outbox.back());
  c.outbox.pop_back();
  fresh.told_waiting = at()->told_waiting;
  *at() = std::move(fresh);
  return ok();
}

/// Whether the same message may go out later: the server was away, tokens were used up, others kept
/// committing.
bool is_passing(Err e) { return e == Err::unavailable || e == Err::exhausted || e == Err::stale; }

/// Out of the queue, and its words to their owner.
void give_back(State& state, Environment& environment, Conversation& conversation, std::size_t at,
               Err why) {
  const auto content = franking::decode_content(conversation.outbox[at].f);
  conversation.outbox.erase(conversation.outbox.begin() + static_cast<std::ptrdiff_t>(at));
  state.untold.add(
      GivenBack{conversation.id, content.ok() ? to_string(content->content) : "", why});
  environment.keep();
}

/// What becomes of the newest in the queue if it can never go: its owner, who has just written it,
/// is answered, and need not be told it a second time.
enum class Newest { answered, given_back };

/// Somebody's commit came first: take it in and seal the same content for the new epoch.
/// Err::stale if somebody would read it then whom its owner did not know to be there.
Status follow(State& state, Environment& environment, const ConversationId& id,
              const Bytes& message) {
  Conversation& c = *TRY(find(state, id));
  const std::uint64_t epoch = c.group->epoch();
  TRY(sync(state, environment));
  // it went on without us
  REQUIRE_OR(c.standing != Membership::broken || c.group->epoch() != epoch, Err::refused);
  TRY(seal_anew(state, environment, id, message));
  environment.keep();
  return ok();
}

/// Post one conversation's queue in order.  What can never go leaves the queue, keeps nothing
/// behind it waiting and is given back.  @return why the newest can never go, if it is to be
/// answered; an error that passes, if something waits
Result<std::optional<Err>> post_all(State& state, Environment& environment,
                                    const ConversationId& id, Newest newest) {
  std::optional<Err> answer;
  const auto drop = [&](Conversation& conversation, std::size_t at, Err why) {
    if (newest == Newest::given_back || at + 1 < conversation.outbox.size())
      return give_back(state, environment, conversation, at, why);
    conversation.outbox.pop_back();
    answer = why;
  };
  std::size_t at = 0;
  for (int tries = 0; tries < kPostTries;) {
    Conversation& c = *TRY(find(state, id));
    if (c.invited_above) return std::optional(Err::refused);  // what waited was given back
    if (at >= c.outbox.size()) return answer;
    const auto posted =
        wire::ask(environment.server, wire::MessageSend{c.outbox[at].message, c.outbox[at].tag});
    // "replayed": it was taken before a crash and comes back through the mailbox like any other.
    if (posted.ok() || environment.server.last_code() == wire::Code::replayed) {
      ++at;
      continue;
    }
    // it holds another sending key than ours
    if (environment.server.last_code() == wire::Code::forged) mark_broken(state, c, Err::forged);
    // A member knows where our next message would lie, and may have laid another there: the same
    // words under an envelope of which nobody knows anything yet.
    if (environment.server.last_code() == wire::Code::refused && tries + 1 < kPostTries) {
      ++tries;
      c.sealer.reset();
      const Bytes message = c.outbox[at].message;
      if (const auto sealed = seal_anew(state, environment, id, message); !sealed.ok())
        return sealed.error();
      environment.keep();
      continue;
    }
    if (environment.server.last_code() != wire::Code::stale_epoch) {
      if (is_passing(posted.error())) return posted.error();
      drop(c, at, posted.error());
      continue;
    }
    ++tries;
    const Bytes message = c.outbox[at].message;
    if (const auto followed = follow(state, environment, id, message); !followed.ok()) {
      if (followed.error() == Err::unavailable || followed.error() == Err::exhausted)
        return followed.error();
      const auto still = std::ranges::find(c.outbox, message, &Outgoing::message);
      if (still != c.outbox.end())
        drop(c, static_cast<std::size_t>(still - c.outbox.begin()), followed.error());
    }
    at = 0;  // taking in may have removed confirmed ones from the front
  }
  return Err::stale;
}

franking::Content content_of(std::string_view text, std::vector<franking::Attachment> attachments) {
  return {franking::ContentType::text, to_bytes(text), std::move(attachments), {}};
}

/// Post what was just queued, last, and saved.
Result<Sent> post(State& state, Environment& environment, const ConversationId& conversation,
                  Sent sent) {
  const auto posted = post_all(state, environment, conversation, Newest::answered);
  if (!posted.ok()) {
    // It is queued and goes out later: an error here would have its owner send it twice.
    sent.posted = Posted::waits;
    for (auto& o : TRY(find(state, conversation))->outbox) o.told_waiting = true;
    environment.keep();
    return sent;
  }
  if (posted->has_value()) return **posted;
  // What came meanwhile can wait for the next look; that a copy of this home posted besides cannot.
  (void)sync(state, environment).ok();
  if (const auto alone = check_alone(state); !alone.ok()) {
    TRY(find(state, conversation))->outbox.clear();  // none of it will come back to us
    return alone.error();
  }
  return sent;
}

/// Nothing that waits here can go from this copy of the home.
void give_all_back(State& state, Environment& environment) {
  for (const Kept& kept : std::exchange(state.kept, {}))
    state.untold.add(GivenBack{kept.conversation, kept.text, Err::refused});
  environment.keep();
}

/// Kept words leave that queue in the same save that puts them, sealed, into the other.
Result<Sent> send_one_kept(State& state, Environment& environment, std::size_t at) {
  const Kept k = state.kept[at];
  TRY(finish_removals(state, environment, k.conversation));
  const Sent sent = TRY(enqueue(state, environment, *TRY(find(state, k.conversation)),
                                content_of(k.text, {}), k.readers));
  state.kept.erase(state.kept.begin() + static_cast<std::ptrdiff_t>(at));
  environment.keep();
  return post(state, environment, k.conversation, sent);
}

}  // namespace

Result<Sent> send(State& state, Environment& environment, const ConversationId& conversation,
                  std::string_view text, std::vector<franking::Attachment> attachments,
                  Readers readers) {
  TRY(sync(state, environment));
  TRY(finish_removals(state, environment, conversation));
  const Sent queued = TRY(enqueue(state, environment, *TRY(find(state, conversation)),
                                  content_of(text, std::move(attachments)), readers));
  environment.keep();
  auto sent = post(state, environment, conversation, queued);
  if (!sent.ok()) environment.keep();  // it is no longer in the queue
  return sent;
}

Result<Readers> readers(const State& state, const ConversationId& id) {
  Readers out = TRY(members(state, id));
  for (const AccountId& account : state.conversations.at(id).removing) std::erase(out, account);
  for (const MembersChanged& change : changes_not_told(state, id))
    for (const AccountId& account : change.added) std::erase(out, account);
  return out;
}

Status keep_words(State& state, Environment& environment, const ConversationId& conversation,
                  std::string_view text) {
  TRY(check_alone(state));
  const Conversation& c = *TRY(find(state, conversation));
  REQUIRE_OR(c.standing == Membership::member && c.group->is_active() && c.unexpected.empty(),
             Err::refused);
  std::string words(text);
  REQUIRE_OR(!words.empty(), Err::malformed);
  TRY(decode<std::string>(encode(words)));
  state.kept.push_back({conversation, TRY(readers(state, conversation)), std::move(words)});
  environment.keep();
  return ok();
}

Result<KeptSent> send_kept(State& state, Environment& environment) {
  KeptSent out;
  if (state.kept.empty()) return out;
  if (const auto news = sync(state, environment); !news.ok()) {
    if (!check_alone(state).ok()) give_all_back(state, environment);
    return KeptSent{{}, news.error()};
  }
  std::set<ConversationId> held_up;  // what is said later there goes later
  for (std::size_t at = 0; at < state.kept.size();) {
    const Kept next = state.kept[at];
    if (held_up.contains(next.conversation)) {
      ++at;
      continue;
    }
    const std::size_t before = state.kept.size();
    auto sent = send_one_kept(state, environment, at);
    const bool left = state.kept.size() < before;
    if (sent.ok()) {
      out.spoken.push_back({next.conversation, next.text, std::move(sent).take()});
      continue;
    }
    if (!left && (sent.error() == Err::unavailable || sent.error() == Err::exhausted)) {
      out.wait_for = sent.error();
      // Only a removal that is not seen to be done concerns its conversation alone.
      if (TRY(find(state, next.conversation))->removing.empty()) return out;
      held_up.insert(next.conversation);
      continue;
    }
    if (!left) state.kept.erase(state.kept.begin() + static_cast<std::ptrdiff_t>(at));
    state.untold.add(GivenBack{next.conversation, next.text, sent.error()});
    environment.keep();  // from one queue to the other in one save
  }
  return out;
}

Status flush(State& state, Environment& environment) {
  TRY(check_alone(state));
  std::vector<ConversationId> waiting;
  for (const auto& [id, c] : state.conversations)
    if (!c.outbox.empty() || !c.removing.empty()) waiting.push_back(id);
  Status held_up = ok();
  for (const auto& id : waiting) {
    const Status removed = finish_removals(state, environment, id);
    const bool waits = !removed.ok() && removed.error() == Err::unavailable;
    const auto posted = waits ? Result<std::optional<Err>>(Err::unavailable)
                              : post_all(state, environment, id, Newest::given_back);
    if (posted.ok()) continue;
    if (posted.error() != Err::unavailable) {
      state.untold.add(Unsent{id, posted.error()});
      continue;
    }
    // A conversation that waits for a removal keeps no other waiting.
    if (TRY(find(state, id))->removing.empty()) return Err::unavailable;
    held_up = Err::unavailable;
  }
  return held_up;
}

}  // namespace eq::client
