// The live session of `equipoise chat`: shows what arrives, each line with its conversation, and
// sends what is typed to the one conversation that the prompt names.  Only `/to` changes that:
// nothing that arrives does, and no mistake ends the session.
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <iostream>
#include <map>

#include "apps/equipoise/client/chat.h"
#include "apps/equipoise/frame/wakes.h"
#include "eq/base/counted.h"
#include "parties/client/chat.h"
#include "parties/client/enrol.h"

namespace eq::app {
namespace {

/// A silent server is given up after so long: somebody is typing.
constexpr std::uint64_t kPatience_ms = 4000;

const char kHelp[] =
    "  text            send it to the conversation that the prompt names\n"
    "  /to NAME        from now on to this one: who is in it (ben, or ben,cleo), or the beginning of its identifier\n"
    "  /list           conversations\n"
    "  /history        show the conversation that the prompt names\n"
    "  /who            who is in it\n"
    "  /report N       what a report of message N would contain, and how to send it\n"
    "  /quit           leave\n";

std::optional<std::uint64_t> number_in(std::string_view text) {
  if (text.starts_with('#')) text.remove_prefix(1);
  std::uint64_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return n;
}

class Live {
 public:
  explicit Live(const std::string& home) : home_(home) {
    ChatSession s(home_);
    for (const auto& [id, c] : s.state().conversations) seen_[id] = c.history.size();
    for (const auto& e : s.state().untold.waiting())
      if (const auto* m = std::get_if<client::NewMessage>(&e))
        seen_[m->conversation] = std::min<std::size_t>(seen_[m->conversation], m->at);
    wakes_.emplace(s.home().settings().server);
    say("You are " + s.state().me.record.id().hex().substr(0, 8) +
        ". Type /help for help, Ctrl-D to leave.\n");
    std::vector<ConversationId> open;
    for (const auto& [id, c] : s.state().conversations)
      if (s.is_open(id)) open.push_back(id);
    if (open.size() == 1) current_ = open.front();
    if (current_) {
      show_current(s);
      return;
    }
    if (open.empty())
      say("`equipoise chat new` starts a conversation.\n");
    else
      say("What you type goes to nobody before you say to whom: /to NAME.\n");
    list(s);
    prompt(s);
  }

  /// So long until watch() has something to do by itself.
  int pause_ms() const { return wakes_->pause_ms(); }
  int descriptor() const { return wakes_->descriptor(); }

  /// Heed what the server said, and what the clock says.
  void watch() {
    switch (wakes_->next()) {
      case Wakes::Next::nothing: return;
      case Wakes::Next::look: return look();
      case Wakes::Next::listen: break;
    }
    (void)attempt("", [&](ChatSession& session) { wakes_->listen(session.hello()); });
  }

  /// Take in what arrived.  The home is opened only for the moment, so other commands can run
  /// beside.
  void look() {
    (void)attempt("", [&](ChatSession& session) {
      auto h = session.environment();
      const auto synced = client::sync(session.state(), h);
      const bool away = !synced.ok() && synced.error() == Err::unavailable;
      wakes_->looked(away ? Wakes::Looked::in_vain : Wakes::Looked::well);
      if (away) {
        if (online_) say(kAway);
        online_ = false;
        tell(session);  // it may have said something before
        return;
      }
      if (!online_) say("The server answers again.\n");
      online_ = true;
      if (!synced.ok()) throw session.failure("Nothing is taken in or sent", synced.error());
      // Neither keeps the session from going on: what failed is tried again at the next tick.
      (void)client::flush(session.state(), h).ok();
      (void)client::ask_for_tokens(session.state(), h).ok();
      tell(session);
      speak(session);
      trouble_.clear();
    });
  }

  void farewell() {
    (void)attempt("", [&](ChatSession& session) {
      if (const auto n = session.state().kept.size(); n > 0)
        std::cout << "\n"
                  << counted(n, "message")
                  << (n == 1 ? " waits on this device and goes" : " wait on this device and go")
                  << " out with the next `equipoise chat` or `equipoise chat sync`." << std::flush;
    });
    std::cout << "\n";
  }

  /// False to leave.
  bool type(const std::string& line) {
    at_prompt_ = false;  // the terminal has gone to the next line
    // A command with blanks before it is a command, and no message.
    const std::string word = line.substr(std::min(line.find_first_not_of(" \t"), line.size()));
    if (word == "/quit") return false;
    (void)attempt(word.starts_with('/') ? "" : "Not sent. ", [&](ChatSession& session) {
      if (word.starts_with('/'))
        act(session, word);
      else if (line.empty())
        return;
      else if (!current_)
        throw Failure{"Nobody is named in the prompt",
                      "Say to whom: /to NAME. /list shows what there is."};
      else
        send(session, line);
    });
    return true;
  }

 private:
  /// What is done with the home open.  What goes wrong is said, once, and ends nothing.
  /// @return whether all went well
  template <class Act>
  bool attempt(const std::string& before, Act act) {
    try {
      ChatSession s(home_);
      s.wait_at_most(kPatience_ms);
      act(s);
      prompt(s);
      return true;
    } catch (const Failure& f) {
      const std::string text = (f.what.starts_with("Not sent") ? "" : before) + f.what +
                               (f.what.ends_with('.') ? " " : ". ") + f.remedy + "\n";
      if (text != trouble_ || !at_prompt_) say(text);
      trouble_ = text;
      put_prompt();
      return false;
    }
  }

  void act(ChatSession& session, const std::string& line) {
    tell(session);
    const auto space = std::min(line.find(' '), line.size());
    const std::string verb = line.substr(0, space);
    const auto from = line.find_first_not_of(' ', space);
    const std::string argument =
        from == std::string::npos ? "" : line.substr(from, line.find_last_not_of(' ') + 1 - from);
    if (verb == "/help")
      say(kHelp);
    else if (verb == "/list")
      list(session);
    else if (verb == "/to" || verb == "/open") {
      current_ = session.conversation_called(argument);
      show_current(session);
    } else if (verb != "/history" && verb != "/who" && verb != "/report") {
      throw Failure{"Unknown: " + shown_name(verb), "/help lists what there is. Nothing was sent."};
    } else if (!current_) {
      throw Failure{"Nobody is named in the prompt", "Say whose: /to NAME."};
    } else if (verb == "/history") {
      show_current(session);
    } else if (verb == "/who") {
      who(session);
    } else {
      const auto seq = number_in(argument);
      if (!seq)
        throw Failure{"\"" + shown_name(argument) + "\" is no message's number",
                      "Write /report and the number that stands before the message: /report 3."};
      say(report_in_words(session, *current_, *seq));
    }
  }

  /// What happened, and what other commands of this home sent or showed meanwhile.  Not before
  /// what was typed is kept: it is for those of whom whoever typed it had read (CLI-41).
  void tell(ChatSession& session) {
    const auto events = session.state().untold.tell();
    for (const auto& e : events) {
      if (const auto* message = std::get_if<client::NewMessage>(&e)) {
        show_up_to(session, message->conversation, message->at);
        std::size_t& seen = seen_[message->conversation];
        if (seen > message->at) continue;
        seen = message->at + 1;
        typed_here(session, message->conversation, message->at);
      }
      say(session.line(e) + "\n");
      if (const auto* joined = std::get_if<client::Joined>(&e))
        say("  To write there: /to " + session.label(joined->conversation) + "\n");
    }
    for (const auto& [id, c] : session.state().conversations)
      show_up_to(session, id, c.history.size());
    if (!std::cout)
      throw Failure{"What happened could not be shown: the output does not take it",
                    "It is told by the next command."};
    if (!events.empty()) session.save();
  }

  /// But for what was typed here: that is on the screen.
  void show_up_to(ChatSession& session, const ConversationId& id, std::size_t end) {
    for (std::size_t& at = seen_[id]; at < end; ++at)
      if (!typed_here(session, id, at))
        say(session.line(id, session.state().conversations.at(id).history[at]) + "\n");
  }
  /// Whether it was, asked once of each.
  bool typed_here(const ChatSession& session, const ConversationId& id, std::size_t at) {
    const auto& message = session.state().conversations.at(id).history[at];
    const auto content = franking::decode_content(message.record.f);
    if (!content.ok() || message.record.sender != session.state().me.record.id()) return false;
    const auto it = std::ranges::find(typed_, std::pair(id, content->content));
    if (it == typed_.end()) return false;
    typed_.erase(it);
    return true;
  }

  /// On this device first, so that nothing of it can be lost; then out, if it can.
  void send(ChatSession& session, const std::string& text) {
    auto h = session.environment();
    if (const auto kept = client::keep_words(session.state(), h, *current_, text); !kept.ok()) {
      if (kept.error() == Err::malformed)
        throw Failure{"It is not valid UTF-8", "Is the terminal's encoding another one?"};
      const Failure why = send_failure(session, *current_, kept.error());
      say(why.what + ". " + why.remedy + "\n");
      return;
    }
    typed_.emplace_back(*current_, to_bytes(text));
    const auto wait_for = online_ ? speak(session) : std::optional(Err::unavailable);
    if (wait_for == Err::refused) throw session.failure("Not sent", Err::refused);
    if (wait_for)
      say("(Kept on this device for " + session.label(*current_) + ": " +
          (online_ ? session.why_it_waits(*current_, *wait_for) : "the server does not answer") +
          ".)\n");
  }

  /// Send what is kept.  @return why something still waits
  std::optional<Err> speak(ChatSession& session) {
    auto h = session.environment();
    const auto out = client::send_kept(session.state(), h);
    if (!out.ok()) return out.error();
    tell(session);
    for (const auto& spoken : out->spoken) {
      say((spoken.sent.posted == client::Posted::waits ? "(It waits for the server, for "
                                                       : "(Sent to ") +
          session.label(spoken.conversation) + ".)\n");
      if (spoken.sent.access == client::AccessMark::no_object && !told_access_) {
        say("(No access rules are published for today: messages carry no access envelope.)\n");
        told_access_ = true;
      }
    }
    if (!out->spoken.empty()) session.save();
    return out->wait_for;
  }

  void list(ChatSession& session) {
    if (session.state().conversations.empty()) say("No conversations yet.\n");
    for (const auto& [id, c] : session.state().conversations)
      say((current_ == id ? "* " : "  ") + session.label(id) + "  " +
          counted(c.history.size(), "message") + "  " + id.hex().substr(0, 8) + "\n");
  }
  void who(ChatSession& session) {
    for (const auto& m :
         session.done(client::members(session.state(), *current_), "Cannot list members"))
      say("  " + shown_name(session.name(m)) + "  " + m.hex() + "\n");
  }
  void show_current(ChatSession& session) {
    for (const auto& m : session.state().conversations.at(*current_).history)
      say(session.line(*current_, m) + "\n");
    for (const auto& waits : session.waiting(*current_)) say(waits + "\n");
    seen_[*current_] = session.state().conversations.at(*current_).history.size();
    prompt(session);
  }

  void say(const std::string& text) {
    std::cout << (at_prompt_ ? "\n" : "") << text << std::flush;
    at_prompt_ = false;
  }
  void prompt(ChatSession& session) {
    const std::string to = "to " + (current_ ? session.label(*current_) : "nobody") + "> ";
    if (at_prompt_ && to != prompt_) say("");
    prompt_ = to;
    put_prompt();
  }
  void put_prompt() {
    if (!at_prompt_) std::cout << prompt_ << std::flush;
    at_prompt_ = true;
  }

  static constexpr auto kAway =
      "The server does not answer. What you type is kept on this device and sent later.\n";

  std::string home_, prompt_, trouble_;
  std::optional<ConversationId> current_;
  std::map<ConversationId, std::size_t> seen_;           // how much of its history is on the screen
  std::vector<std::pair<ConversationId, Bytes>> typed_;  // and not in the history yet
  std::optional<Wakes> wakes_;
  bool online_ = true, told_access_ = false, at_prompt_ = false;
};

}  // namespace

void live_session(const std::string& home) {
  Live live(home);
  std::string typed;
  for (;;) {
    live.watch();
    pollfd at[2] = {{0, POLLIN, 0}, {live.descriptor(), POLLIN, 0}};
    if (poll(at, 2, live.pause_ms()) <= 0 || at[0].revents == 0) continue;
    char buffer[4096];
    const ssize_t n = read(0, buffer, sizeof buffer);
    if (n <= 0) return live.farewell();
    typed.append(buffer, static_cast<std::size_t>(n));
    for (std::size_t end; (end = typed.find('\n')) != std::string::npos; typed.erase(0, end + 1))
      if (!live.type(typed.substr(0, end))) return live.farewell();
  }
}

}  // namespace eq::app
