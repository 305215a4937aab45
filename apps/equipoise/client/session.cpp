#include "apps/equipoise/client/session.h"

#include <algorithm>

#include "apps/equipoise/frame/server_check.h"

#include "parties/client/chat.h"
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

std::string joined(const std::vector<std::string>& names, const char* between) {
  std::string out;
  for (const auto& n : names) out += (out.empty() ? "" : between) + n;
  return out;
}

/// "ben, cleo" or "cleo,ben": the names in it, sorted.
std::vector<std::string> names_in(const std::string& list) {
  std::vector<std::string> names;
  for (std::size_t at = 0; at <= list.size();) {
    const std::size_t end = std::min(list.find(',', at), list.size());
    const auto first = list.find_first_not_of(' ', at),
               last = list.find_last_not_of(' ', end == 0 ? 0 : end - 1);
    if (first < end && last != std::string::npos && last >= first)
      names.push_back(list.substr(first, last + 1 - first));
    at = end + 1;
  }
  std::ranges::sort(names);
  return names;
}

}  // namespace

ChatSession::ChatSession(const std::string& dir)
    : party_(open_party(dir, "client")), state_(load_state(party_.home)) {}

client::Environment ChatSession::environment() {
  return {party_.realm, *party_.server, [this] { save(); }, party_.now(), party_.rng};
}

void ChatSession::print(bool as_json, nlohmann::ordered_json object, std::string text) {
  const auto events = state_.untold.tell();
  for (const auto& e : events) {
    object["events"].push_back(describe(e));
    if (!text.empty() && !text.ends_with('\n')) text += "\n";
    text += line(e);
  }
  app::print(as_json, object, text);
  save();
}

void ChatSession::save() { party_.home.save(state_.save()); }

std::vector<AccountId> ChatSession::met_by(const std::string& start) const {
  constexpr std::size_t kEnoughDigits = 4;
  std::vector<AccountId> out;
  if (start.size() < kEnoughDigits) return out;
  for (const auto& [id, c] : state_.conversations) {
    const auto in = client::members(state_, id);
    for (const auto& m : in.ok() ? *in : std::vector<AccountId>())
      if (m.hex().starts_with(start) && std::ranges::find(out, m) == out.end()) out.push_back(m);
  }
  return out;
}

AccountId ChatSession::person(const std::string& name_or_id) const {
  for (const auto& [id, name] : state_.names)
    if (name == name_or_id) return id;
  if (const auto id = AccountId::from_hex(name_or_id); id.ok()) return *id;
  const auto met = met_by(name_or_id);
  if (met.size() == 1) return met.front();
  if (met.size() > 1)
    throw Failure{"More than one account that you have met begins with " + name_or_id,
                  "Give more of it: " + met[0].hex() + " or " + met[1].hex() + ".", 2};
  const bool digits = name_or_id.size() >= 16 &&
                      name_or_id.find_first_not_of("0123456789abcdef") == name_or_id.npos;
  if (digits)
    throw Failure{"An identifier has 64 digits; this has " + std::to_string(name_or_id.size()),
                  "Give all of it, or a name that you gave somebody.", 2};
  std::string known;
  for (const auto& [id, name] : state_.names) known += (known.empty() ? "" : ", ") + name;
  throw Failure{
      "There is nobody called " + name_or_id + " here",
      known.empty() ? "Add somebody with `equipoise chat contact`." : "Known: " + known + ".", 2};
}

std::string ChatSession::name(const AccountId& account) const {
  if (account == state_.me.record.id()) return "me";
  const auto it = state_.names.find(account);
  return it == state_.names.end() ? account.hex().substr(0, 8) : it->second;
}

ConversationId ChatSession::conversation(const std::string& start) const {
  std::vector<ConversationId> fitting;
  for (const auto& [id, c] : state_.conversations)
    if (id.hex().starts_with(start)) fitting.push_back(id);
  if (fitting.size() == 1) return fitting.front();
  return conversation_called(start);
}

bool ChatSession::is_open(const ConversationId& id) const {
  const auto& c = state_.conversations.at(id);
  return c.standing != client::Membership::left && c.group->is_active();
}

std::vector<std::string> ChatSession::others(const ConversationId& id) const {
  std::vector<std::string> names;
  const auto in = client::members(state_, id);
  if (!in.ok()) return names;
  for (const auto& m : *in)
    if (m != state_.me.record.id()) names.push_back(shown_name(name(m)));
  std::ranges::sort(names);
  return names;
}

std::string ChatSession::label(const ConversationId& id) const {
  const auto names = others(id);
  const std::string short_id = id.hex().substr(0, 8);
  if (names.empty()) return short_id;
  const bool another = std::ranges::any_of(state_.conversations, [&](const auto& c) {
    return c.first != id && is_open(c.first) && others(c.first) == names;
  });
  return joined(names, ", ") + (another || !is_open(id) ? " (" + short_id + ")" : "");
}

ConversationId ChatSession::conversation_called(const std::string& name) const {
  std::vector<ConversationId> fitting;
  std::vector<std::string> known;
  for (const auto& [id, c] : state_.conversations) {
    if (!is_open(id)) continue;
    known.push_back("  " + label(id) + "  " + id.hex().substr(0, 8));
    if (label(id) == name) return id;
    const bool by_id = !name.empty() && id.hex().starts_with(name);
    if (by_id || (!name.empty() && others(id) == names_in(name))) fitting.push_back(id);
  }
  if (fitting.size() == 1) return fitting.front();
  const std::string there_are = known.empty()
                                    ? "`equipoise chat new` starts one."
                                    : "There are:\n" + joined(known, "\n") +
                                          "\nGive a name, or the number at the end of the line.";
  if (name.empty()) throw Failure{"Say which conversation", there_are, 2};
  if (fitting.empty())
    throw Failure{"There is no conversation called \"" + shown_name(name) + "\"", there_are, 2};
  throw Failure{"More than one conversation is called \"" + shown_name(name) + "\"", there_are, 2};
}

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
      j["attachments"].push_back({{"type", a.media_type}, {"bytes", a.size}});
  }
  return j;
}

std::string ChatSession::line(const client::Shown& m) const {
  const auto content = franking::decode_content(m.record.f);
  std::string out = "#" + std::to_string(m.record.stamp.seq) + "  " + to_text(m.record.stamp.time) +
                    "  " + shown_name(name(m.record.sender)) + ": ";
  if (content.ok()) {
    out += shown_block(content->content, {out.size(), screen_columns()});
    for (const auto& a : content->attachments)
      out += "  [" + shown_name(a.media_type) + ", " + std::to_string(a.size) + " bytes]";
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

Failure send_failure(const ChatSession& session, const ConversationId& id, Err err) {
  const auto& c = session.state().conversations.at(id);
  const std::string short_id = id.hex().substr(0, 8);
  if (err == Err::exhausted || err == Err::unavailable || err == Err::too_large)
    return session.failure("Not sent", err);
  if (c.standing == client::Membership::left)
    return {"Not sent: you have left this conversation", "`equipoise chat new` starts another."};
  if (!c.group->is_active())
    return {"Not sent: you were removed from this conversation",
            "`equipoise chat new` starts another."};
  if (c.standing == client::Membership::broken)
    return {"Not sent: the conversation has gone on without you",
            "`equipoise chat leave " + short_id + "`, then `equipoise chat new`."};
  if (!c.unexpected.empty())
    return {"Not sent: somebody came in whom you did not expect",
            "`equipoise chat accept " + short_id + "` if they may read what you write."};
  if (err == Err::stale)
    return {"Not sent: somebody came in whom you had not seen there",
            "`equipoise chat sync` says who. If they may read it: equipoise chat send " + short_id +
                " and the same words."};
  return session.failure("Not sent", err);
}

std::string line(const ChatSession& session, const client::Spoken& spoken) {
  return "[" + session.label(spoken.conversation) + "] What waited was " +
         (spoken.sent.posted == client::Posted::waits ? "sealed and goes out next: " : "sent: ") +
         shown_block(spoken.text);
}

Failure ChatSession::failure(const std::string& what, Err err) const {
  const auto said = party_.server->last_code();
  if (err == Err::refused || err == Err::forged || err == Err::missing) {
    // Perhaps it is not this home's server at all: then nothing else that could be said is true.
    try {
      (void)check_server(party_.home.settings().server, party_.realm);
    } catch (const Failure& f) {
      return {what + ": this home is of another realm. " + f.what, f.remedy};
    }
  }
  if (err == Err::unavailable && said == wire::Code::unavailable)
    return {what + ": the server at " + party_.home.settings().server + " does not answer",
            "Is it running, and is that its address? Try again later."};
  if (err == Err::exhausted && said != wire::Code::exhausted && said != wire::Code::rate_limited)
    return {what + ": " + no_tokens(), "Run `equipoise chat sync` in a while."};
  return chat_failure(what, err, said);
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
