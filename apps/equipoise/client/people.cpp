// `equipoise chat id|contact|forget`: who one is, and what one calls others.
#include "apps/equipoise/client/chat.h"
#include "apps/equipoise/client/contact_name.h"
#include "parties/client/directory.h"

namespace eq::app {
namespace {

using json = nlohmann::ordered_json;

struct Words {
  std::optional<std::string> name;
  std::string account;
};

void show_id(const PartyOptions& party) {
  ChatSession s(party.home);
  const auto me = s.state().me.record.id().hex();
  print(party.json, {{"account", me}}, me);
}

void list_contacts(const PartyOptions& party) {
  ChatSession s(party.home);
  std::vector<std::pair<std::string, AccountId>> sorted;
  for (const auto& [account, name] : s.state().names) sorted.emplace_back(name, account);
  std::ranges::sort(sorted);
  json all = json::array();
  std::string text;
  for (const auto& [name, account] : sorted) {
    all.push_back({{"name", name}, {"account", account.hex()}});
    text += account.hex().substr(0, 8) + "  " + shown_name(name) + "\n";
  }
  print(party.json, {{"contacts", all}},
        text.empty()
            ? "Nobody has a name here yet. `equipoise chat contact NAME IDENTIFIER` gives one."
            : text);
}

/// Who has this name here.
std::map<AccountId, std::string>::iterator named(ChatSession& session, const std::string& name) {
  auto& names = session.state().names;
  const auto it = std::ranges::find_if(names, [&](const auto& n) { return n.second == name; });
  if (it == names.end())
    throw Failure{"There is nobody called " + shown_name(name) + " here",
                  "`equipoise chat contact` lists who has a name.", 2};
  return it;
}

/// What is meant as an identifier, or as the name that somebody has had so far.
AccountId account_meant(ChatSession& session, const std::string& word) {
  const auto& names = session.state().names;
  const bool is_name = std::ranges::any_of(names, [&](const auto& n) { return n.second == word; });
  if (!is_name && !looks_like_identifier(word))
    throw Failure{
        "\"" + shown_name(word) +
            "\" is no identifier, and nobody is called that: an identifier has 64 hexadecimal digits",
        "Its owner finds it with `equipoise chat id`. Nothing was kept.", 2};
  return session.person(word);
}

/// A name for nobody would only be found out when it is too late to ask.
void must_be_in_the_realm(ChatSession& session, const AccountId& account) {
  auto h = session.environment();
  const auto record = client::look_up(session.state(), h, account);
  if (record.ok()) return;
  if (record.error() == Err::missing)
    throw Failure{
        "No account of this realm has the identifier " + account.hex(),
        "Compare it with the one that its owner reads to you (`equipoise chat id`). Nothing was kept.",
        2};
  throw session.failure("The name was not kept, for the account cannot be looked up",
                        record.error());
}

void name_contact(const PartyOptions& party, const Words& w) {
  ChatSession s(party.home);
  const auto account = account_meant(s, w.account);
  if (account == s.state().me.record.id())
    throw Failure{account.hex() + " is you", "You are called `me` here. Nothing was kept.", 2};
  const std::string& name = *w.name;
  if (auto fault = fault_of_name(name, account, s.state().names)) throw *std::move(fault);
  must_be_in_the_realm(s, account);
  const auto before = s.state().names.find(account);
  const std::string was = before == s.state().names.end() || before->second == name
                              ? ""
                              : " So far you called them " + shown_name(before->second) + ".";
  s.state().names[account] = name;
  s.save();
  print(party.json, {{"account", account.hex()}, {"name", name}},
        name + " is " + account.hex() + "." + was);
}

/// With no word all, with one that one, with two a new name.
void contacts(const PartyOptions& party, const Words& w) {
  if (!w.name) return list_contacts(party);
  if (w.name->empty()) throw Failure{"A name cannot be empty", "Nothing was kept.", 2};
  if (!w.account.empty()) return name_contact(party, w);
  ChatSession s(party.home);
  const auto it = named(s, *w.name);
  print(party.json, {{"account", it->first.hex()}, {"name", it->second}},
        shown_name(it->second) + " is " + it->first.hex() + ".");
}

void forget(const PartyOptions& party, const Words& w) {
  ChatSession s(party.home);
  const auto it = named(s, *w.name);
  const auto account = it->first;
  s.state().names.erase(it);
  s.save();
  print(party.json, {{"account", account.hex()}},
        "Nobody is called " + shown_name(*w.name) + " here any more; " + account.hex() +
            " is shown by its first eight digits. Conversations stay as they are.");
}

}  // namespace

void add_people(Command& chat, const std::shared_ptr<PartyOptions>& party) {
  const auto w = std::make_shared<Words>();
  chat.add("id", "Show your account identifier", "--home ana").action([party] { show_id(*party); });
  Command& contact = chat.add(
      "contact",
      "Give an account a name, on this device only; with a name alone show whose it is, without a word list all",
      "ben " + std::string(64, '0') + " --home ana");
  const auto take_name = [w](const std::string& word) { w->name = word; };
  contact.option("name", take_name, "What you call them");
  contact.option("account", &w->account,
                 "Identifier in hexadecimal, or the name they have so far; of who is in a "
                 "conversation with you its beginning is enough");
  contact.action([party, w] { contacts(*party, *w); });
  Command& forgetting =
      chat.add("forget", "Take somebody's name away, on this device only", "ben --home ana");
  forgetting.option("name", take_name, "What you call them").required();
  forgetting.action([party, w] { forget(*party, *w); });
}

}  // namespace eq::app
