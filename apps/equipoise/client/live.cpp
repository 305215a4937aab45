// The live session of `equipoise chat`: shows what arrives, sends what is typed.
#include <poll.h>
#include <unistd.h>

#include <deque>
#include <iostream>
#include <sstream>

#include "apps/equipoise/client/chat.h"
#include "parties/client/chat.h"
#include "parties/client/enrol.h"
#include "parties/client/outbox.h"

namespace eq::app {
namespace {

constexpr int kPoll_ms = 1000;

const char kHelp[] =
    "  text            send it to the current conversation\n"
    "  /list           conversations\n"
    "  /open ID        make another conversation the current one\n"
    "  /history        show the current conversation\n"
    "  /who            who is in it\n"
    "  /report N       what a report of message N would contain, and how to send it\n"
    "  /quit           leave\n";

class Live {
 public:
  explicit Live(const std::string& home) : home_(home) {
    ChatSession s(home_);
    // The conversation in which something was said last.
    Time latest;
    for (const auto& [id, c] : s.state().conversations) {
      const Time said = c.history.empty() ? Time{} : c.history.back().record.stamp.time;
      if (c.group->is_active() && (!current_ || said > latest)) {
        current_ = id;
        latest = said;
      }
    }
    std::cout << "You are " << s.state().me.record.id().hex().substr(0, 8) << ". Type /help for help, Ctrl-D to leave.\n";
    show_current(s);
  }

  /// Take in what arrived.  The home is opened only for the moment, so other commands can run beside.
  void tick() {
    ChatSession s(home_);
    auto h = s.hands();
    if (!client::sync(s.state(), h).ok()) {
      if (online_) std::cout << "The server does not answer. What you type is kept and sent later.\n" << std::flush;
      online_ = false;
      return;
    }
    if (!online_) std::cout << "The server answers again.\n";
    online_ = true;
    // Neither keeps the session from going on: what failed is tried again at the next tick.
    (void)client::flush(s.state(), h).ok();
    (void)client::ask_for_tokens(s.state(), h).ok();
    tell(s);
    send_waiting(s);
  }
  void tell(ChatSession& s) {
    const auto events = s.state().untold.tell();
    for (const auto& e : events) {
      if (!current_)
        if (const auto* joined = std::get_if<client::Joined>(&e)) current_ = joined->conversation;
      std::cout << s.line(e) << "\n";
    }
    std::cout << std::flush;
    if (!events.empty()) s.save();
  }

  /// What would be lost by leaving now.
  void farewell() const {
    for (const auto& [conversation, text] : waiting_) std::cout << "Not sent: " << shown_block(text) << "\n";
  }

  /// False to leave.
  bool type(const std::string& line) {
    if (line.empty()) return true;
    if (line == "/quit") return false;
    if (line == "/help") { std::cout << kHelp << std::flush; return true; }
    ChatSession s(home_);
    std::istringstream words(line);
    std::string verb, argument;
    words >> verb >> argument;
    if (verb == "/list") list(s);
    else if (verb == "/open") { current_ = s.conversation(argument); show_current(s); }
    else if (!current_) std::cout << "No conversation is open. `equipoise chat new` starts one.\n";
    else if (verb == "/history") show_current(s);
    else if (verb == "/who") who(s);
    else if (verb == "/report") std::cout << "equipoise chat report " << current_->hex().substr(0, 8) << " --first " << argument << " --category other --home " << home_ << "\n";
    else if (verb.starts_with('/')) std::cout << "Unknown: " << shown_name(verb) << ". /help lists what there is.\n";
    else if (!decode<std::string>(encode(line)).ok()) std::cout << "Not sent: it is not valid UTF-8.\n";
    else send(s, line);
    std::cout << std::flush;
    return true;
  }

 private:
  void send(ChatSession& s, const std::string& text) {
    waiting_.push_back({*current_, text});
    send_waiting(s);
    if (!waiting_.empty() && !told_waiting_) std::cout << "(Waiting for the server or for sending tokens; what you type goes out as soon as possible.)\n";
    told_waiting_ = !waiting_.empty();
  }

  /// What was typed goes out in order; what cannot go yet stays.
  void send_waiting(ChatSession& s) {
    while (!waiting_.empty()) {
      auto h = s.hands();
      const auto& [conversation, text] = waiting_.front();
      const auto sent = client::send(s.state(), h, conversation, text, {});
      if (!sent.ok() && (sent.error() == Err::exhausted || sent.error() == Err::unavailable)) return;
      tell(s);
      if (sent.ok()) {
        s.save();
        std::cout << (sent->posted == client::Posted::waits ? "(It waits for the server.)\n" : "(Sent.)\n");
        if (sent->access == client::AccessMark::no_object && !told_access_)
          std::cout << "(No access rules are published for today: messages carry no access envelope.)\n";
        told_access_ = true;
      } else {
        const Failure f = send_failure(s, conversation, sent.error());
        std::cout << f.what << ". " << f.remedy << "\n";
      }
      waiting_.pop_front();
    }
    std::cout << std::flush;
  }
  void list(ChatSession& s) {
    for (const auto& [id, c] : s.state().conversations)
      std::cout << (current_ == id ? "* " : "  ") << id.hex().substr(0, 8) << "  " << c.history.size() << " messages\n";
  }
  void who(ChatSession& s) {
    for (const auto& m : done(client::members(s.state(), *current_), "Cannot list members")) std::cout << "  " << shown_name(s.name(m)) << "\n";
  }
  void show_current(ChatSession& s) {
    if (!current_) return;
    std::cout << "Conversation " << current_->hex().substr(0, 8) << "\n";
    for (const auto& m : s.state().conversations.at(*current_).history) std::cout << s.line(m) << "\n";
  }

  std::string home_;
  std::optional<ConversationId> current_;
  struct Typed {
    ConversationId conversation;
    std::string text;
  };
  std::deque<Typed> waiting_;
  bool online_ = true, told_access_ = false, told_waiting_ = false;
};

}  // namespace

void live_session(const std::string& home) {
  Live live(home);
  std::string typed;
  for (;;) {
    live.tick();
    pollfd in{0, POLLIN, 0};
    if (poll(&in, 1, kPoll_ms) <= 0) continue;
    char buffer[4096];
    const ssize_t n = read(0, buffer, sizeof buffer);
    if (n <= 0) return live.farewell();
    typed.append(buffer, static_cast<std::size_t>(n));
    for (std::size_t end; (end = typed.find('\n')) != std::string::npos; typed.erase(0, end + 1))
      if (!live.type(typed.substr(0, end))) return live.farewell();
  }
}

}  // namespace eq::app
