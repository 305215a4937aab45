// The custodians' key ceremony, step by step, on machines that need no network.  docs/custodians.md
// tells it to the people who hold it.
#include <algorithm>

#include "apps/equipoise/custodian/ceremony.h"
#include "eq/base/shown.h"
#include "parties/custodian/ceremony.h"
#include "parties/custodian/handover.h"

namespace eq::app {
namespace {

/// What people compare by reading it aloud.
std::string spoken(const crypto::Digest& d) {
  std::string out;
  for (std::size_t i = 0; i < 16; i += 2) out += (i == 0 ? "" : " ") + hex(View(d).subspan(i, 2));
  return out;
}

std::string who(const order::Circle& circle, std::uint16_t index) {
  return "custodian no. " + std::to_string(index) + " (" + circle.peers[index - 1u].name + ")";
}

[[noreturn]] void stop(const order::Circle& circle, const order::CeremonyFault& f) {
  throw Failure{
      (f.custodian == 0 ? "" : "Stopped by the file of " + who(circle, f.custodian) + ". ") +
          f.what,
      "Ask for that file again. If it stays bad, begin a new ceremony without that custodian; nothing was changed.",
      3};
}

order::Circle read_circle(const std::string& path) {
  const auto circle =
      must(decode<order::Circle>(read_file(path)), path + " does not begin a ceremony",
           "Take the file that `custodian convene` wrote.");
  must(order::check(circle), path + " is not a complete circle of custodians", "Ask for it again.");
  return circle;
}

}  // namespace

void write_token_place(const Home& home, const TokenPlace& place) {
  write_file(
      home.path("token.json"),
      to_bytes(json{{"module", place.module}, {"token", place.token}, {"key", place.key}}.dump(2) +
               "\n"),
      0600);
}

void attach_token(const Home& home, custodian::State& state) {
  if (!state.signing.is_in_token()) return;
  const std::string path = home.path("token.json");
  const auto j = json::parse(to_string(read_file(path)), nullptr, false);
  TokenPlace place;
  for (auto [name, field] :
       {std::pair{"module", &place.module}, {"token", &place.token}, {"key", &place.key}}) {
    if (!j.is_object() || !j.contains(name) || !j[name].is_string())
      throw Failure{path + " does not name a token",
                    "Write module, token and key into it; the README of the custodian shows how."};
    *field = j[name];
  }
  EQ_ASSERT(state.signing.attach(token_signer(std::move(place), state.signing.verify_key())).ok());
}

namespace {

void write_custodian_card(const Home& home, const custodian::State& state) {
  const order::Peer p = custodian::as_peer(state);
  Card card;
  card.role = "custodian";
  card.index = p.index;
  card.org = {p.name, p.signing, p.hpke};
  card.ceremony = p.ceremony;
  write_card(home, card);
}

void init(const PartyOptions& party, const CeremonyOptions& options) {
  SystemRandom rng;
  const auto index = static_cast<std::uint16_t>(options.index);
  const bool in_token = !options.token.module.empty();
  // First, so that no key is made in a token for a home that cannot be.
  NewHome made(party.home, {"custodian", options.name, "", ""});
  const auto s = in_token ? custodian::new_custodian(
                                options.name, index,
                                custodian::OwnKey::in_token(create_token_key(options.token)), rng)
                          : custodian::new_custodian(options.name, index, rng);
  made.home().save(s.save());
  if (in_token) write_token_place(made.home(), options.token);
  write_custodian_card(made.home(), s);
  made.put_in_place();
  print(party.json,
        {{"home", party.home}, {"name", options.name}, {"key", s.signing.verify_key().hex()}},
        options.name + " has keys. Its public card is " + made.path("card.eqp") +
            ". Give a copy to every other custodian.");
}

void change_passphrase(const PartyOptions& party) {
  if (!has_terminal())
    throw Failure{"There is no terminal, and old and new passphrase are typed, one after the other",
                  "Run this command at a terminal. Nothing was changed.", 2};
  Home home = Home::open(party.home, "custodian");
  home.change_passphrase();
  print(party.json, {{"changed", true}},
        "The home has a new passphrase. Old copies of the home still open with the old one.");
}

void retire(const PartyOptions& party, const CeremonyOptions&) {
  CustodianOffice office(party.home);
  auto h = office.environment();
  const auto forgotten = decided(custodian::retire(office.state, h), party.json);
  const auto& s = office.state;
  print(party.json, {{"forgotten", forgotten}},
        "Forgot " + std::to_string(forgotten) + " share(s) of earlier ceremonies; " +
            (s.held.empty() ? std::string("none is left here")
                            : "kept the one for days from " + to_text(s.held.back().from) + " on") +
            ".\nCopies of this home made before still hold them: destroy those too.");
}

void renew_card(const PartyOptions& party, const CeremonyOptions& options) {
  Home home = Home::open(party.home, "custodian");
  auto s = load_custodian(home);
  SystemRandom rng;
  if (options.index != 0) s.index = static_cast<std::uint16_t>(options.index);
  custodian::renew(s, rng);
  home.save(s.save());
  write_custodian_card(home, s);
  print(party.json, {{"card", home.path("card.eqp")}, {"index", s.index}},
        "A new card for the next ceremony, as custodian no. " + std::to_string(s.index) + ": " +
            home.path("card.eqp") + ". The shares you hold are unchanged.");
}

/// What is wrong with a circle, in the words of whoever gathered the cards.
void must_be_circle(const order::Circle& circle) {
  for (std::size_t i = 0; i < circle.peers.size(); ++i) {
    const auto& p = circle.peers[i];
    const bool twice = i > 0 && circle.peers[i - 1].index == p.index;
    if (twice)
      throw Failure{
          "No. " + std::to_string(p.index) + " is there twice: " +
              shown_name(circle.peers[i - 1].name) + " and " + shown_name(p.name),
          "One of them takes another number with `equipoise custodian card --index N`, and gives the new card.",
          2};
    if (p.index != i + 1)
      throw Failure{"No. " + std::to_string(i + 1) + " is missing",
                    "Numbers go from 1 without gaps; give every custodian's card.", 2};
  }
  const std::size_t n = circle.peers.size();
  if (n + 1 != 2u * circle.threshold)
    throw Failure{"Of " + std::to_string(n) + " custodians " + std::to_string(circle.threshold) +
                      " cannot be what is needed",
                  "A realm has 2 of 3, 3 of 5, 4 of 7 or 5 of 9.", 2};
  must(order::check(circle), "These cards do not make a circle of custodians",
       "Give the latest card of each custodian.");
}

void convene(const CeremonyOptions& options, bool as_json) {
  order::Circle circle;
  circle.threshold = static_cast<std::uint16_t>(options.threshold);
  circle.from = day_option(options.from, "--from");
  SystemRandom rng;
  circle.nonce = rng.array<32>();
  for (const auto& path : options.files) {
    const Card c = read_card(path);
    if (c.role != "custodian" || !c.ceremony)
      throw Failure{path + " is not a custodian's card", "Give the cards of all custodians.", 2};
    const order::Peer peer{c.index, c.org.name, c.org.signing, c.org.hpke, *c.ceremony};
    if (std::ranges::find(circle.peers, peer) != circle.peers.end())
      throw Failure{path + " is given twice, or is a copy of a card that is",
                    "Give the card of each custodian once.", 2};
    circle.peers.push_back(peer);
  }
  std::sort(circle.peers.begin(), circle.peers.end(),
            [](const auto& a, const auto& b) { return a.index < b.index; });
  must_be_circle(circle);
  write_output(options.out, encode(circle));
  const bool past = circle.from < day_of(Clock("").now());
  print(as_json, {{"file", options.out}, {"circle", hex(circle.digest())}},
        "A ceremony of\n" + in_words(circle) + "Give " + options.out +
            " to every custodian.\nAll must see the same number: " + spoken(circle.digest()) +
            (past ? "\nBy this machine's clock " + to_text(circle.from) +
                        " is over. If that is not meant, begin again, with another --out."
                  : ""));
}

/// Whether this home ended that ceremony with a share.  Its card's keys are used up by that.
bool is_accepted(const custodian::State& state, const order::Circle& circle) {
  const bool of_us = std::ranges::any_of(circle.peers, [&](const order::Peer& p) {
    return p.index == state.index && p.signing == state.signing.verify_key();
  });
  return of_us && !state.pending && !state.secrets &&
         std::ranges::find(state.held, circle.from, &custodian::HeldKeys::from) != state.held.end();
}

void deal(const PartyOptions& party, const CeremonyOptions& options) {
  Home home = Home::open(party.home, "custodian");
  auto s = load_custodian(home);
  const auto circle = read_circle(options.ceremony);
  if (is_accepted(s, circle))
    throw Failure{"This ceremony is done; your share for days from " + to_text(circle.from) +
                      " on is accepted",
                  "Nothing is left to do, and nothing was changed.", 3};
  SystemRandom rng;
  const auto file = must(custodian::deal(s, circle, rng),
                         "This ceremony does not name custodian no. " + std::to_string(s.index) +
                             " as the card in this home does",
                         "Check that the ceremony was begun with your latest card.");
  // before it leaves: the same ceremony never gets a second, different dealing
  home.save(s.save());
  const std::string out = options.out_or(home, "dealing.eqp");
  options.write(out, encode(file));
  print(party.json, {{"file", out}, {"circle", hex(file.circle)}},
        "You take part in a ceremony of\n" + in_words(circle) + "Give " + out +
            " to every other custodian. Each part in it is locked to one of them.\n" +
            "All must see the same number: " + spoken(file.circle));
}

void check(const PartyOptions& party, const CeremonyOptions& options) {
  Home home = Home::open(party.home, "custodian");
  auto s = load_custodian(home);
  const auto circle = read_circle(options.ceremony);
  const auto confirmation =
      custodian::confirm(s, circle, read_all<order::Dealing>(options.files, "dealing"));
  if (!confirmation.ok()) stop(circle, confirmation.error());
  home.save(s.save());
  const std::string out = options.out_or(home, "confirmation.eqp");
  options.write(out, encode(*confirmation));
  print(party.json, {{"file", out}},
        "All " + std::to_string(circle.peers.size()) +
            " dealings are good, and your part of each is here. Give " + out +
            " to every other custodian.\nYour share is not in use before everyone has confirmed.");
}

json keys_json(const order::CustodianKeys& k) {
  return {{"joint_key", hex(k.decryption.public_key.bytes())},
          {"quorum_key", hex(k.quorum.public_key.bytes())},
          {"threshold", k.quorum.params.threshold}};
}
std::string keys_text(const order::CustodianKeys& k) {
  return "The joint key is " + hex(k.decryption.public_key.bytes()) + "\nThe quorum key is " +
         hex(k.quorum.public_key.bytes());
}

void accept(const PartyOptions& party, const CeremonyOptions& options) {
  Home home = Home::open(party.home, "custodian");
  auto s = load_custodian(home);
  if (!s.pending && !s.held.empty())
    throw Failure{
        "No ceremony waits in this home; its share for days from " + to_text(s.held.back().from) +
            " on was accepted",
        "Nothing is left to do, unless a new ceremony was begun: then `equipoise custodian "
        "deal` and `check` come first.",
        3};
  if (!s.pending)
    throw Failure{"There are no checked dealings in this home",
                  "Run `equipoise custodian check` first.", 3};
  const order::Circle circle = s.pending->draft.circle;
  const auto record =
      custodian::accept(s, read_all<order::Confirmation>(options.files, "confirmation"));
  if (!record.ok()) stop(circle, record.error());
  const std::string out = options.out_or(home, "ceremony-record.eqp");
  options.write(out, encode(*record));
  home.save(s.save());
  const auto& keys = s.held.back().keys;
  json said = keys_json(keys);
  said["record"] = out;
  print(party.json, said,
        "Everyone confirmed the same. Any " + std::to_string(circle.threshold) + " of " +
            std::to_string(circle.peers.size()) +
            " custodians can now act together; nobody holds a whole key, and nobody ever did.\n" +
            keys_text(keys) + "\nThe public record is " + out +
            ". It is the same file for everybody; keep it.");
}

void verify(const CeremonyOptions& options, bool as_json) {
  const auto record = read_record(options.ceremony);
  const auto keys = order::verify(record);
  if (!keys.ok()) {
    const auto& f = keys.error();
    throw Failure{
        "The record does not verify: " +
            (f.custodian == 0 ? "" : "custodian no. " + std::to_string(f.custodian) + ": ") +
            f.what,
        "", 3};
  }
  json said = keys_json(*keys);
  said["circle"] = hex(record.circle.digest());
  print(as_json, said,
        "The record verifies. A ceremony of\n" + in_words(record.circle) + keys_text(*keys) +
            "\nNumber of the ceremony: " + spoken(record.circle.digest()));
}

void add_home_commands(Command& custodian) {
  const CeremonyCommand make(custodian, "init", "Make a custodian's keys and card",
                             "--home custodian --name \"Notary Chamber\" --index 1");
  make.given("--name", &CeremonyOptions::name, "The custodian's public name").required();
  make.command.option("--index", &make.o->index, "Its number, from 1").required().between(1, 9);
  make.command
      .option("--pkcs11-module", &make.o->token.module,
              "Make the signing key in a token: path of its PKCS#11 library")
      .existing_file()
      .needs("--token");
  make.command.option("--token", &make.o->token.token, "Label of the token")
      .needs("--pkcs11-module");
  make.command.option("--key-label", &make.o->token.key, "Label of the key in the token")
      .needs("--pkcs11-module")
      .shows_default();
  make.at_home(init);

  const CeremonyCommand card(custodian, "card", "Make a new card, for the next key ceremony",
                             "--home custodian");
  card.command.option("--index", &card.o->index, "A new number, if it changes").between(1, 9);
  card.at_home(renew_card);

  // Without --passphrase-file: old and new would be read from the same.
  Command& changing = custodian.add(
      "passphrase", "Seal this home under a new passphrase (terminal only)", "--home custodian");
  const auto owner = changing.party_options();
  changing.action([owner] { change_passphrase(*owner); });

  const CeremonyCommand retiring(custodian, "retire",
                                 "Forget the shares of all ceremonies but the latest",
                                 "--home custodian");
  retiring.at_home(retire);
}

}  // namespace

void add_ceremony(Command& custodian) {
  add_home_commands(custodian);
  const auto ceremony = [](const CeremonyCommand& c) {
    c.given("--ceremony", &CeremonyOptions::ceremony, "The file that begins the ceremony")
        .required();
  };

  const CeremonyCommand begin(
      custodian, "convene", "Key ceremony, step 1, by one for all: who takes part",
      "one.card two.card three.card --threshold 2 --from 2026-12-01 --out ceremony.eqp");
  begin.command.option("--threshold", &begin.o->threshold, "How many custodians must act together")
      .required()
      .between(2, 9);
  begin.given("--from", &CeremonyOptions::from, "First day of the keys, YYYY-MM-DD").required();
  begin.given("--out", &CeremonyOptions::out, "File to write").required();
  begin.files("cards", "The cards of all custodians");
  begin.anywhere(convene);

  const CeremonyCommand dealing(custodian, "deal", "Key ceremony, step 2: our dealing",
                                "--ceremony ceremony.eqp --home custodian");
  ceremony(dealing);
  dealing.given("--out", &CeremonyOptions::out, "File to write; DIR/dealing.eqp if not given");
  dealing.at_home(deal);

  const CeremonyCommand checking(
      custodian, "check", "Key ceremony, step 3: check everyone's dealing and confirm",
      "one.dealing two.dealing three.dealing --ceremony ceremony.eqp --home custodian");
  ceremony(checking);
  checking.given("--out", &CeremonyOptions::out,
                 "File to write; DIR/confirmation.eqp if not given");
  checking.files("dealings", "The dealings of all custodians, our own too");
  checking.at_home(check);

  const CeremonyCommand accepting(
      custodian, "accept", "Key ceremony, step 4: everyone has confirmed; our share becomes usable",
      "one.confirmation two.confirmation three.confirmation --home custodian");
  accepting.given("--out", &CeremonyOptions::out,
                  "The public record to write; DIR/ceremony-record.eqp if not given");
  accepting.files("confirmations", "The confirmations of all custodians, our own too");
  accepting.at_home(accept);

  const CeremonyCommand verifying(
      custodian, "verify-ceremony",
      "Check the public record of a ceremony; needs no keys and no network", "ceremony-record.eqp");
  verifying.given("record", &CeremonyOptions::ceremony, "The record that `accept` wrote")
      .required();
  verifying.anywhere(verify);
}

}  // namespace eq::app
