#include "apps/equipoise/client/session.h"

#include <algorithm>
#include <iostream>

#include "apps/equipoise/frame/attachment_words.h"
#include "apps/equipoise/frame/http_transport.h"
#include "apps/equipoise/frame/server_check.h"

#include "parties/client/chat.h"
#include "parties/client/company.h"
#include "parties/client/standing.h"

namespace eq::app {
namespace {

client::State load_state(const Home& home) {
  return must_load(client::State::load(home.load()), home.dir());
}

std::string_view mark_text(client::AccessMark m) {
  switch (m) {
    case client::AccessMark::sealed: return "sealed";
    case client::AccessMark::no_object: return "no_object";
    case client::AccessMark::unproven: return "unproven";
  }
  return "unknown";
}

}  // namespace

ChatSession::ChatSession(const std::string& dir)
    : party_(open_party(dir, "client")), state_(load_state(party_.home)) {}

void ChatSession::wait_at_most(std::uint64_t limit_ms) {
  party_.server = http_transport(party_.home.settings().server, limit_ms);
}

client::Environment ChatSession::environment() {
  return {party_.realm, *party_.server, [this] { save(); }, party_.now(), party_.rng};
}

Bytes ChatSession::hello() {
  return encode(wire::sign_request(state_.me.device, wire::Verb::mailbox_fetch, realm().name,
                                   encode(wire::MailboxFetch{}), party_.now(), party_.rng));
}

void ChatSession::print(bool as_json, nlohmann::ordered_json object, std::string text) {
  const auto events = state_.untold.tell();
  for (const auto& e : events) {
    object["events"].push_back(describe(e));
    if (!text.empty() && !text.ends_with('\n')) text += "\n";
    text += line(e);
  }
  app::print(as_json, object, text);
  if (!std::cout)
    throw Failure{"What came of it could not be shown: the output does not take it",
                  "What happened meanwhile is told by the next command."};
  save();
}

void ChatSession::save() { party_.home.save(state_.save()); }

nlohmann::ordered_json ChatSession::describe(const client::Shown& m) const {
  const auto content = franking::decode_content(m.record.f);
  nlohmann::ordered_json j{{"seq", m.record.stamp.seq},
                           {"time", to_text(m.record.stamp.time)},
                           {"from", m.record.sender.hex()},
                           {"name", name(m.record.sender)},
                           {"mls_epoch", m.record.header.mls_epoch},
                           {"access", mark_text(m.access)}};
  if (content.ok()) {
    j["text"] = ForeignText(to_string(content->content));
    j["attachments"] = nlohmann::ordered_json::array();
    for (const auto& a : content->attachments)
      j["attachments"].push_back({{"name", a.name}, {"type", a.media_type}, {"bytes", a.size}});
  }
  return j;
}

std::string ChatSession::line(const client::Shown& m) const {
  const auto content = franking::decode_content(m.record.f);
  std::string out = "#" + std::to_string(m.record.stamp.seq) + "  " + to_text(m.record.stamp.time) +
                    "  " + shown_name(name(m.record.sender)) + ": ";
  if (content.ok()) {
    out += shown_block(content->content, {out.size(), screen_columns()});
    for (const auto& a : content->attachments) out += "  [" + in_words(a) + "]";
  }
  if (m.access == client::AccessMark::unproven)
    out += "  (this sender did not follow the day's access rules)";
  return out;
}

std::vector<std::string> ChatSession::waiting(const ConversationId& id) const {
  std::vector<std::string> out;
  for (const auto& o : state_.conversations.at(id).outbox) {
    const auto content = franking::decode_content(o.f);
    if (content.ok()) out.push_back("(waits)  me: " + shown_block(content->content, {13, 0}));
  }
  for (const auto& k : state_.kept)
    if (k.conversation == id) out.push_back("(waits)  me: " + shown_block(k.text));
  return out;
}

std::string ChatSession::line(const ConversationId& in, const client::Shown& m) const {
  return "[" + label(in) + "] " + line(m);
}

void must_be_text(const std::string& text, const std::string& what) {
  if (text.empty()) throw Failure{what + " is empty", "Nothing was sent.", 2};
  if (!decode<std::string>(encode(text)).ok())
    throw Failure{what + " is not valid UTF-8",
                  "Nothing was sent. Is the terminal's encoding another one?", 2};
}

std::optional<Failure> conversation_fault(const ChatSession& session, const ConversationId& id,
                                          const std::string& what) {
  const auto& c = session.state().conversations.at(id);
  const std::string short_id = id.hex().substr(0, 8);
  if (c.standing == client::Membership::left)
    return Failure{what + ": you left this conversation",
                   "`equipoise chat new` starts another, or somebody who is in it adds you again."};
  if (!c.group->is_active())
    return Failure{what + ": you were removed from this conversation",
                   "`equipoise chat new` starts another, or somebody who is in it adds you again."};
  if (c.standing == client::Membership::broken)
    return Failure{what + ": the conversation has gone on without you",
                   "`equipoise chat leave " + short_id + "`, then `equipoise chat new`."};
  return std::nullopt;
}

namespace {

/// "ana and 76fcd36e", by whatever they are called here.
std::string called(const ChatSession& session, const std::vector<AccountId>& accounts) {
  std::string out;
  for (const auto& a : accounts)
    out += (out.empty() ? "" : a == accounts.back() ? " and " : ", ") + shown_name(session.name(a));
  return out;
}

/// "cleo came in (added by ana)": of whom the owner was not told yet.
std::string who_came_in(const ChatSession& session, const ConversationId& id) {
  std::string out;
  for (const auto& change : client::changes_not_told(session.state(), id)) {
    if (change.added.empty()) continue;
    out += (out.empty() ? "" : ", ") + called(session, change.added) + " came in";
    if (change.by) out += " (added by " + shown_name(session.name(*change.by)) + ")";
  }
  return out;
}

}  // namespace

Failure send_failure(const ChatSession& session, const ConversationId& id, Err err) {
  const auto& c = session.state().conversations.at(id);
  const std::string short_id = id.hex().substr(0, 8);
  if (err == Err::exhausted || err == Err::unavailable || err == Err::too_large ||
      !client::check_alone(session.state()).ok())
    return session.failure("Not sent", err);
  if (auto fault = conversation_fault(session, id, "Not sent")) return *std::move(fault);
  if (!c.unexpected.empty())
    return {
        "Not sent: " + called(session, c.unexpected) + (c.unexpected.size() == 1 ? " is" : " are") +
            " there, whom you did not expect, or you were invited there again",
        "`equipoise chat accept " + short_id + "` if all who are in it may read what you write."};
  if (const auto came = who_came_in(session, id); err == Err::stale && !came.empty())
    return {"Not sent: " + came + ", whom you had not been shown there",
            "If they may read it, say it again: equipoise chat send " + short_id +
                " and the same words. Otherwise: equipoise chat remove " + short_id + " and who."};
  return session.failure("Not sent", err);
}

std::string line(const ChatSession& session, const client::Spoken& spoken) {
  return "[" + session.label(spoken.conversation) + "] What waited was " +
         (spoken.sent.posted == client::Posted::waits ? "sealed and goes out next: " : "sent: ") +
         shown_block(spoken.text);
}

Failure ChatSession::failure(const std::string& what, Err err) const {
  const auto said = party_.server->last_code();
  if (err == Err::refused && !client::check_alone(state_).ok())
    return {
        what + ": a copy of this home was used elsewhere, and has taken in what is not here",
        "Go on with that copy. This one still shows and reports what it has; what it would send "
        "could be read by nobody. If there is no other: `equipoise client init` with a new home."};
  if (err == Err::refused || err == Err::forged || err == Err::missing) {
    // Perhaps it is not this home's server at all: then nothing else that could be said is true.
    try {
      (void)check_server(party_.home.settings().server, party_.realm);
    } catch (const Failure& f) {
      return {what + ": this home is of another realm. " + f.what, f.remedy};
    }
  }
  if (err == Err::unavailable && said == wire::Code::unavailable)
    return {what + ": nothing came of asking " + party_.home.settings().server + ". " +
                party_.server->why(),
            "See that the server runs, and that this is its address; then try again."};
  if (err == Err::exhausted && said != wire::Code::exhausted && said != wire::Code::rate_limited)
    return {what + ": " + no_tokens(), "Run `equipoise chat sync` in a while."};
  return chat_failure(what, err, said);
}

std::string ChatSession::why_it_waits(const ConversationId& id, Err why) const {
  if (!state_.conversations.at(id).removing.empty())
    return "somebody whom you removed from it is not seen to be gone yet";
  if (why == Err::exhausted && state_.purse.left(day_of(party_.now())) > 0)
    return "the server asks for a pause";
  if (why == Err::exhausted) return no_tokens();
  switch (party_.server->last_code()) {
    case wire::Code::unavailable: return "the server does not answer";
    case wire::Code::internal: return "the server cannot store anything now";
    default: return "the server does not answer a question that this takes";
  }
}

std::string ChatSession::no_tokens() const {
  const bool spoke = std::ranges::any_of(state_.conversations, [&](const auto& c) {
    return std::ranges::any_of(c.second.history, [&](const client::Shown& m) {
      return m.record.sender == state_.me.record.id();
    });
  });
  if (!spoke)
    return "no sending tokens have come yet; the realm's moderator issues them (`equipoise moderator run`)";
  return "no sending token is left for today; the moderator gives new ones, unless it has told you otherwise";
}

}  // namespace eq::app
