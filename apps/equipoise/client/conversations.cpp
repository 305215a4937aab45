// `equipoise chat list|new|add|remove|accept|leave`: which conversations there are, and who is in
// them.
#include <algorithm>

#include "apps/equipoise/client/chat.h"
#include "eq/base/counted.h"
#include "parties/client/chat.h"
#include "parties/client/company.h"
#include "parties/client/removal.h"
#include "parties/client/standing.h"

namespace eq::app {
namespace {

using json = nlohmann::ordered_json;

struct Words {
  std::string conversation, person;
  std::vector<std::string> people;
  // With the same people there may be one already, in which they look for an answer.
  enum class Other { none, wanted } other = Other::none;
};

std::string standing(const client::Conversation& conversation) {
  if (conversation.standing == client::Membership::left) return "left";
  if (!conversation.group->is_active()) return "removed";
  return conversation.standing == client::Membership::broken ? "broken" : "member";
}

/// What cannot be, in words of its own.
void must_be_possible(ChatSession& session, const ConversationId& id, const AccountId& whom,
                      bool add) {
  if (auto fault = conversation_fault(session, id, "Cannot change who is in it"))
    throw *std::move(fault);
  const auto in = session.done(client::members(session.state(), id), "Cannot list members");
  const bool is_in = std::ranges::find(in, whom) != in.end();
  const std::string name = shown_name(session.name(whom));
  if (!add && whom == session.state().me.record.id())
    throw Failure{
        "You cannot remove yourself",
        "Use `equipoise chat leave " + id.hex().substr(0, 8) + "`; it goes without a word.", 2};
  if (add && is_in)
    throw Failure{name + " is in this conversation already", "Nothing was changed.", 2};
  if (!add && !is_in)
    throw Failure{name + " is not in this conversation",
                  "In it are: " + session.label(id) + ". Nothing was changed.", 2};
}

void list_conversations(const PartyOptions& party) {
  ChatSession s(party.home);
  json all = json::array();
  std::string text;
  for (const auto& [id, c] : s.state().conversations) {
    json people = json::array();
    std::string names;
    for (const auto& m : s.done(client::members(s.state(), id), "Cannot list members")) {
      people.push_back(m.hex());
      names += (names.empty() ? "" : ", ") + shown_name(s.name(m));
    }
    const std::string how = standing(c);
    all.push_back({{"conversation", id.hex()},
                   {"epoch", c.group->epoch()},
                   {"members", people},
                   {"active", c.group->is_active()},
                   {"standing", how},
                   {"waits_for_accept", !c.unexpected.empty() || c.invited_above.has_value()},
                   {"messages", c.history.size()}});
    text +=
        id.hex().substr(0, 8) + "  " + names + "  (" + counted(c.history.size(), "message") +
        (s.waiting(id).empty() ? "" : ", " + std::to_string(s.waiting(id).size()) + " waiting") +
        ")" + (how == "member" ? "" : "  " + how) +
        (c.unexpected.empty() && !c.invited_above
             ? ""
             : "  nothing of yours goes out before `equipoise chat accept " +
                   id.hex().substr(0, 8) + "`") +
        "\n";
  }
  print(party.json, {{"conversations", all}}, text.empty() ? "No conversations yet." : text);
}

/// An open conversation with exactly these people, if there is one.
std::string with_the_same(const ChatSession& session, std::vector<AccountId> with) {
  with.push_back(session.state().me.record.id());
  std::ranges::sort(with);
  for (const auto& [id, c] : session.state().conversations) {
    auto in = client::members(session.state(), id);
    if (!session.is_open(id) || !in.ok()) continue;
    std::ranges::sort(*in);
    if (*in == with) return id.hex().substr(0, 8);
  }
  return "";
}

void must_be_named_once(const ChatSession& session, std::vector<AccountId> with) {
  std::ranges::sort(with);
  const auto twice = std::ranges::adjacent_find(with);
  if (twice != with.end())
    throw Failure{shown_name(session.name(*twice)) + " is named twice", "Nothing was started.", 2};
}

void start_conversation(const PartyOptions& party, const Words& w) {
  ChatSession s(party.home);
  std::vector<AccountId> with;
  for (const auto& p : w.people) with.push_back(s.person(p));
  for (const auto& account : with)
    if (account == s.state().me.record.id())
      throw Failure{account.hex() + " is you", "Name the others; nothing was started.", 2};
  must_be_named_once(s, with);
  const std::string before = with_the_same(s, with);
  if (!before.empty() && w.other == Words::Other::none)
    throw Failure{"You have a conversation with exactly these people: " + before,
                  "Write there: equipoise chat send " + before +
                      " \"...\". For a second one add --another; nothing was started.",
                  2};
  auto h = s.environment();
  const auto started = client::start(s.state(), h, with);
  if (!started.ok() && started.error() == Err::missing) {
    std::string all;
    for (const auto& account : with) all += "\n  " + account.hex();
    throw Failure{"No account of this realm has one of these identifiers:" + all,
                  "Compare each with the one that its owner reads to you (`equipoise chat id`).",
                  2};
  }
  const auto id = s.done(started, "Cannot start a conversation");
  s.print(party.json, {{"conversation", id.hex()}},
          "Conversation " + id.hex().substr(0, 8) + " started." +
              (before.empty() ? "" : " You have another with the same people: " + before + "."));
}

/// Adding and removing.
struct Change {
  const char *name, *help, *example;
  bool adds;
  Status (*act)(client::State&, client::Environment&, const ConversationId&, const AccountId&);
};
constexpr Change kChanges[] = {
    {"add", "Add somebody", "3f2a cleo --home ana", true, client::add},
    {"remove", "Remove somebody, who can then read nothing new", "3f2a cleo --home ana", false,
     client::remove},
};

Failure change_failure(ChatSession& session, const ConversationId& id, const AccountId& whom,
                       bool adds, Err err) {
  const std::string name = shown_name(session.name(whom)),
                    what = name + " was not " + (adds ? "added" : "removed");
  if (auto fault = conversation_fault(session, id, what)) return *std::move(fault);
  if (err == Err::missing && adds)
    return {what + ": no account of this realm has the identifier " + whom.hex(),
            "Compare it with the one that its owner reads to you (`equipoise chat id`)."};
  if (err == Err::missing)
    return {what + ": " + name + " is not in this conversation any more",
            "`equipoise chat list` shows who is."};
  if (err == Err::stale)
    return {what + ": others changed the conversation meanwhile, again and again", "Try again."};
  return session.failure(what, err);
}

void change_members(const PartyOptions& party, const Words& w, const Change& change) {
  ChatSession s(party.home);
  auto h = s.environment();
  const auto id = s.conversation(w.conversation);
  const auto whom = s.person(w.person);
  must_be_possible(s, id, whom, change.adds);
  const Status done = change.act(s.state(), h, id, whom);
  if (!done.ok() && done.error() == Err::unavailable)
    throw Failure{
        s.failure(shown_name(s.name(whom)) + " is not seen to be " +
                      (change.adds ? "added" : "removed") + " yet",
                  done.error())
            .what,
        change.adds
            ? "The server may have taken it: `equipoise chat list` says so after "
              "`equipoise chat sync`. To add again adds once."
            : "Nothing of yours goes out in this conversation before that is done, and it is "
              "tried again with whatever you write there and with `equipoise chat sync`."};
  if (!done.ok()) throw change_failure(s, id, whom, change.adds, done.error());
  const auto epoch = s.state().conversations.at(id).group->epoch();
  s.print(party.json, {{"conversation", id.hex()}, {"epoch", epoch}},
          (change.adds ? "Added " : "Removed ") + shown_name(s.name(whom)) + " (" + whom.hex() +
              "). Everybody has new keys (epoch " + std::to_string(epoch) + ").");
}

/// What the owner says about a conversation as a whole, on this device only.
struct Decision {
  const char *name, *help, *example, *said;
  Status (*act)(client::State&, const ConversationId&);
};
constexpr Decision kDecisions[] = {
    {"accept", "Go on in a conversation with somebody you did not expect", "3f2a --home ana",
     "What you send there from now on is for everybody who is in it.", client::acknowledge},
    {"leave", "Leave a conversation, also one that no longer works", "3f2a --home ana",
     "Left: its keys are erased, nothing more of it is taken in, and what was shown stays. Nobody is told: the others see you among "
     "the members until one of them removes you.",
     client::leave},
};

/// Leaving cannot be taken back, so two digits are not enough to say where.
void must_be_meant(const ChatSession& session, const ConversationId& id, const std::string& which) {
  constexpr std::size_t kEnoughDigits = 4;
  if (which.size() >= kEnoughDigits || !id.hex().starts_with(which)) return;
  throw Failure{"\"" + which + "\" is too short to leave by: it cannot be taken back",
                "If it is the conversation with " + session.label(id) + ": equipoise chat leave " +
                    id.hex().substr(0, 8) + ". Nothing was changed.",
                2};
}

void decide(const PartyOptions& party, const std::string& which, const Decision& decision) {
  ChatSession s(party.home);
  const auto id = s.conversation(which);
  if (decision.act == client::leave) must_be_meant(s, id, which);
  if (s.state().conversations.at(id).standing == client::Membership::left)
    throw Failure{"You left this conversation already",
                  "`equipoise chat show " + id.hex().substr(0, 8) + "` shows what was said there.",
                  2};
  s.done(decision.act(s.state(), id), "Cannot do that");
  const bool is_in = s.is_open(id);
  s.print(party.json, {{"conversation", id.hex()}},
          decision.said + (is_in ? " That is " + s.label(id) + ", and you." : ""));
}

}  // namespace

void add_conversations(Command& chat, const std::shared_ptr<PartyOptions>& party) {
  const auto w = std::make_shared<Words>();
  chat.add("list", "List conversations", "--home ana").action([party] {
    list_conversations(*party);
  });

  Command& start = chat.add("new", "Start a conversation", "ben cleo --home ana");
  start.option("people", &w->people, "Names or identifiers").required();
  start.flag(
      "--another", [w] { w->other = Words::Other::wanted; }, "A second one with the same people");
  start.action([party, w] { start_conversation(*party, *w); });

  for (const Change& change : kChanges) {
    Command& command = chat.add(change.name, change.help, change.example);
    command.option("conversation", &w->conversation, kWhichConversation).required();
    command.option("person", &w->person, "Name, identifier or its beginning").required();
    command.action([party, w, &change] { change_members(*party, *w, change); });
  }
  for (const Decision& decision : kDecisions) {
    Command& command = chat.add(decision.name, decision.help, decision.example);
    command.option("conversation", &w->conversation, kWhichConversation).required();
    command.action([party, w, &decision] { decide(*party, w->conversation, decision); });
  }
}

}  // namespace eq::app
