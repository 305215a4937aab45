// The orders that a server obeys while it runs (control.h), as both sides write and read them.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "apps/server/control.h"
#include "apps/server/engine.h"

namespace eq::server {

struct InviteOrder {
  static constexpr std::string_view kWord = "invite";
  using Answer = std::vector<wire::Invitation>;
  std::uint32_t count = 0, days = 0;
  EQ_FIELDS(count, days)
};
struct UsersOrder {
  static constexpr std::string_view kWord = "users";
  using Answer = platform::Users;
  std::optional<AccountId> after;
  EQ_FIELDS(after)
};
struct UserOrder {
  static constexpr std::string_view kWord = "user";
  using Answer = wire::Done;
  platform::UserAct act = platform::UserAct::suspend;
  AccountId account;
  EQ_FIELDS(act, account)
};

template <class Order>
std::string words_of(const Order& order) {
  return std::string(Order::kWord) + " " + hex(encode(order));
}

/// What the platform said to an order: a code and a newline, and what it asked for behind them.
template <class Answer>
std::string words_of(const Result<Answer, wire::Code>& said) {
  if (!said.ok()) return std::string(to_text(said.error())) + "\n";
  return std::string(to_text(wire::Code::ok)) + "\n" + to_string(encode(*said));
}
/// nullopt: it is no such answer, but a sentence.
template <class Answer>
std::optional<Result<Answer, wire::Code>> read_words(const std::string& words) {
  const auto end = words.find('\n');
  if (end == words.npos) return std::nullopt;
  const auto code = wire::parse_code(words.substr(0, end));
  if (!code) return std::nullopt;
  if (*code != wire::Code::ok) return *code;
  auto answer = decode<Answer>(view(std::string_view(words).substr(end + 1)));
  if (!answer.ok()) return std::nullopt;
  return std::move(answer).take();
}

/// What orders are carried out with.  `random` is drawn from on the engine's thread alone.
struct Orderly {
  Engine& engine;
  const std::string& home;
  const std::function<Time()>& clock;
  Random& random;
};
/// What to answer, once it is done.  Nobody's identifier and no code gets into a log.
Control::Answer obey(const std::string& order, const Orderly& with);

}  // namespace eq::server
