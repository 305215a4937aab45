// `equipoise court ...`: decide on applications, publish orders, release day keys.
#include "apps/equipoise/court/court_command.h"
#include "apps/equipoise/court/judge.h"
#include "eq/base/counted.h"
#include "eq/base/shown.h"
#include "eq/wire/orders_reader.h"
#include "eq/wire/waiting.h"
#include "parties/court/consents.h"

namespace eq::app {
namespace {

/// Which waiting application is meant: by the beginning of its id, or the only one.
crypto::Digest pick(const court::State& state, const std::string& prefix) {
  const auto found = wire::ids_of(state.applications,
                                  [&](const auto& a) { return hex(a.id()).starts_with(prefix); });
  if (found.empty()) throw Failure{"No such application waits", "See `equipoise court inbox`."};
  if (found.size() > 1)
    throw Failure{"More than one application waits",
                  "Name one with --application; see `equipoise court inbox`.", 2};
  return found[0];
}

void approve(const PartyOptions& party, const CourtOptions& options) {
  CourtOffice office(party.home, "court");
  auto h = office.environment();
  take_letters(court::collect(office.state, h));
  const std::string before = put_away(office, h, party.json);
  const auto id = pick(office.state, options.application);
  const auto judge =
      have_judge_sign(office, options.judge, party, application_words(office.state, id));
  const auto a = decided(court::approve(office.state, h, judge, id), party.json);
  print(party.json, {{"order", a.number}, {"words", a.words}},
        before + "Signed: order no. " + std::to_string(a.number) +
            ". The custodians were asked to consent.");
}

void decline(const PartyOptions& party, const CourtOptions& options) {
  CourtOffice office(party.home, "court");
  auto h = office.environment();
  take_letters(court::collect(office.state, h));
  if (options.reason.find_first_not_of(" \t\n") == std::string::npos)
    throw Failure{"A decision has its reason",
                  "Give --reason in words: the agency reads it. Nothing was decided.", 2};
  const std::string before = put_away(office, h, party.json);
  const auto id = pick(office.state, options.application);
  const auto ground = ground_option(options.ground);
  const auto judge = have_judge_sign(office, options.judge, party,
                                     "Declined (" + options.ground + "): " + options.reason + "\n" +
                                         application_words(office.state, id));
  decided(court::decline(office.state, h, judge, id, ground, options.reason), party.json);
  print(party.json, {{"declined", true}},
        before + "Declined; the agency was told why, and the log has the ground (" +
            options.ground + ").");
}

/// Instead of "ask further custodians": who has answered, and how to ask the others.
std::string who_consented(const court::Granted& g, const order::Authorities& realm) {
  std::string numbers;
  for (const auto number : court::consented(g, realm))
    numbers += (numbers.empty() ? "" : ", ") + std::string("no. ") + std::to_string(number);
  std::string out = "Consented: " + (numbers.empty() ? "nobody" : numbers) +
                    ". Declined: " + std::to_string(g.refusals.size()) +
                    ". Others have not answered; `equipoise court send --order " +
                    std::to_string(g.file.terms.number) + "` asks all again.";
  for (const auto& r : g.refusals) out += "\n    " + shown_block(r);
  return out;
}

void publish_order(const PartyOptions& party, const CourtOptions& options) {
  CourtOffice office(party.home, "court");
  auto h = office.environment();
  take_letters(court::collect(office.state, h));
  auto published = court::publish_order(office.state, h, options.number);
  if (!published.ok() && published.error().refusal &&
      published.error().refusal->rule == order::Rule::custodians) {
    order::Stop stop = published.error();
    const auto log =
        decided(wire::look_at_orders(h.server, h.realm, office.state.orders_seen), party.json);
    stop.refusal->remedy = who_consented(office.state.granted.at(options.number), log.book.realm());
    published = std::move(stop);
  }
  const auto done = decided(std::move(published), party.json);
  wait_until_witnessed(office.party, wire::LogName::orders, done.log_index);
  print(party.json,
        {{"order", options.number}, {"log_index", done.log_index}, {"consents", done.consents}},
        "Order no. " + std::to_string(options.number) + " is entry " +
            std::to_string(done.log_index) + " of the public order log, with " +
            std::to_string(done.consents) +
            " custodians' consents. It does not show whom it names.");
}

void withdraw(const PartyOptions& party, const CourtOptions& options) {
  CourtOffice office(party.home, "court");
  auto h = office.environment();
  const auto judge = have_judge_sign(office, options.judge, party,
                                     "Withdrawn: " + words_of_order(office, options.number));
  decided(court::withdraw(office.state, h, judge, options.number), party.json);
  print(party.json, {{"withdrawn", options.number}},
        "Withdrawn, in the log too; the agency and the custodians were told.");
}

void resend(const PartyOptions& party, const CourtOptions& options) {
  CourtOffice office(party.home, "court");
  auto h = office.environment();
  decided(court::send_order(office.state, h, options.number), party.json);
  print(party.json, {{"sent", options.number}}, "The custodians were asked again.");
}

void release_key(const PartyOptions& party, const CourtOptions&) {
  CourtOffice office(party.home, "court");
  auto h = office.environment();
  take_letters(court::collect(office.state, h));
  const auto all = decided(court::release_keys(office.state, h), party.json);
  json list = json::array();
  std::string text, refused;
  for (const auto& r : all) {
    const bool stays = r.asked == court::Asked::kept;
    json item = {
        {"order", r.order}, {"day", to_text(r.day)}, {"released", !r.refusal}, {"kept", stays}};
    if (r.refusal) item["refused"] = to_json(*r.refusal);
    list.push_back(item);
    const std::string name = "Order no. " + std::to_string(r.order) + ", " + to_text(r.day) + ": ";
    if (!r.refusal)
      text += name + "key released to the agency; it opens nothing without the custodians\n";
    else
      refused += (refused.empty() ? "" : "\n") + name + r.refusal->text() +
                 (stays ? " The request stays here until that is decided." : "");
  }
  print(party.json, {{"keys", list}},
        text.empty() && refused.empty() ? "No request waits whose intent the witness has seen."
                                        : text);
  if (!refused.empty()) throw Failure{refused, "", 3};
}

void disclose(const PartyOptions& party, const CourtOptions& options) {
  CourtOffice office(party.home, "court");
  auto h = office.environment();
  const auto month =
      must(order::parse_month(options.month), "--month is not a month", "Write it as YYYY-MM.");
  const auto done = decided(court::disclose(office.state, h, month), party.json);
  if (done.notices > 0) wait_until_witnessed(office.party, wire::LogName::orders, done.log_index);
  print(party.json,
        {{"month", options.month},
         {"notices", done.notices},
         {"postponed", done.postponed},
         {"log_index", done.log_index}},
        (done.notices == 1 ? "The key to 1 notice"
                           : "The keys to " + std::to_string(done.notices) + " notices") +
            " due by " + options.month + (done.notices == 1 ? " is" : " are") +
            " public: each person finds their own." +
            (done.postponed == 0 ? ""
                                 : " " + counted(done.postponed, "more waits", "more wait") +
                                       " by a logged judicial act."));
}

void found(const PartyOptions& party, const std::string& name, const std::string& judge) {
  SystemRandom rng;
  Card card;
  card.judge = read_judge_card(judge);
  create_office(party, "court", name, court::new_court(name, rng), std::move(card));
}

}  // namespace

Command court_command() {
  Command court("court", "A court: decide, publish orders and days, release keys");
  Command& init = court.add("init", "Make a court's keys and card",
                            "--home court --name \"District Court\" --judge judge.key.pub");
  const auto party = init.party_options();
  const auto name = std::make_shared<std::string>(), judge = std::make_shared<std::string>();
  init.option("--name", name.get(), "The court's public name").required();
  init.option("--judge", judge.get(), "The .pub file that `court judge-key` wrote").required();
  init.action([party, name, judge] { found(*party, *name, *judge); });
  add_inbox(court);
  add_court_command(court, "approve", "The judge signs an application",
                    {.judge = true, .application = true}, approve);
  add_court_command(court, "decline", "The judge declines an application",
                    {.judge = true, .application = true, .reason = true}, decline);
  add_court_command(court, "send", "Ask the custodians again for an order", {.number = true},
                    resend);
  add_court_command(court, "withdraw", "Take back an order that is not published",
                    {.judge = true, .number = true}, withdraw);
  add_court_command(court, "publish-order", "Append an order that enough custodians consented to",
                    {.number = true}, publish_order);
  add_days(court);
  add_court_command(court, "release-key",
                    "Answer the agency's requests for day keys, where the intent is logged", {},
                    release_key);
  add_court_command(court, "disclose", "Publish the disclosure key of a month that has begun",
                    {.month = true}, disclose);
  add_judge_key(court);
  add_case(court);
  add_legal_basis(court);
  return court;
}

Keyring court_keyring() {
  return {"court", [](const Home& home) {
            return must_load(court::State::load(home.load()), home.dir()).letters;
          }};
}

}  // namespace eq::app
