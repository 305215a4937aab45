// Who and which: the words by which people and conversations are meant, and what they are called.
#include <algorithm>

#include "apps/equipoise/client/contact_name.h"
#include "apps/equipoise/client/session.h"
#include "parties/client/chat.h"

namespace eq::app {
namespace {

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
  if (name_or_id == "me") return state_.me.record.id();
  for (const auto& [id, name] : state_.names)
    if (name == name_or_id) return id;
  if (const auto id = AccountId::from_hex(name_or_id); id.ok()) return *id;
  const auto met = met_by(name_or_id);
  if (met.size() == 1) return met.front();
  if (met.size() > 1)
    throw Failure{"More than one account that you have met begins with " + name_or_id,
                  "Give more of it: " + met[0].hex() + " or " + met[1].hex() + ".", 2};
  if (looks_like_identifier(name_or_id))
    throw Failure{"An identifier has 64 hexadecimal digits; this has " +
                      std::to_string(name_or_id.size()) +
                      ", and nobody in your conversations has one that begins so",
                  "Give all of it, or a name that you gave somebody.", 2};
  std::string known;
  for (const auto& [id, name] : state_.names) known += (known.empty() ? "" : ", ") + name;
  throw Failure{
      "There is nobody called " + shown_name(name_or_id) + " here",
      known.empty() ? "Add somebody with `equipoise chat contact`." : "Known: " + known + ".", 2};
}

std::string ChatSession::name(const AccountId& account) const {
  if (account == state_.me.record.id()) return "me";
  const auto it = state_.names.find(account);
  return it == state_.names.end() ? account.hex().substr(0, 8) : it->second;
}

ConversationId ChatSession::conversation(const std::string& start) const {
  std::vector<ConversationId> fitting;
  const auto people = called_here(names_in(start));
  for (const auto& [id, c] : state_.conversations)
    if (id.hex().starts_with(start) || (is_open(id) && others(id) == people)) fitting.push_back(id);
  if (fitting.size() == 1) return fitting.front();
  return conversation_called(start);
}

std::vector<std::string> ChatSession::called_here(std::vector<std::string> names) const {
  for (auto& name : names) {
    const bool is_name =
        std::ranges::any_of(state_.names, [&](const auto& n) { return n.second == name; });
    if (const auto met = met_by(name); !is_name && met.size() == 1)
      name = shown_name(this->name(met.front()));
  }
  std::ranges::sort(names);
  return names;
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
  const auto people = called_here(names_in(name));
  for (const auto& [id, c] : state_.conversations) {
    if (!is_open(id)) continue;
    known.push_back("  " + label(id) + "  " + id.hex().substr(0, 8));
    if (label(id) == name) return id;
    const bool by_id = !name.empty() && id.hex().starts_with(name);
    if (by_id || (!name.empty() && others(id) == people)) fitting.push_back(id);
  }
  if (fitting.size() == 1) return fitting.front();
  const std::string there_are = known.empty()
                                    ? "`equipoise chat new` starts one."
                                    : "There are:\n" + joined(known, "\n") +
                                          "\nGive a name, or the number at the end of the line.";
  if (name.empty()) throw Failure{"Say which conversation", there_are, 2};
  if (fitting.size() > 1)
    throw Failure{"More than one conversation is called \"" + shown_name(name) + "\"", there_are,
                  2};
  if (auto fault = gone_or_grown(people)) throw *std::move(fault);
  throw Failure{"There is no conversation called \"" + shown_name(name) + "\"", there_are, 2};
}

std::optional<Failure> ChatSession::gone_or_grown(const std::vector<std::string>& names) const {
  if (names.empty()) return std::nullopt;
  const std::string with = joined(names, ", ");
  std::string grown;
  std::optional<Failure> gone;
  for (const auto& [id, c] : state_.conversations) {
    const auto in = others(id);
    const std::string short_id = id.hex().substr(0, 8);
    if (is_open(id) && std::ranges::includes(in, names))
      grown += "\n  " + label(id) + "  " + short_id;
    else if (!is_open(id) && in == names)
      gone = Failure{(c.standing == client::Membership::left
                          ? "You left your conversation with "
                          : "You were removed from your conversation with ") +
                         shown_name(with) + " (" + short_id + ")",
                     "`equipoise chat new " + with + "` starts another; `equipoise chat show " +
                         short_id + "` shows what was said.",
                     2};
  }
  if (!grown.empty())
    return Failure{"No conversation is with " + shown_name(with) + " alone now",
                   "With others, it is called:" + grown +
                       "\nGive that name, or the number at the end of the line.",
                   2};
  return gone;
}

}  // namespace eq::app
