// A person's home, opened: what every chat command starts from.
#pragma once

#include <nlohmann/json.hpp>

#include "apps/equipoise/frame/foreign_json.h"
#include "apps/equipoise/frame/party.h"
#include "parties/client/environment.h"
#include "parties/client/inbox.h"
#include "parties/client/outbox.h"

namespace eq::app {

class ChatSession {
 public:
  /// Opens the home of a client.  Throws Failure.
  explicit ChatSession(const std::string& dir);
  /// From now on a server that does not answer is given up after a moment.
  void wait_at_most(std::uint64_t limit_ms);

  client::State& state() { return state_; }
  const client::State& state() const { return state_; }
  const wire::Realm& realm() const { return party_.realm; }
  const Home& home() const { return party_.home; }
  Random& rng() { return party_.rng; }
  /// With the time of this moment.
  client::Environment environment();
  void save();
  /// Says to the server who listens for what arrives; good once, and for minutes.
  Bytes hello();
  /// Print what a command did and, after it, what happened meanwhile (whichever operation took it
  /// in); then save it as told.  In JSON it is "events", after those that `object` has already.
  /// Throws Failure if the output does not take it: then nothing counts as told.
  void print(bool as_json, nlohmann::ordered_json object, std::string text);

  /// "me", a petname, an account identifier in hexadecimal, or the beginning of one that only one
  /// account in our conversations has (four digits or more).  Throws Failure naming what is known.
  AccountId person(const std::string& name_or_id) const;
  /// The petname, "me", or the first eight digits.
  std::string name(const AccountId& account) const;
  /// A conversation's identifier, its unambiguous beginning, or who is in it, by name or by the
  /// beginning of an identifier; empty means the only one there is.
  ConversationId conversation(const std::string& start) const;

  /// Whether something can be said in it: we are in it, and have not left.
  bool is_open(const ConversationId& id) const;
  /// What a conversation is called here: who else is in it ("ben, cleo"), with the beginning of its
  /// identifier where that names another as well, or where it is over.
  std::string label(const ConversationId& id) const;
  /// An open conversation by its label, by who else is in it, or by the beginning of its identifier
  /// Throws Failure that lists what there is.
  ConversationId conversation_called(const std::string& name) const;

  /// Why there is no sending token, in words.
  std::string no_tokens() const;
  /// Why what was typed for a conversation waits, as the end of a sentence.
  std::string why_it_waits(const ConversationId& id, Err why) const;
  /// What an error of the last operation means, with a remedy.
  Failure failure(const std::string& what, Err err) const;
  /// The value, or that Failure.
  template <class T>
  T done(Result<T> r, const std::string& what) const {
    if (!r.ok()) throw failure(what, r.error());
    if constexpr (!std::is_void_v<T>) return std::move(r).take();
  }

  /// The same of what reads a list: whether that is old, or the log in which it stands.
  Failure list_failure(const std::string& what, Err err);
  template <class T>
  T done_with_list(Result<T> r, const std::string& what) {
    if (!r.ok()) throw list_failure(what, r.error());
    return std::move(r).take();
  }

  nlohmann::ordered_json describe(const client::Event& event) const;
  nlohmann::ordered_json describe(const client::Shown& message) const;
  /// Of a conversation, what waits on this device to be sent: our words, marked as waiting.
  std::vector<std::string> waiting(const ConversationId& id) const;
  /// One line for people; of a message it begins with its conversation's label.
  std::string line(const client::Event& event) const;
  std::string line(const client::Shown& message) const;
  std::string line(const ConversationId& in, const client::Shown& message) const;

 private:
  std::vector<std::string> others(const ConversationId& id) const;
  std::vector<std::string> called_here(std::vector<std::string> names) const;
  /// What became of a conversation that is meant by its people, and is not with exactly them now.
  std::optional<Failure> gone_or_grown(const std::vector<std::string>& names) const;
  std::vector<AccountId> met_by(const std::string& start) const;
  Party party_;
  client::State state_;
};

/// Bytes of text that go into a message, and how many fewer they are for each file beside it.
inline constexpr std::size_t kLongestText = 65'000, kTextPerFile = 500;

/// Throws Failure for bytes that are no UTF-8, and for none at all.  @param what  begins the
/// sentence: "The text"
void must_be_text(const std::string& text, const std::string& what);

/// Why nothing can be done in this conversation as it stands; nothing if that is not so.
std::optional<Failure> conversation_fault(const ChatSession& session, const ConversationId& id,
                                          const std::string& what);
/// The same for a message that could not be sent in this conversation.
Failure send_failure(const ChatSession& session, const ConversationId& id, Err err);
/// What became of words that waited on this device, in words.
std::string line(const ChatSession& session, const client::Spoken& spoken);
/// What an error of the client means, in words, and a remedy that fits its cause.
/// @param said  what the server last answered: the same error has several causes
Failure chat_failure(const std::string& what, Err err, wire::Code said);

}  // namespace eq::app
