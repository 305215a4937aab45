// `equipoise custodian ...`: the key ceremony, consent to orders and days, shares, receipts.
#include "apps/equipoise/order_frame.h"
#include "parties/custodian/custodian.h"

namespace eq::app {
namespace {

using CustodianOffice = Office<custodian::State, custodian::Hands>;

custodian::State load_state(const Home& home) {
  return must(custodian::State::load(home.load()), home.dir() + "/state is damaged", "Restore the home from a backup.");
}

// ---- the ceremony, by carrying files

custodian::Circle circle_of(const std::vector<std::string>& cards, unsigned threshold) {
  custodian::Circle circle;
  circle.threshold = static_cast<std::uint16_t>(threshold);
  for (const auto& path : cards) {
    const Card c = read_card(path);
    if (c.role != "custodian") throw Failure{path + " is not a custodian's card", "Give the cards of all custodians.", 2};
    circle.peers.push_back({c.index, c.org.name, c.org.signing, c.org.hpke});
  }
  std::sort(circle.peers.begin(), circle.peers.end(), [](const auto& a, const auto& b) { return a.index < b.index; });
  must(custodian::check(circle), "These cards do not make a circle of custodians",
       "Give each card once, numbered from 1 without gaps; at least two must be needed.");
  return circle;
}

struct CeremonyOptions {
  unsigned threshold = 0;
  std::string out;
  std::vector<std::string> cards, dealings;
};

void deal(const PartyOptions& p, const CeremonyOptions& o) {
  const Home home = Home::open(p.home, "custodian");
  const auto s = load_state(home);
  const auto circle = circle_of(o.cards, o.threshold);
  SystemRandom rng;
  const auto file = must(custodian::make_dealing(circle, s.index, s.signing, rng), "This home is not custodian no. " + std::to_string(s.index) + " of that circle",
                         "Check the cards.");
  const std::string out = o.out.empty() ? home.path("dealing.eqp") : o.out;
  write_file(out, encode(file), 0644);
  print(p.json, {{"file", out}, {"circle", hex(file.circle)}},
        "Dealt. Give " + out + " to every custodian; each part in it is sealed to one of them.\nAll must see the same circle: " + hex(file.circle));
}

void accept(const PartyOptions& p, const CeremonyOptions& o) {
  Home home = Home::open(p.home, "custodian");
  auto s = load_state(home);
  if (s.key) throw Failure{"This custodian already holds a share", "A share is never replaced in place; make a new home for a new key.", 3};
  const auto circle = circle_of(o.cards, o.threshold);
  std::vector<custodian::DealingFile> dealings;
  for (const auto& path : o.dealings) {
    dealings.push_back(must(decode<custodian::DealingFile>(read_file(path)), path + " is not a dealing", "Ask its dealer for it again."));
  }
  auto joint = custodian::accept_dealings(circle, dealings, s.index, s.letters.private_key.reveal("opening our parts of the dealings"));
  if (!joint.ok()) {
    const auto& bad = joint.error();
    throw Failure{(bad.dealer ? "The dealing of custodian no. " + std::to_string(bad.dealer) + " is bad: " : "") + bad.what,
                  "The ceremony must be repeated without it; nothing was changed.", 3};
  }
  s.key = joint->key;
  s.share = joint->share;
  home.save(s.save());
  Card card = read_card(p.home);
  card.threshold = circle.threshold;
  card.share_point = joint->key.share_points[s.index - 1u];
  card.joint = joint->key.public_key;
  write_card(home, card);
  print(p.json, {{"joint_key", hex(card.joint.bytes())}, {"share_point", hex(card.share_point.bytes())}, {"threshold", card.threshold}},
        "Every dealing verifies. Any " + std::to_string(card.threshold) + " of " + std::to_string(circle.peers.size()) +
            " custodians together can act; nobody holds the joint key.\nAll must see the same joint key: " + hex(card.joint.bytes()));
}

// ---- acting

struct Options {
  std::uint32_t number = 0;
  std::string day, reason;
  bool wants(std::uint32_t n) const { return number == 0 || number == n; }
  bool wants(Day d) const { return day.empty() || day_option(day, "--day") == d; }
};

/// Print everything that was decided; a refusal makes the command exit with 3.
void report(bool as_json, const char* key, const json& items, const std::string& text, const std::optional<order::Refusal>& refused) {
  print(as_json, {{key, items}}, text);
  if (refused) throw Failure{refused->text(), "", 3};
}

void inbox(const PartyOptions& p, const Options&) {
  CustodianOffice office(p.home, "custodian");
  auto h = office.hands();
  take_letters(custodian::collect(office.state, h));
  const auto& s = office.state;
  json orders = json::array(), days = json::array(), shares = json::array();
  std::string text;
  for (const auto& a : s.orders) {
    const auto& scope = a.file.application.scope;
    const auto* from = office.party.realm.find(a.from);
    orders.push_back({{"order", a.file.terms.number}, {"from", from ? from->name : ""}, {"account", scope.account.hex()},
                      {"first", to_text(scope.first)}, {"last", to_text(scope.last)}});
    text += "Order no. " + std::to_string(a.file.terms.number) + " from " + (from ? from->name : "?") + ": account " + scope.account.hex() +
            ", " + to_text(scope.first) + " to " + to_text(scope.last) + "\n";
  }
  for (const auto& e : s.epochs) {
    days.push_back(to_text(e.proposal.terms.epoch));
    text += "Epoch object of " + to_text(e.proposal.terms.epoch) + " with " + std::to_string(e.proposal.terms.m) + " order(s)\n";
  }
  for (const auto& r : s.shares) {
    shares.push_back({{"day", to_text(r.request.epoch)}, {"envelopes", r.request.envelopes.size()}});
    text += "Request for shares of " + to_text(r.request.epoch) + ": " + std::to_string(r.request.envelopes.size()) + " envelope(s)\n";
  }
  print(p.json, {{"orders", orders}, {"days", days}, {"share_requests", shares}}, text.empty() ? "Nothing waits." : text);
}

void approve(const PartyOptions& p, const Options& o) {
  CustodianOffice office(p.home, "custodian");
  auto h = office.hands();
  take_letters(custodian::collect(office.state, h));
  json items = json::array();
  std::string text;
  std::optional<order::Refusal> refused;
  for (std::size_t i = 0; i < office.state.orders.size();) {
    if (!o.wants(office.state.orders[i].file.terms.number)) {
      ++i;
      continue;
    }
    const auto d = decided(custodian::approve(office.state, h, i), p.json);
    json item = {{"order", d.number}, {"signed", !d.refusal}, {"words", d.words}};
    if (d.refusal) item["refused"] = to_json(*d.refusal);
    items.push_back(item);
    if (d.refusal) refused = d.refusal;
    else text += "You sign:\n" + d.words + "\nYour consent went to the court.\n";
  }
  report(p.json, "orders", items, text.empty() && !refused ? "No order waits." : text, refused);
}

void decline(const PartyOptions& p, const Options& o) {
  CustodianOffice office(p.home, "custodian");
  auto h = office.hands();
  take_letters(custodian::collect(office.state, h));
  for (std::size_t i = 0; i < office.state.orders.size(); ++i) {
    if (office.state.orders[i].file.terms.number != o.number) continue;
    decided(custodian::decline(office.state, h, i, o.reason), p.json);
    print(p.json, {{"declined", o.number}}, "Declined; the sender was told why.");
    return;
  }
  throw Failure{"No such order waits", "See `equipoise custodian inbox`."};
}

void sign_epoch(const PartyOptions& p, const Options& o) {
  CustodianOffice office(p.home, "custodian");
  auto h = office.hands();
  take_letters(custodian::collect(office.state, h));
  json items = json::array();
  std::string text;
  std::optional<order::Refusal> refused;
  for (std::size_t i = 0; i < office.state.epochs.size();) {
    if (!o.wants(office.state.epochs[i].proposal.terms.epoch)) {
      ++i;
      continue;
    }
    const auto d = decided(custodian::sign_epoch(office.state, h, i), p.json);
    json item = {{"day", to_text(d.day)}, {"orders", d.orders}, {"signed", !d.refusal}, {"in_time", d.in_time}};
    if (d.refusal) item["refused"] = to_json(*d.refusal);
    items.push_back(item);
    if (d.refusal) refused = d.refusal;
    else {
      text += "You sign: on " + to_text(d.day) + " the accounts of " + std::to_string(d.orders.size()) +
              " logged order(s) can be opened, and nobody else's. The proof was checked.\n";
      if (!d.in_time) text += "  It comes too late for clients to use; it only fills its place in the log.\n";
    }
  }
  report(p.json, "days", items, text.empty() && !refused ? "No day waits." : text, refused);
}

void share(const PartyOptions& p, const Options& o) {
  CustodianOffice office(p.home, "custodian");
  auto h = office.hands();
  take_letters(custodian::collect(office.state, h));
  json items = json::array();
  std::string text;
  std::optional<order::Refusal> refused;
  for (std::size_t i = 0; i < office.state.shares.size();) {
    if (!o.wants(office.state.shares[i].request.epoch)) {
      ++i;
      continue;
    }
    const auto d = decided(custodian::give_shares(office.state, h, i), p.json);
    json item = {{"order", d.order}, {"day", to_text(d.day)}, {"answered", d.answered}, {"refused_envelopes", d.refused}, {"given", !d.refusal}};
    if (d.refusal) item["refused"] = to_json(*d.refusal);
    items.push_back(item);
    if (d.refusal) refused = d.refusal;
    else
      text += "You give shares of " + std::to_string(d.answered) + " envelope(s) of " + to_text(d.day) + " for order no. " + std::to_string(d.order) +
              ": the order is logged and in force that day, the agency's intent is public, and the court's key proves that the "
              "account is in the day's set. You saw no message. Your signature on the receipt went to the other custodians.\n";
  }
  report(p.json, "shares", items, text.empty() && !refused ? "No request waits." : text, refused);
}

void receipt(const PartyOptions& p, const Options&) {
  CustodianOffice office(p.home, "custodian");
  auto h = office.hands();
  take_letters(custodian::collect(office.state, h));
  const auto all = decided(custodian::log_receipts(office.state, h), p.json);
  json items = json::array();
  std::string text;
  for (const auto& r : all) {
    json item = {{"order", r.order}, {"day", to_text(r.day)}, {"consents", r.consents}, {"logged", r.log_index.has_value()}};
    if (r.log_index) {
      item["log_index"] = *r.log_index;
      wait_until_witnessed(office.party, wire::LogName::orders, *r.log_index);
    }
    items.push_back(item);
    text += "Receipt for order no. " + std::to_string(r.order) + ", " + to_text(r.day) + ": " +
            (r.log_index ? "entry " + std::to_string(*r.log_index) + " of the public log" : "waits for further custodians") + "\n";
  }
  print(p.json, {{"receipts", items}}, text.empty() ? "No receipt is open." : text);
}

struct Need {
  bool number = false, day = false, reason = false;
};

void add(CLI::App& custodian, const std::string& name, const std::string& help, Need need,
         void (*act)(const PartyOptions&, const Options&)) {
  auto* c = custodian.add_subcommand(name, help);
  auto p = add_party_options(*c);
  auto o = std::make_shared<Options>();
  if (need.number) {
    auto* option = c->add_option("--order", o->number, "The order's number; all that wait if not given");
    if (need.reason) option->required();
  }
  if (need.day) c->add_option("--day", o->day, "Only this day, YYYY-MM-DD");
  if (need.reason) c->add_option("--reason", o->reason, "Why, in words")->required();
  c->callback([p, o, act] { act(*p, *o); });
}

void add_ceremony(CLI::App& custodian) {
  auto* init = custodian.add_subcommand("init", "Make a custodian's keys and card");
  auto party = add_party_options(*init);
  auto name = std::make_shared<std::string>();
  auto index = std::make_shared<unsigned>(0);
  init->add_option("--name", *name, "The custodian's public name")->required();
  init->add_option("--index", *index, "Its number, from 1")->required()->check(CLI::Range(1u, 255u));
  init->callback([party, name, index] {
    SystemRandom rng;
    const auto i = static_cast<std::uint16_t>(*index);
    found_office(*party, "custodian", *name, custodian::new_custodian(*name, i, rng), i);
  });

  auto* dealing = custodian.add_subcommand("deal", "Key ceremony, step 1: deal our part of the joint key");
  auto dp = add_party_options(*dealing);
  auto d = std::make_shared<CeremonyOptions>();
  dealing->add_option("--threshold", d->threshold, "How many custodians must act together")->required()->check(CLI::Range(2u, 255u));
  dealing->add_option("--out", d->out, "File to write; DIR/dealing.eqp if not given");
  dealing->add_option("cards", d->cards, "The cards of all custodians, our own too")->required();
  dealing->callback([dp, d] { deal(*dp, *d); });

  auto* accepting = custodian.add_subcommand("accept", "Key ceremony, step 2: check every dealing and keep our share");
  auto ap = add_party_options(*accepting);
  auto a = std::make_shared<CeremonyOptions>();
  accepting->add_option("--threshold", a->threshold, "How many custodians must act together")->required()->check(CLI::Range(2u, 255u));
  accepting->add_option("--card", a->cards, "A custodian's card; once for each")->required()->allow_extra_args(false);
  accepting->add_option("dealings", a->dealings, "The dealings of all custodians, our own too")->required();
  accepting->callback([ap, a] { accept(*ap, *a); });
}

void add_custodian(CLI::App& root) {
  auto* custodian = root.add_subcommand("custodian", "A custodian: key ceremony, consents, shares, receipts");
  custodian->require_subcommand(1);
  add_ceremony(*custodian);
  add(*custodian, "inbox", "Read the desk; show what waits", {}, inbox);
  add(*custodian, "approve", "Check waiting orders and consent to those that pass", {.number = true}, approve);
  add(*custodian, "decline", "Decline an order, with a reason", {.number = true, .reason = true}, decline);
  add(*custodian, "sign-epoch", "Check waiting epoch objects and sign those that pass", {.day = true}, sign_epoch);
  add(*custodian, "share", "Check waiting requests and give shares where everything is proven", {.day = true}, share);
  add(*custodian, "receipt", "Log receipts that enough custodians signed", {}, receipt);
}

const Commands commands(60, add_custodian);

}  // namespace
}  // namespace eq::app
