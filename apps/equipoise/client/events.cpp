// What happened, as one JSON object for programs and one line for people.
#include "apps/equipoise/client/session.h"
#include "eq/base/shown.h"

namespace eq::app {
namespace {

using json = nlohmann::ordered_json;

std::string_view to_text(wire::Means m) {
  switch (m) {
    case wire::Means::human_alone: return "Found and decided by humans";
    case wire::Means::found_by_matching: return "Found by automatic matching, decided by a human";
  }
  return "unknown";
}
std::string begin_of(const ConversationId& id) { return id.hex().substr(0, 8); }

json ids(const std::vector<AccountId>& accounts) {
  json out = json::array();
  for (const auto& id : accounts) out.push_back(id.hex());
  return out;
}

json json_of(const client::Joined& e) {
  return {{"event", "joined"}, {"conversation", e.conversation.hex()}};
}
json json_of(const client::MembersChanged& e) {
  return {{"event", "members"},
          {"conversation", e.conversation.hex()},
          {"added", ids(e.added)},
          {"removed", ids(e.removed)},
          {"unexpected", ids(e.unexpected)},
          {"by", e.by ? json(e.by->hex()) : json(nullptr)},
          {"removed_me", e.removed_me}};
}
json json_of(const client::TokensArrived& e) {
  return {{"event", "tokens"}, {"left_today", e.left_today}};
}
json json_of(const client::ReportAnswered& e) {
  return {{"event", "report_answered"},
          {"verified", e.receipt.verified},
          {"case", e.receipt.case_number}};
}
json json_of(const client::CaseDecided& e) {
  const auto& n = e.notice;
  return {{"event", "case_decided"},
          {"case", n.case_number},
          {"decision", n.decision},
          {"reason", n.reason},
          {"means", to_text(n.means)},
          {"redress", n.redress},
          {"appeal_until", n.appeal_until ? json(eq::to_text(*n.appeal_until)) : json(nullptr)}};
}
json json_of(const client::DisputeAnswered& e) {
  return {{"event", "dispute_answered"},
          {"hotline", e.hotline},
          {"outcome", wire::to_text(e.answer.outcome)},
          {"reason", e.answer.reason}};
}
json json_of(const client::Dropped& e) {
  return {{"event", "dropped"},
          {"conversation", e.conversation.hex()},
          {"why", eq::to_text(e.why)},
          {"times", e.times}};
}
json json_of(const client::Unsent& e) {
  return {{"event", "unsent"}, {"conversation", e.conversation.hex()}, {"why", eq::to_text(e.why)}};
}
json json_of(const client::Broken& e) {
  return {{"event", "broken"}, {"conversation", e.conversation.hex()}, {"why", eq::to_text(e.why)}};
}
json json_of(const client::Undecided& e) {
  return {{"event", "undecided"}, {"conversation", e.conversation.hex()}};
}

json json_of(const client::InvitedAgain& e) {
  return {{"event", "invited_again"}, {"conversation", e.conversation.hex()}, {"by", e.by.hex()}};
}
json json_of(const client::OwnRecordInDoubt& e) {
  return {{"event", "own_record_in_doubt"},
          {"why", eq::to_text(e.why)},
          {"last_held", e.held == Time{} ? json(nullptr) : json(eq::to_text(e.held))}};
}
json json_of(const client::GivenBack& e) {
  return {{"event", "given_back"},
          {"conversation", e.conversation.hex()},
          {"text", e.text},
          {"why", eq::to_text(e.why)}};
}

/// Who has no name here is shown whole, so that one can be given.
std::string names(const ChatSession& session, const std::vector<AccountId>& accounts) {
  std::string out;
  for (const auto& id : accounts) {
    const bool named = id == session.state().me.record.id() || session.state().names.contains(id);
    out += (out.empty() ? "" : ", ") + (named ? shown_name(session.name(id)) : id.hex());
  }
  return out;
}

std::string line_of(const ChatSession& session, const client::Joined& e) {
  return "[" + session.label(e.conversation) + "] You were added to conversation " +
         begin_of(e.conversation) + ".";
}
std::string line_of(const ChatSession& session, const client::MembersChanged& e) {
  const std::string id = begin_of(e.conversation),
                    by = e.by ? " by " + shown_name(session.name(*e.by)) : "";
  if (e.removed_me)
    return "You were removed from conversation " + id + ". You can read nothing new in it.";
  std::string out = "Conversation " + id + ":";
  if (!e.added.empty()) out += " added" + by + ": " + names(session, e.added) + ".";
  if (!e.removed.empty()) out += " removed" + by + ": " + names(session, e.removed) + ".";
  if (e.added.empty() && e.removed.empty()) out += " keys renewed" + by + ".";
  if (!e.unexpected.empty()) {
    out += "\n  You did not expect " + names(session, e.unexpected) +
           ": nobody you have talked to here brought them in. Nothing of yours goes out " +
           "before you say that they may read it: equipoise chat accept " + id +
           ". Otherwise: chat remove, or chat leave.";
  }
  return out;
}
std::string line_of(const ChatSession& session, const client::InvitedAgain& e) {
  const std::string id = begin_of(e.conversation);
  std::string in;
  for (const auto& c = session.state().conversations.at(e.conversation);
       const auto& account : c.unexpected)
    in += (in.empty() ? "" : ", ") + names(session, {account});
  return "You were invited to conversation " + id + " again by " + names(session, {e.by}) +
         (in.empty() ? "." : ". With you in it: " + in + ".") +
         "\n  Nothing of yours goes out there before you say that they may read it: equipoise chat accept " +
         id + ". Otherwise: chat leave.";
}
std::string line_of(const ChatSession&, const client::TokensArrived& e) {
  return "Tokens arrived: " + std::to_string(e.left_today) + " left for today.";
}
std::string line_of(const ChatSession&, const client::ReportAnswered& e) {
  return e.receipt.verified
             ? "Your report was verified. Case number: " + shown_name(e.receipt.case_number) + "."
             : "Your report did not verify and was not kept.";
}
std::string line_of(const ChatSession& session, const client::CaseDecided& e) {
  const std::string number = shown_name(e.notice.case_number);
  std::string out =
      "Case " + number + ": " + shown_block(e.notice.decision) +
      "\n  Why: " + shown_block(e.notice.reason) +
      (e.notice.redress.empty() ? ""  // nothing was decided, only said how things stand
                                : "\n  " + std::string(to_text(e.notice.means)) + ".\n  " +
                                      shown_block(e.notice.redress));
  if (e.notice.appeal_until)
    out += "\n  equipoise chat appeal " + number + " \"what was overlooked\" --home " +
           session.home().dir();
  return out;
}
std::string line_of(const ChatSession&, const client::DisputeAnswered& e) {
  const auto said = [&] {
    switch (e.answer.outcome) {
      case wire::DisputeOutcome::upheld: return " keeps the entry that you disputed: ";
      case wire::DisputeOutcome::withdrawn: return " withdraws the entry that you disputed: ";
      default: return " has no entry like the picture that you disputed: ";
    }
  }();
  return shown_name(e.hotline) + said + shown_block(e.answer.reason);
}
std::string line_of(const ChatSession&, const client::Dropped& e) {
  return e.times == 1 ? "Something arrived that did not verify; it was not shown."
                      : std::to_string(e.times) +
                            " things arrived that did not verify; they were not shown.";
}
std::string line_of(const ChatSession& session, const client::Unsent& e) {
  return "What waits for conversation " + begin_of(e.conversation) + " could not be sent: " +
         (e.why == Err::stale ? "others keep changing the conversation"
                              : session.why_it_waits(e.conversation, e.why)) +
         ".";
}
std::string line_of(const ChatSession&, const client::Broken& e) {
  const std::string id = begin_of(e.conversation);
  return "Conversation " + id + " may have gone on without you: a change of it does not verify (" +
         std::string(eq::to_text(e.why)) +
         "). Somebody's program is faulty, or means it so. Everything else goes on. If nothing goes out in it any more: equipoise chat leave " +
         id + ", then chat new.";
}
std::string line_of(const ChatSession&, const client::Undecided& e) {
  return (e.conversation == ConversationId{}
              ? "Letters"
              : "What arrived in conversation " + begin_of(e.conversation)) +
         " cannot be checked yet: the server does not answer a question that this takes. It waits here; equipoise chat sync tries again.";
}

std::string line_of(const ChatSession&, const client::OwnRecordInDoubt& e) {
  const std::string since = e.held == Time{} ? "" : " since " + eq::to_text(e.held);
  if (e.why == Err::unavailable)
    return "Whether others are shown your keys and no others could not be checked" + since +
           ": the server does not answer, or its witness is silent. It is tried again each time; ask whoever runs the server.";
  return "Others can be shown keys for your account that this device did not make (" +
         std::string(eq::to_text(e.why)) +
         "). Whoever made them has your account's key, or the service shows a false directory: what is written to you from now on "
         "may be readable to somebody else.\n  Tell the people you write with by another way, and whoever runs the server; go on with a new account.";
}
std::string line_of(const ChatSession& session, const client::GivenBack& e) {
  const std::string to = "[" + session.label(e.conversation) + "] ", words = shown_block(e.text);
  if (e.why == Err::stale)
    return to + "Not sent, for somebody is in it now who was not when you typed it: " + words;
  const Failure f = send_failure(session, e.conversation, e.why);
  return to + f.what + ": " + words + "\n  " + f.remedy;
}

}  // namespace

nlohmann::ordered_json ChatSession::describe(const client::Event& event) const {
  if (const auto* e = std::get_if<client::NewMessage>(&event)) {
    return {{"event", "message"},
            {"conversation", e->conversation.hex()},
            {"message", describe(state_.conversations.at(e->conversation).history.at(e->at))}};
  }
  return std::visit(
      []<class E>(const E& e) -> json {
        if constexpr (std::is_same_v<E, client::NewMessage>)
          return {};  // said above
        else
          return json_of(e);
      },
      event);
}

std::string ChatSession::line(const client::Event& event) const {
  if (const auto* e = std::get_if<client::NewMessage>(&event)) {
    return line(e->conversation, state_.conversations.at(e->conversation).history.at(e->at));
  }
  return std::visit(
      [this]<class E>(const E& e) -> std::string {
        if constexpr (std::is_same_v<E, client::NewMessage>)
          return {};  // said above
        else
          return line_of(*this, e);
      },
      event);
}

}  // namespace eq::app
