// `equipoise chat`: conversations from the command line; without a subcommand, a live session.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "apps/equipoise/client/chat.h"
#include "apps/equipoise/frame/picture_file.h"
#include "apps/media/worker.h"
#include "parties/client/chat.h"
#include "parties/client/company.h"
#include "parties/client/enrol.h"
#include "parties/client/files.h"
#include "parties/client/key_packages.h"
#include "parties/client/matching_words.h"
#include "parties/client/notices.h"
#include "parties/client/outbox.h"
#include "parties/client/removal.h"
#include "parties/client/standing.h"
#include "parties/client/vouchers.h"
#include "parties/client/warnings.h"

namespace eq::app {
namespace {

using json = nlohmann::ordered_json;

/// Take in what arrived, then post what is waiting, refill key packages and tokens: each fails
/// alone.
struct CaughtUp {
  json events = json::array();  // what failed, and what became of words that waited
  std::string text;
};
CaughtUp catch_up(ChatSession& session) {
  auto h = session.environment();
  CaughtUp out;
  const auto note = [&](const auto& result, const char* what) {
    if (result.ok()) return;
    out.events.push_back({{"event", "not_done"}, {"what", what}, {"why", to_text(result.error())}});
    out.text += std::string(what) + " failed (" + std::string(to_text(result.error())) +
                "); it is tried again with the next sync.\n";
  };
  session.done(client::sync(session.state(), h), "Cannot take in messages");
  note(client::flush(session.state(), h), "Sending what is waiting");
  note(client::tend_key_packages(session.state(), h), "Publishing key packages");
  note(client::renew_leaves(session.state(), h), "Renewing keys in conversations");
  note(client::ask_for_tokens(session.state(), h), "Asking for tokens");
  const auto kept = client::send_kept(session.state(), h);
  note(kept, "Sending what is kept");
  for (const auto& spoken : kept.ok() ? kept->spoken : std::vector<client::Spoken>()) {
    out.events.push_back({{"event", "kept_sent"}, {"conversation", spoken.conversation.hex()}});
    out.text += line(session, spoken) + "\n";
  }
  if (!session.state().kept.empty())
    out.text +=
        std::to_string(session.state().kept.size()) + " message(s) still wait on this device.\n";
  session.save();
  return out;
}

std::string media_type(const std::string& path, View file) {
  switch (media::type_of(file)) {
    case media::FileType::jpeg: return "image/jpeg";
    case media::FileType::png: return "image/png";
    case media::FileType::webp: return "image/webp";
    case media::FileType::unknown: break;
  }
  return path.ends_with(".txt") ? "text/plain" : "application/octet-stream";
}

/// A voucher beside every picture for each kind of list, where the owner agreed to that.  What
/// happened, in words.
json vouch_for(ChatSession& session, client::Environment& environment, const std::string& path,
               const Bytes& file, std::string& told) {
  if (session.state().consents.empty()) return nullptr;
  const auto picture = media::Worker::beside_this_program().picture(file);
  // Nothing is sent past the lists because a program is missing or was stopped.
  if (!picture.ok() && (picture.error() == Err::unavailable || picture.error() == Err::exhausted))
    throw Failure{path + " cannot be compared with the lists that you agreed to: " +
                      why_not_opened(picture.error()),
                  "Nothing was sent."};
  if (!picture.ok()) {
    told += " " + path +
            " went without being compared with a list: " + why_not_opened(picture.error()) + ".";
    return nullptr;
  }
  const auto facts = facts_of(*picture);
  json kinds = json::array();
  bool any = false;
  std::size_t bytes = 0;
  for (const auto& [kind, consent] : session.state().consents) {
    auto sent = client::send_voucher(session.state(), environment,
                                     {facts.fingerprint, facts.middle, facts.thumbnail}, kind,
                                     consent.region);
    if (!sent.ok() && sent.error() == Err::missing) continue;
    const auto v = session.done(std::move(sent), "The " + std::string(list::to_text(kind)) +
                                                     " list or its table does not check out, so " +
                                                     path + " was not sent");
    json one{{"kind", list::to_text(kind)}, {"voucher", v.receipt.has_value()}};
    any |= v.receipt.has_value();
    bytes += v.bytes;
    if (!v.receipt) {
      one["why"] = client::to_text(v.mode);
      if (v.mode.standing.mode == list::Mode::report_after_threshold ||
          v.mode.consent != client::ModeHere::Consent::given)
        told += " " + client::to_text(v.mode);
    }
    kinds.push_back(std::move(one));
  }
  if (kinds.empty()) return nullptr;
  return {{"voucher", any}, {"bytes", bytes}, {"kinds", kinds}};
}

struct Words {
  std::string conversation, person, name, text, account;
  std::vector<std::string> people, files;
};

void show_id(const PartyOptions& party) {
  ChatSession s(party.home);
  const auto me = s.state().me.record.id().hex();
  print(party.json, {{"account", me}}, me);
}

void name_contact(const PartyOptions& party, const Words& w) {
  ChatSession s(party.home);
  const auto account = s.person(w.account);
  must_be_text(w.name, "The name");
  for (const auto& [other, name] : s.state().names)
    if (name == w.name && other != account)
      throw Failure{
          w.name + " is somebody else already: " + other.hex(),
          "Choose another name, or first give that one another: equipoise chat contact NAME " +
              other.hex(),
          2};
  s.state().names[account] = w.name;
  s.save();
  print(party.json, {{"account", account.hex()}, {"name", w.name}},
        w.name + " is " + account.hex() + ".");
}

std::string standing(const client::Conversation& conversation) {
  if (conversation.standing == client::Membership::left) return "left";
  if (!conversation.group->is_active()) return "removed";
  return conversation.standing == client::Membership::broken ? "broken" : "member";
}

/// What cannot be, in words of its own.
void must_be_possible(ChatSession& session, const ConversationId& id, const AccountId& whom,
                      bool add) {
  const auto in = session.done(client::members(session.state(), id), "Cannot list members");
  if (add && std::find(in.begin(), in.end(), whom) != in.end())
    throw Failure{shown_name(session.name(whom)) + " is in this conversation already", "", 2};
  if (!add && whom == session.state().me.record.id())
    throw Failure{"You cannot remove yourself", "`equipoise chat leave` goes without a word.", 2};
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
                   {"messages", c.history.size()}});
    text +=
        id.hex().substr(0, 8) + "  " + names + "  (" + std::to_string(c.history.size()) +
        " messages" +
        (s.waiting(id).empty() ? "" : ", " + std::to_string(s.waiting(id).size()) + " waiting") +
        ")" + (how == "member" ? "" : "  " + how) + "\n";
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

void start_conversation(const PartyOptions& party, const Words& w) {
  ChatSession s(party.home);
  std::vector<AccountId> with;
  for (const auto& p : w.people) with.push_back(s.person(p));
  for (const auto& account : with)
    if (account == s.state().me.record.id())
      throw Failure{account.hex() + " is you", "Name the others; nothing was started.", 2};
  const std::string before = with_the_same(s, with);
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

void change_members(const PartyOptions& party, const Words& w, const Change& change) {
  ChatSession s(party.home);
  auto h = s.environment();
  const auto id = s.conversation(w.conversation);
  const auto whom = s.person(w.person);
  must_be_possible(s, id, whom, change.adds);
  const Status done = change.act(s.state(), h, id, whom);
  if (!done.ok() && done.error() == Err::unavailable)
    throw Failure{
        shown_name(s.name(whom)) + " is not seen to be " + (change.adds ? "added" : "removed") +
            " yet",
        change.adds
            ? "The server may have taken it: `equipoise chat list` says so after "
              "`equipoise chat sync`. To add again adds once."
            : "Nothing of yours goes out in this conversation before that is done, and it is "
              "tried again with whatever you write there and with `equipoise chat sync`."};
  s.done(done, "Cannot change the members");
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

void decide(const PartyOptions& party, const std::string& which, const Decision& decision) {
  ChatSession s(party.home);
  const auto id = s.conversation(which);
  s.done(decision.act(s.state(), id), "Cannot do that");
  s.print(party.json, {{"conversation", id.hex()}}, decision.said);
}

/// Words alone that cannot go out now are kept, so that nobody types them again.
void keep_for_later(ChatSession& session, const PartyOptions& party, const ConversationId& id,
                    const std::string& text, Err why, const std::string& told) {
  auto h = session.environment();
  if (const auto kept = client::keep_words(session.state(), h, id, text); !kept.ok())
    throw send_failure(session, id, kept.error());
  session.print(
      party.json,
      {{"sent", false}, {"waits", true}, {"for", why == Err::exhausted ? "tokens" : "server"}},
      told +
          (why == Err::exhausted ? "Not sent yet: " + session.no_tokens() + "."
           : session.state().conversations.at(id).removing.empty()
               ? "The server does not answer."
               : "Somebody whom you removed is not seen to be gone yet.") +
          " Your words are kept on this device and go out with `equipoise chat sync`; do not send them again.");
}

/// Send what waits, for what is said later goes out later.  What became of it, in words.
std::string send_what_waits(ChatSession& session) {
  if (session.state().kept.empty()) return "";
  auto h = session.environment();
  std::string told;
  if (const auto kept = client::send_kept(session.state(), h); kept.ok())
    for (const auto& spoken : kept->spoken) told += line(session, spoken) + "\n";
  session.save();
  return told;
}
bool waits_for(const ChatSession& session, const ConversationId& id) {
  return std::ranges::any_of(session.state().kept,
                             [&](const auto& k) { return k.conversation == id; });
}

void send_text(ChatSession& session, const PartyOptions& party, const Words& w) {
  if (!w.text.empty() || w.files.empty()) must_be_text(w.text, "The text");
  if (w.files.size() > franking::kMaxAttachments)
    throw Failure{
        "More than " + std::to_string(franking::kMaxAttachments) + " files in one message",
        "Send several messages.", 2};
  auto h = session.environment();
  const auto id = session.conversation(w.conversation);
  // As the person who types knows it: whoever comes in by what is taken in now is told first.
  const auto readers = session.done(client::readers(session.state(), id), "Cannot list members");
  const std::string before = send_what_waits(session);
  if (w.files.empty() && waits_for(session, id))
    return keep_for_later(session, party, id, w.text, Err::unavailable, before);
  std::vector<franking::Attachment> attachments;
  json vouchers = json::array();
  std::string told;
  // All are read before anything leaves: one that cannot be sent keeps all of them here.
  std::vector<Bytes> files;
  for (const auto& path : w.files) files.push_back(read_file(path, franking::kMaxAttachment));
  for (std::size_t i = 0; i < files.size(); ++i) {
    const auto& [path, file] = std::tie(w.files[i], files[i]);
    if (media::type_of(file) != media::FileType::unknown)
      vouchers.push_back(vouch_for(session, h, path, file, told));
    attachments.push_back(
        session.done(client::upload(session.state(), h, id, file, media_type(path, file)),
                     "Cannot upload " + path));
  }
  const auto result = client::send(session.state(), h, id, w.text, std::move(attachments), readers);
  if (!result.ok() && w.files.empty() &&
      (result.error() == Err::unavailable || result.error() == Err::exhausted))
    return keep_for_later(session, party, id, w.text, result.error(), before);
  if (!result.ok()) {
    session.save();  // what was taken in meanwhile
    throw send_failure(session, id, result.error());
  }
  const client::Sent& sent = *result;
  const bool sealed = sent.access == client::AccessMark::sealed;
  const bool waits = sent.posted == client::Posted::waits;
  session.print(
      party.json,
      {{"sent", !waits},
       {"waits", waits},
       {"bytes", sent.bytes},
       {"access", sealed ? "sealed" : "no_object"},
       {"vouchers", vouchers}},
      before +
          (waits
               ? "It waits on this device and goes out with `equipoise chat sync`; do not send it again."
               : "Sent.") +
          (sealed ? std::string()
           : day_of(h.now) < session.realm().e_0
               ? " (Before the realm's first day, " + to_text(session.realm().e_0) +
                     ", messages carry no access envelope.)"
               : std::string(
                     " (No access rules are published for today, so the message carries no access envelope.)")) +
          told);
}

void take_in(const PartyOptions& party) {
  ChatSession s(party.home);
  auto [events, text] = catch_up(s);
  auto h = s.environment();
  const auto recalls = client::find_recalls(s.state(), h);
  if (!recalls.ok()) {
    events.push_back({{"event", "list_refused"}, {"why", to_text(recalls.error())}});
    text += "The published list is not acceptable (" + std::string(to_text(recalls.error())) +
            "), so past warnings are not compared with it.\n";
  }
  for (const auto& w : recalls.ok() ? *recalls : std::vector<client::Warning>()) {
    events.push_back({{"event", "warning_taken_back"},
                      {"warned", to_text(w.at)},
                      {"list_version", w.recall->list_version}});
    text += client::to_text(w) + "\n";
  }
  if (text.empty() && s.state().untold.empty()) text = "Nothing new.";
  s.print(party.json, {{"events", events}}, text);
}

void show_messages(const PartyOptions& party, const Words& w) {
  ChatSession s(party.home);
  json all = json::array();
  std::string text;
  const auto id = s.conversation(w.conversation);
  for (const auto& m : s.state().conversations.at(id).history) {
    all.push_back(s.describe(m));
    text += s.line(m) + "\n";
  }
  for (const auto& waits : s.waiting(id)) text += waits + "\n";
  print(party.json, {{"messages", all}}, text.empty() ? "No messages yet." : text);
}

/// What the public log shows of each day that was let go.
std::string opened_under(const std::vector<client::LetGo>& days, json& out) {
  std::string text;
  for (const auto& d : days) {
    out.push_back({{"day", to_text(d.day)},
                   {"receipts", d.custodians.size()},
                   {"receipts_of_something_else", d.others.size()}});
    text += "  " + to_text(d.day) + ": receipts of " + std::to_string(d.custodians.size()) +
            " custodians for your account's key of that day";
    if (!d.others.empty())
      text += ", and " + std::to_string(d.others.size()) + " for something else: ask the court";
    text += ".\n";
  }
  return text.empty() ? "  The public log has no receipt for any of these days.\n" : text;
}

void show_notices(const PartyOptions& party) {
  ChatSession s(party.home);
  auto h = s.environment();
  const auto found = s.done(client::find_notices(s.state(), h), "Cannot read the public log");
  s.save();
  json all = json::array();
  std::string text;
  for (const auto& n : found) {
    json opened = json::array();
    const std::string days = opened_under(
        s.done(client::let_go(s.state(), h, n), "Cannot read the public logs"), opened);
    all.push_back({{"order", n.number},
                   {"first", to_text(n.scope.first)},
                   {"last", to_text(n.scope.last)},
                   {"let_go", opened},
                   {"offence", n.scope.offence},
                   {"article", n.scope.article}});
    text += "Order no. " + std::to_string(n.number) + " named your account: your messages from " +
            to_text(n.scope.first) + " to " + to_text(n.scope.last) + " could be opened.\n" + days +
            "  Investigated: " + shown_line(n.scope.offence) +
            "\n  Basis: " + shown_line(n.scope.article) +
            "\n  You can ask the court named in the realm file for the decision, and contest it.\n";
  }
  print(party.json, {{"notices", all}},
        text.empty() ? "No disclosed order named your account." : text);
}

using Owner = std::shared_ptr<PartyOptions>;
constexpr auto kWhich = "Identifier, its beginning, or who is in it";

void add_people(Command& chat, const Owner& party) {
  const auto w = std::make_shared<Words>();
  chat.add("id", "Show your account identifier", "--home ana").action([party] { show_id(*party); });
  Command& contact = chat.add("contact", "Give an account a name, on this device only",
                              "ben " + std::string(64, '0') + " --home ana");
  contact.option("name", &w->name, "What you call them").required();
  contact
      .option(
          "account", &w->account,
          "Identifier in hexadecimal; of who is in a conversation with you its beginning is enough")
      .required();
  contact.action([party, w] { name_contact(*party, *w); });
}

void add_conversations(Command& chat, const Owner& party) {
  const auto w = std::make_shared<Words>();
  chat.add("list", "List conversations", "--home ana").action([party] {
    list_conversations(*party);
  });

  Command& start = chat.add("new", "Start a conversation", "ben cleo --home ana");
  start.option("people", &w->people, "Names or identifiers").required();
  start.action([party, w] { start_conversation(*party, *w); });

  for (const Change& change : kChanges) {
    Command& command = chat.add(change.name, change.help, change.example);
    command.option("conversation", &w->conversation, kWhich).required();
    command.option("person", &w->person, "Name or identifier").required();
    command.action([party, w, &change] { change_members(*party, *w, change); });
  }
  for (const Decision& decision : kDecisions) {
    Command& command = chat.add(decision.name, decision.help, decision.example);
    command.option("conversation", &w->conversation, kWhich).required();
    command.action([party, w, &decision] { decide(*party, w->conversation, decision); });
  }
}

void add_messages(Command& chat, const Owner& party) {
  const auto w = std::make_shared<Words>();
  Command& send =
      chat.add("send", "Send a message", "3f2a \"See you at nine\" --attach map.jpg --home ana");
  send.option("conversation", &w->conversation, kWhich).required();
  send.option("text", &w->text, "What you say").required();
  send.option("--attach", &w->files, "File to send along; may be repeated").one_at_a_time();
  send.action([party, w] {
    ChatSession s(party->home);
    send_text(s, *party, *w);
  });

  chat.add("sync", "Take in what has arrived", "--home ana").action([party] { take_in(*party); });

  Command& show = chat.add("show", "Show a conversation", "3f2a --home ana");
  show.option("conversation", &w->conversation, kWhich);
  show.action([party, w] { show_messages(*party, *w); });

  chat.add("notices",
           "Was I subject to an order?  Checks the public log; nobody learns that you asked",
           "--home ana")
      .action([party] { show_notices(*party); });
}

}  // namespace

Command chat_command() {
  Command chat("chat", "Chat; without a further word, a live session", "--home ana");
  const auto party = chat.party_options();
  chat.shares_options();
  add_people(chat, party);
  add_conversations(chat, party);
  add_messages(chat, party);
  add_pictures(chat, party);
  add_attachments(chat, party);
  add_warnings(chat, party);
  add_reports(chat, party);
  chat.action([party] { live_session(party->home); });
  return chat;
}

}  // namespace eq::app
