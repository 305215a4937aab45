// `equipoise realm assemble|show` and `equipoise join`: the public constitution that everybody
// pins.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "apps/equipoise/frame/http_transport.h"
#include "apps/equipoise/frame/output_file.h"
#include "apps/equipoise/frame/party.h"
#include "apps/equipoise/frame/server_check.h"
#include "apps/equipoise/operator/commands.h"
#include "apps/equipoise/operator/profile_file.h"
#include "eq/base/shown.h"
#include "eq/wire/realm_check.h"

namespace eq::app {
namespace {

struct AssembleOptions {
  std::string name, out, first_day, ceremony;
  std::vector<std::string> cards, foreign;
  std::string profile = "default";
  unsigned k = 16, k_cap = 256;
  bool json = false;
};

std::string in_words(const std::string& role) { return role == "platform" ? "server" : role; }

/// What a realm cannot be without, that was not given.
std::string missing_from(const wire::Realm& realm) {
  std::string out;
  const auto need = [&](bool is_there, const char* what) {
    if (!is_there) out += (out.empty() ? "" : ", ") + std::string(what);
  };
  need(!realm.orders_log.empty(), "a server");
  need(!realm.witness.empty(), "a witness");
  need(!realm.moderator.name.empty(), "a moderator");
  need(!realm.court.name.empty(), "a court");
  need(!realm.agency.name.empty(), "an agency");
  return out;
}

/// The custodians are those of the ceremony; a card given besides must be of one of them.
void take_ceremony(wire::Realm& realm, const std::string& path) {
  const auto record = must(decode<order::CeremonyRecord>(read_file(path)),
                           path + " is not the record of a ceremony",
                           "Take the file that `custodian accept` wrote.");
  const auto keys = order::verify(record);
  if (!keys.ok())
    throw Failure{"The ceremony's record does not verify: " + keys.error().what,
                  "Nothing was written."};
  if (realm.e_0 < record.circle.from)
    throw Failure{"--first-day " + to_text(realm.e_0) +
                      " lies before the custodians' keys, which are for days from " +
                      to_text(record.circle.from) + " on",
                  "No envelope could be sealed before. Choose that day or a later one.", 2};
  realm.threshold = record.circle.threshold;
  realm.custodian_key = keys->decryption.public_key;
  realm.quorum_key = keys->quorum.public_key;
  for (const order::Peer& p : record.circle.peers) {
    const std::size_t at = p.index - 1u;
    realm.custodians.push_back({p.index,
                                {p.name, p.signing, p.hpke},
                                keys->decryption.share_points[at],
                                keys->quorum.share_points[at]});
  }
}

void check_custodian(const wire::Realm& realm, const Card& c) {
  const auto* known = realm.custodian(c.index);
  if (known == nullptr || known->org != c.org)
    throw Failure{
        "The card of custodian no. " + std::to_string(c.index) + " is not of the ceremony's",
        "Check the cards and the record."};
}

/// One of each, and no card twice: of two the realm would have the last, and nobody would be told.
void must_be_one(const std::string& role, const std::string& path,
                 std::map<std::string, std::string>& seen) {
  const bool one = role == "platform" || role == "witness" || role == "moderator" ||
                   role == "court" || role == "agency";
  const auto [at, fresh] = seen.emplace(one ? role : path, path);
  if (!fresh)
    throw Failure{one ? "Two cards of a " + in_words(role) + ": " + at->second + " and " + path
                      : path + " is given twice",
                  one ? "A realm has one. Another realm's agency and court come by --foreign." : "",
                  2};
}

/// For each kind of list two hotlines of two countries, or it can never be certified.
void check_hotlines(const wire::Realm& realm) {
  std::string faults;
  for (const auto kind : list::kKinds) {
    std::set<std::string> countries;
    std::string names;
    for (const auto& c : realm.hotlines) {
      if (!c.kinds.has(kind)) continue;
      countries.insert(c.jurisdiction);
      names += (names.empty() ? "" : ", ") + shown_name(c.org.name) + " (" + c.jurisdiction + ")";
    }
    if (countries.size() == 1) faults += "\n  " + std::string(list::to_text(kind)) + ": " + names;
  }
  if (!faults.empty())
    throw Failure{
        "Lists of these kinds could never be certified, for that takes two hotlines of two countries:" +
            faults,
        "Add a hotline of another country for each, or leave the kind out (`hotline init --kinds`). Nothing was written.",
        2};
}

/// What people compare by reading it aloud.
std::string spoken(const crypto::Digest& digest) {
  std::string out;
  for (std::size_t i = 0; i < digest.size(); i += 2)
    out += (i == 0 ? "" : " ") + hex(View(digest).subspan(i, 2));
  return out;
}

void take_card(wire::Realm& realm, const Card& c) {
  if (c.role == "platform" && c.vkeys.size() == 3) {
    realm.orders_log = c.vkeys[0];
    realm.epochs_log = c.vkeys[1];
    realm.directory_log = c.vkeys[2];
    realm.stamp_key = c.stamp_key;
    realm.match_key = c.match_key;
    realm.directory_key = c.directory_key;
  } else if (c.role == "witness" && c.vkeys.size() == 1) {
    realm.witness = c.vkeys[0];
  } else if (c.role == "moderator") {
    realm.moderator = c.org;
  } else if (c.role == "court") {
    realm.court = c.org;
    realm.judge = c.judge;
  } else if (c.role == "agency") {
    realm.agency = c.org;
  } else if (c.role == "custodian") {
    check_custodian(realm, c);
  } else if (c.role == "hotline") {
    realm.hotlines.push_back({c.org, c.jurisdiction, c.kinds});
  } else if (c.role == "issuer") {
    const auto kind =
        c.jurisdiction == "minister" ? order::IssuerKind::minister : order::IssuerKind::prosecutor;
    realm.issuers.push_back({c.org.name, kind, c.org.signing});
  } else {
    throw Failure{"A card of role \"" + c.role + "\" has no place in a realm",
                  "Give the cards of organisations only."};
  }
}

/// REALM,AGENCY_CARD,COURT_CARD: an agency of another realm, and its judge.
void take_foreign(wire::Realm& realm, const std::string& text) {
  const auto first = text.find(','),
             second = text.find(',', first == std::string::npos ? first : first + 1);
  if (second == std::string::npos)
    throw Failure{"--foreign is not REALM,AGENCY_CARD,COURT_CARD", "", 2};
  const Card agency = read_card(text.substr(first + 1, second - first - 1)),
             court = read_card(text.substr(second + 1));
  if (agency.role != "agency" || court.role != "court")
    throw Failure{"--foreign needs the card of an agency and of a court", "", 2};
  realm.foreign.push_back({text.substr(0, first), agency.org, court.org.name, court.judge});
}

void assemble(const AssembleOptions& options) {
  wire::Realm realm;
  realm.name = options.name;
  realm.k = static_cast<std::uint16_t>(options.k);
  realm.k_cap = static_cast<std::uint16_t>(options.k_cap);
  realm.e_0 =
      must(parse_day(options.first_day), "--first-day is not a date", "Write it as 2026-11-23.");
  realm.profile = read_profile(options.profile);
  take_ceremony(realm, options.ceremony);
  std::map<std::string, std::string> seen;
  for (const auto& path : options.cards) {
    const Card card = read_card(path);
    must_be_one(card.role, path, seen);
    take_card(realm, card);
  }
  for (const auto& f : options.foreign) take_foreign(realm, f);
  if (const auto missing = missing_from(realm); !missing.empty())
    throw Failure{"A realm needs " + missing + " besides", "Give their cards, too.", 2};
  check_hotlines(realm);
  if (realm.k > realm.k_cap)
    throw Failure{"--capacity " + std::to_string(realm.k) +
                      " is above the ceiling, --capacity-cap " + std::to_string(realm.k_cap),
                  "Give a smaller --capacity, or a larger --capacity-cap. Nothing was written.", 2};
  if (const auto fault = wire::check(realm); !fault.ok())
    throw Failure{"These cards make no realm: " + std::string(to_text(fault.error())),
                  "Give a card for each organisation, and each card once."};
  write_output(options.out, encode(realm), 0644);
  print(
      options.json, {{"realm", realm.name}, {"digest", hex(realm.digest())}, {"file", options.out}},
      to_text(realm) + "\nGive " + options.out +
          " to everybody, and let them compare the digest by voice:\n  " + spoken(realm.digest()) +
          "\nThen each joins (`equipoise join`), and the witness (`equipoise witness`), the server (`equipoise serve --witness URL`) and\n"
          "the moderator (`equipoise moderator run`) start, in this order.");
}

/// A home whose keys the realm does not name could do nothing in it, each command in its own words.
void must_be_named(const Home& home, const wire::Realm& realm) {
  if (!file_exists(home.path("card.eqp"))) return;  // an account's: the realm names none
  const Card c = read_card(home.dir());
  const bool named = c.role == "platform"  ? !c.vkeys.empty() && c.vkeys[0] == realm.orders_log
                     : c.role == "witness" ? !c.vkeys.empty() && c.vkeys[0] == realm.witness
                     : c.role == "issuer"
                         ? std::ranges::any_of(
                               realm.issuers, [&](const auto& i) { return i.key == c.org.signing; })
                         : realm.find(c.org.signing) != nullptr;
  if (named) return;
  throw Failure{"Realm " + shown_name(realm.name) + " does not name the " + in_words(c.role) +
                    " of " + home.dir(),
                "Give the realm file into which this home's card.eqp went; nothing was changed.",
                3};
}

/// @return whether the server was seen to be this realm's; the server itself need not be asked
ServerSeen join(const std::string& dir, const std::string& role, const std::string& realm_file,
                Settings changes) {
  const auto realm = read_realm(realm_file);
  (void)http_transport(
      changes.server);  // an address that is none is said before anything is written
  Home home = Home::open(dir, role);
  if (file_exists(home.path("realm.eqp")) && read_file(home.path("realm.eqp")) != encode(realm))
    throw Failure{
        dir + " has already joined another realm",
        "A home belongs to one realm; make a new home. If nothing was done in the other yet, take " +
            home.path("realm.eqp") + " away and join again: the keys are as good as before."};
  if (role == "client" && !file_exists(home.path("realm.eqp"))) throw never_registered(dir);
  must_be_named(home, realm);
  const std::string clock = clock_to_keep(changes.clock);
  const auto seen =
      role == "platform" ? ServerSeen::same_realm : check_server(changes.server, realm);
  write_file(home.path("realm.eqp"), encode(realm), 0644);
  Settings s = home.settings();
  s.server = changes.server;
  s.clock = clock;
  home.save_settings(s);
  return seen;
}

/// The text of a built-in profile or of a file, to start a profile of one's own from.
std::string toml_of(const std::string& name) {
  for (const auto& b : builtin_profiles())
    if (b.name == name) return std::string(b.toml);
  return to_string(read_file(name));
}

/// What a profile says, for people.
void show_profile(const std::string& name, bool as_json) {
  const order::Profile p = read_profile(name);
  nlohmann::ordered_json categories = nlohmann::ordered_json::array();
  std::string text = p.name + ": " + p.title + "\ndigest " + hex(p.digest()) + "\n";
  for (const auto& c : p.categories) {
    std::string issuers;
    for (const auto i : c.issuers)
      issuers += (issuers.empty() ? "" : " or ") + std::string(order::to_text(i));
    const bool emergency = c.emergency == order::InEmergency::before_confirmation;
    text += std::string(order::to_text(c.category)) + " data: by a " + issuers +
            ", maximum sentence of the offence at least " + std::to_string(c.threshold_months) +
            " months, in an emergency " +
            (emergency ? "before the judge\n" : "never before the judge\n");
    categories.push_back({{"data", order::to_text(c.category)},
                          {"issuers", issuers},
                          {"threshold_months", c.threshold_months},
                          {"emergency", emergency}});
  }
  text +=
      p.confirmation.working_days
          ? "An emergency order lapses after " + std::to_string(p.confirmation.working_days) +
                (p.confirmation.working_days == 1 ? " working day" : " working days")
          : "An emergency order lapses after " + std::to_string(p.confirmation.hours) + " hours";
  text += " without a judge; another realm's order can be objected to for " +
          std::to_string(p.objection_hours) + " hours.\n";
  for (const auto& c : p.citations)
    text += "ORD-R" + std::to_string(c.rule) + ": " + c.source +
            (c.checked == order::Checked::unverified ? " (unverified)\n" : "\n");
  print(as_json,
        {{"name", p.name},
         {"digest", hex(p.digest())},
         {"categories", categories},
         {"objection_hours", p.objection_hours},
         {"toml", toml_of(name)}},
        text);
}

void show(const std::string& file) {
  const auto realm = read_realm(file);
  print(false, {}, to_text(realm) + "digest: " + spoken(realm.digest()));
}

void add_assembling(Command& realm) {
  Command& make = realm.add(
      "assemble", "Make the realm file from all cards",
      "server witness court agency hotline-nl hotline-ie moderation --name \"Example Realm\" --ceremony ceremony-record.eqp "
      "--first-day 2026-12-01 --out realm.eqp");
  const auto o = std::make_shared<AssembleOptions>();
  make.option("--name", &o->name, "The realm's name").required();
  make.option("--out", &o->out, "File to write").required();
  make.option("--first-day", &o->first_day, "First day that can be covered by an order, YYYY-MM-DD")
      .required();
  make.option("--ceremony", &o->ceremony, "The record of the custodians' key ceremony").required();
  make.option("--capacity", &o->k, "Accounts that one day's orders can name, at most")
      .between(1, 4096);
  make.option("--capacity-cap", &o->k_cap, "Ceiling of the capacity, pinned by every client")
      .between(1, 4096);
  make.option("cards", &o->cards, "Card files, or homes that hold one").required();
  make.option("--profile", &o->profile, "The law under which orders are made: " + profile_names());
  make.option(
          "--foreign", &o->foreign,
          "REALM,AGENCY_CARD,COURT_CARD: an agency of another realm that may apply, and its judge")
      .one_at_a_time();
  make.json_flag(o->json);
  make.action([o] { assemble(*o); });
}

}  // namespace

Command realm_command() {
  Command realm("realm", "Put a realm together, or show one");
  add_assembling(realm);

  Command& law =
      realm.add("profile", "Say what a jurisdiction's profile asks of orders", "eu-e-evidence");
  const auto name = std::make_shared<std::string>();
  const auto as_json = std::make_shared<bool>(false);
  law.option("profile", name.get(), profile_names()).required();
  law.json_flag(*as_json);
  law.action([name, as_json] { show_profile(*name, *as_json); });

  Command& showing = realm.add("show", "Say who holds which key", "realm.eqp");
  const auto file = std::make_shared<std::string>();
  showing.option("file", file.get(), "The realm file").required();
  showing.action([file] { show(*file); });
  return realm;
}

Command join_command() {
  Command c("join", "Pin a realm and a server in a home",
            "--home court --realm realm.eqp --server http://127.0.0.1:8700");
  const auto party = c.party_options();
  const auto realm_file = std::make_shared<std::string>();
  const auto settings = std::make_shared<Settings>();
  c.option("--realm", realm_file.get(), "The realm file").required();
  c.option("--server", &settings->server,
           "https://HOST:PORT, or https://HOST:PORT#KEY in a private network")
      .required();
  c.option("--clock", &settings->clock,
           "File with a shift of the clock in milliseconds (simulated days)");
  c.action([party, realm_file, settings] {
    const auto seen = join(party->home, Home::peek(party->home).role, *realm_file, *settings);
    const bool silent = seen == ServerSeen::silent;
    print(
        party->json, {{"joined", true}, {"server_seen", !silent}},
        party->home + " has joined the realm." +
            (silent
                 ? "\nThe server does not answer yet, so its realm file was not compared with yours: "
                   "compare digests by voice (`equipoise realm show`)."
                 : ""));
  });
  return c;
}

}  // namespace eq::app
