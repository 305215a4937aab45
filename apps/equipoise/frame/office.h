// What the commands of moderator, hotline, agency, court and custodians share: a home with its
// state, outcomes that name their rule, and waiting for the witness.
#pragma once

#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>

#include "apps/equipoise/frame/foreign_json.h"
#include "apps/equipoise/frame/new_home.h"
#include "apps/equipoise/frame/party.h"
#include "eq/order/application.h"
#include "eq/order/book.h"
#include "eq/order/outcome.h"
#include "eq/wire/authorities.h"
#include "eq/wire/log_reader.h"

namespace eq::app {

using json = nlohmann::ordered_json;

/// A party's home, opened and locked, with its state.
template <class State, class Environment>
struct Office {
  Party party;
  State state;

  Office(const std::string& dir, const std::string& role)
      : party(open_party(dir, role)), state(must_load(State::load(party.home.load()), dir)) {}
  Environment environment() {
    return {party.realm, *party.server, [this] { party.home.save(state.save()); }, party.now(),
            party.rng};
  }
  void save() { party.home.save(state.save()); }
};

/// Why a log could not be read: a server that is silent has said nothing false.
inline Failure unread_log(const std::string& which, const tlog::LogFault& fault) {
  if (fault.err == Err::unavailable)
    return {"The server does not answer, so the " + which + " log cannot be read",
            "Check that it runs, then try again.", 4};
  return {"The " + which + " log does not check out: " + fault.what, "Run `equipoise audit`.", 3};
}

inline json to_json(const order::Refusal& r) {
  return {{"rule", r.id}, {"sentence", r.sentence}, {"source", r.source}, {"remedy", r.remedy}};
}

/// Why something plain stopped it.  What ends with a full stop is a sentence by itself.
inline std::string words_of(const order::Stop& s) {
  if (s.what.ends_with('.')) return s.what;
  if (s.err == Err::unavailable) return s.what + ": the server does not answer, or not yet";
  return s.what + " (" + std::string(to_text(s.err)) + ")";
}

/// The value; or a Failure: exit 3 with the rule that refuses, exit 1 for a plain reason.
template <class T>
T decided(order::Outcome<T> r, bool as_json) {
  if (!r.ok()) {
    const order::Stop& s = r.error();
    if (s.refusal) {
      if (as_json) print(true, {{"refused", to_json(*s.refusal)}}, "");
      throw Failure{s.refusal->text(), "", 3};
    }
    throw Failure{words_of(s),
                  s.err == Err::unavailable ? "Check that the server runs, then try again." : "",
                  1};
  }
  if constexpr (!std::is_void_v<T>) return std::move(r).take();
}

/// Until the witness has seen entry `index`, at most ten seconds.
inline void wait_until_witnessed(Party& party, wire::LogName log, std::uint64_t index) {
  for (int i = 0; i < 100; ++i) {
    const auto read = wire::read_log(*party.server, party.realm, log);
    if (read.ok() && read->size() > index) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  throw Failure{"The entry is stored, but the witness has not cosigned it within ten seconds",
                "Check that the witness runs; then repeat the next step."};
}

/// Until the witness has seen a filing, so that the court can act on it; at most ten seconds.
inline void wait_until_filed(Party& party, const crypto::Digest& application) {
  for (int i = 0; i < 100; ++i) {
    const auto log = wire::read_log(*party.server, party.realm, wire::LogName::orders);
    if (log.ok()) {
      const auto book = order::OrderBook::read(*log, wire::authorities(party.realm));
      if (book.find_case(application) != nullptr) return;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  throw Failure{"The filing is stored, but the witness has not cosigned it within ten seconds",
                "Check that the witness runs."};
}

inline Day day_option(const std::string& text, const char* option) {
  return must(parse_day(text), std::string(option) + " \"" + text + "\" is not a date",
              "Write it as YYYY-MM-DD.");
}

/// A ground of the closed list, by its name.
inline order::Ground ground_option(const std::string& text) {
  for (int g = 1; g <= static_cast<int>(order::Ground::unnecessary); ++g) {
    if (text == order::to_text(static_cast<order::Ground>(g))) return static_cast<order::Ground>(g);
  }
  throw Failure{
      "\"" + text + "\" is no ground",
      "Write immunity-or-privilege, press-freedom, fundamental-right, ne-bis-in-idem, no-offence-here, incomplete, "
      "manifest-error, impossible, third-country or unnecessary.",
      2};
}

/// The two grounds of a flag.
inline order::Ground flag_ground(const std::string& text) {
  for (const auto g : {order::Ground::immunity_or_privilege, order::Ground::press_freedom})
    if (text == order::to_text(g)) return g;
  throw Failure{"A flag has no ground \"" + text + "\"",
                "Write immunity-or-privilege or press-freedom.", 2};
}

/// A file that `equipoise order export` wrote.
inline order::Application read_application(const std::string& file) {
  return must(decode<order::Application>(read_file(file)), file + " is not an application",
              "Take the file that `equipoise order export` wrote.");
}

inline void take_letters(const Result<std::size_t>& taken) {
  if (taken.ok()) return;
  if (taken.error() == Err::unavailable)
    throw Failure{"The server does not answer, so no letters could be fetched",
                  "Check that it runs, then try again; nothing was changed."};
  if (taken.error() == Err::refused)
    throw Failure{"The server knows no office of its realm with the keys of this home",
                  "Give the home whose card went into the realm file."};
  throw Failure{
      "The letters at the desk could not be fetched (" + std::string(to_text(taken.error())) + ")",
      "Check this machine's clock, then try again."};
}

/// A new home of an organisation with its public card.
template <class State>
void create_office(const PartyOptions& party, const std::string& role, const std::string& name,
                   const State& state, Card card = {}) {
  NewHome made(party.home, {role, name, "", ""});
  made.home().save(state.save());
  card.role = role;
  card.org = {name, state.signing.verify_key(),
              must(to_array<32>(state.letters.public_key), "Broken key")};
  write_card(made.home(), card);
  made.put_in_place();
  print(party.json, {{"home", party.home}, {"name", name}, {"key", card.org.signing.hex()}},
        name + " has keys. Its public card is " + made.path("card.eqp") + ".");
}

}  // namespace eq::app
