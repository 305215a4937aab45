// `equipoise chat`: conversations from the command line; without a subcommand, a live session.
#include "apps/equipoise/client/chat.h"
#include "apps/equipoise/client/expired_list.h"
#include "eq/base/counted.h"
#include "parties/client/chat.h"
#include "parties/client/enrol.h"
#include "parties/client/key_packages.h"
#include "parties/client/notices.h"
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
    out.text += session.failure(std::string(what) + " failed", result.error()).what +
                "; it is tried again with the next sync.\n";
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
    out.text += counted(session.state().kept.size(), "message") +
                (session.state().kept.size() == 1 ? " still waits" : " still wait") +
                " on this device.\n";
  session.save();
  return out;
}

void take_in(const PartyOptions& party) {
  ChatSession s(party.home);
  auto [events, text] = catch_up(s);
  auto h = s.environment();
  const auto recalls = client::find_recalls(s.state(), h);
  if (!recalls.ok()) {
    events.push_back({{"event", "list_refused"}, {"why", to_text(recalls.error())}});
    text += not_acceptable(h, s.state().agreed_once, recalls.error()) +
            ", so past warnings are not compared with it.\n";
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

/// What the public log shows of each day that was let go.
std::string opened_under(const std::vector<client::LetGo>& days, json& out) {
  std::string text;
  for (const auto& d : days) {
    out.push_back({{"day", to_text(d.day)},
                   {"receipts", d.custodians.size()},
                   {"receipts_of_something_else", d.others.size()}});
    text += "  " + to_text(d.day) + ": " +
            (d.custodians.size() == 1
                 ? "the receipt of 1 custodian"
                 : "receipts of " + std::to_string(d.custodians.size()) + " custodians") +
            " for your account's key of that day";
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

}  // namespace

Command chat_command() {
  Command chat("chat", "Chat; without a further word, a live session", "--home ana");
  const auto party = chat.party_options();
  chat.shares_options();
  add_people(chat, party);
  add_conversations(chat, party);
  add_messages(chat, party);
  chat.add("sync", "Take in what has arrived", "--home ana").action([party] { take_in(*party); });
  chat.add("notices",
           "Was I subject to an order?  Checks the public log; nobody learns that you asked",
           "--home ana")
      .action([party] { show_notices(*party); });
  add_pictures(chat, party);
  add_attachments(chat, party);
  add_warnings(chat, party);
  add_reports(chat, party);
  chat.action([party] {
    if (party->json)
      throw Failure{"A live session prints no JSON",
                    "Add a word: `equipoise chat sync --json`, or list, show ...", 2};
    live_session(party->home);
  });
  return chat;
}

}  // namespace eq::app
