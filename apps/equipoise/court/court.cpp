// `equipoise court ...`: decide on applications, publish orders and days, release day keys.
#include "apps/equipoise/court/judge.h"
#include "eq/base/shown.h"
#include "eq/wire/orders_reader.h"
#include "eq/wire/waiting.h"
#include "parties/court/days.h"
#include "parties/court/duties.h"

namespace eq::app {
namespace {

struct Options {
  std::string application, judge, reason, day, last, month, ground = "unnecessary";
  bool without_the_silent = false, again = false;
  std::uint32_t number = 0;
};

/// What the log has settled meanwhile is put away.  @return a sentence, or nothing
std::string put_away(CourtOffice& office, court::Environment& environment, bool as_json) {
  const std::size_t n = decided(court::put_away_settled(office.state, environment), as_json);
  if (n == 0) return "";
  return std::to_string(n) + (n == 1 ? " application was" : " applications were") +
         " withdrawn by the agency or settled, and put away: nothing is left to decide there.\n";
}

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

struct Duty {
  std::string what, commands;
};
/// In words, with the commands that do it.
Duty words_of(const court::Duty& duty, const wire::Realm& realm) {
  const std::string order = " --order " + std::to_string(duty.order);
  const std::string entry = duty.doubt ? " --entry " + std::to_string(duty.doubt->index) : "";
  const std::string by = duty.doubt ? office_called(realm, duty.doubt->by) : "";
  switch (duty.kind) {
    case court::DutyKind::flag:
      return {"flagged by " + by + " (" + std::string(order::to_text(duty.doubt->ground)) +
                  "): nothing is released until you lift it, or end the order",
              "court lift" + order + entry + "; court end" + order};
    case court::DutyKind::review:
      return {"put under review by " + by +
                  ": another country's law may forbid it, and nothing is released",
              "court resume" + order + entry + "; court reject" + order};
    case court::DutyKind::emergency:
      return {"an emergency that you have not confirmed",
              "court confirm" + order + "; court lapse" + order};
    case court::DutyKind::preserving:
      return {"the agency asks that what it covers be kept", "court keep" + order};
    case court::DutyKind::destroying:
      return {"what was kept is over, and its key is to be destroyed", "court unkeep" + order};
    case court::DutyKind::disclosing: break;
  }
  return {"the notice to the person is due",
          "court disclose --month " + order::to_text(duty.month)};
}

/// All that waits in the log: each holds a case up, or is due.
std::string waiting_in_log(const wire::OrdersShown& orders, const wire::Realm& realm, Time now,
                           json& all) {
  std::string text;
  for (const court::Duty& duty : court::duties(orders, now)) {
    const auto [what, commands] = words_of(duty, realm);
    all.push_back(json{{"order", duty.order}, {"what", what}, {"command", commands}});
    text += "Order no. " + std::to_string(duty.order) + ": " + what + ".\n  equipoise " + commands +
            "\n";
  }
  return text;
}

std::string orders_of(const court::DayDue& due) {
  std::string out;
  for (const auto number : due.orders) out += (out.empty() ? " " : ", ") + std::to_string(number);
  return due.orders.empty() ? "" : ", covered by order no." + out;
}

/// What a day waits for, with the command that does it.
std::string words_of(const court::DayDue& due) {
  const std::string day = to_text(due.day), by = ", by " + to_text(due.by);
  switch (due.needs) {
    case court::DayNeeds::dealing:
      return "is not dealt for" + by + ": equipoise court call-dealers --from " + day + " --to " +
             day;
    case court::DayNeeds::preparing:
      return "is to be prepared" + by + ": equipoise court prepare-day --day " + day;
    case court::DayNeeds::signatures:
      return "waits for custodians' signatures" + by + "; " + std::to_string(due.signed_by) +
             " signed";
    case court::DayNeeds::publishing:
      return "is signed" + by + ": equipoise court publish-day --day " + day;
    case court::DayNeeds::lost: break;
  }
  return "has no object in time: what is written that day cannot be opened";
}

/// The days, each with what it waits for.
std::string waiting_days(const court::State& state, const order::OrderBook& book, Time now,
                         json& days) {
  std::string text;
  for (const court::DayDue& due : court::days_due(state, book, now)) {
    const std::string what = words_of(due);
    days.push_back({{"day", to_text(due.day)}, {"orders", due.orders}, {"what", what}});
    text += "Day " + to_text(due.day) + orders_of(due) + ", " + what + ".\n";
  }
  return text;
}

/// What is to be decided on one application, or whether its answer is waited for.
std::string steps_of(const order::OrderBook& book, const order::Application& a) {
  const order::Case* c = book.find_case(a.id());
  const std::string named = " --application " + hex(a.id()).substr(0, 8);
  if (c != nullptr && c->stage == order::Stage::clarification)
    return "  The agency was asked, and has not answered yet.\n";
  return "  equipoise court approve" + named + ", decline" + named + " or ask" + named + "\n";
}

void inbox(const PartyOptions& party, const Options&) {
  CourtOffice office(party.home, "court");
  auto h = office.environment();
  take_letters(court::collect(office.state, h));
  json applications = json::array(), orders = json::array(), answers = json::array(),
       duties = json::array(), days = json::array();
  std::string text = put_away(office, h, party.json);
  const auto log =
      decided(wire::look_at_orders(h.server, h.realm, office.state.orders_seen), party.json);
  for (const auto& a : office.state.applications) {
    const std::string id = hex(wire::application_id(a));
    applications.push_back(
        {{"application", id}, {"account", a.scope.account.hex()}, {"words", a.plain_words()}});
    text += "Waits for the judge: " + id.substr(0, 16) + "\n  " + a.plain_words() + "\n" +
            steps_of(log.book, a);
    for (const auto& answer : office.state.clarified) {
      if (answer.application != wire::application_id(a)) continue;
      answers.push_back({{"application", id}, {"words", answer.text}});
      text += "  The agency answers: " + shown_block(answer.text) + "\n";
    }
  }
  for (const auto& [number, g] : office.state.granted) {
    orders.push_back({{"order", number},
                      {"consents", g.consents.size()},
                      {"refusals", g.refusals},
                      {"logged", g.log_index.has_value()}});
    const order::Case* c = log.book.find_case(g.file.terms.filing);
    if (c != nullptr && (c->stopped || c->closed)) {
      orders.back()["ended"] = order::to_text(c->stage);
      text += "Order no. " + std::to_string(number) + ": " + std::string(order::to_text(c->stage)) +
              ", in the public log\n";
      continue;
    }
    text += "Order no. " + std::to_string(number) + ": " +
            (g.log_index ? "in the public log" : "signed, not published") + ", " +
            std::to_string(g.consents.size()) + " custodian(s) consented\n";
    if (!g.log_index && g.consents.size() >= office.party.realm.threshold)
      text += "  equipoise court publish-order --order " + std::to_string(number) + "\n";
    for (const auto& r : g.refusals) text += "  refused by " + shown_block(r) + "\n";
  }
  text += waiting_in_log(log, h.realm, h.now, duties) +
          waiting_days(office.state, log.book, h.now, days);
  const std::size_t requests = office.state.requests.size();
  text += std::to_string(requests) +
          (requests == 1 ? " request for a day key waits.\n" : " requests for day keys wait.\n");
  print(party.json,
        {{"applications", applications},
         {"answers", answers},
         {"orders", orders},
         {"waiting_in_log", duties},
         {"days", days},
         {"key_requests", office.state.requests.size()}},
        text);
}

void approve(const PartyOptions& party, const Options& options) {
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

void decline(const PartyOptions& party, const Options& options) {
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
std::string who_consented(const court::Granted& g) {
  std::string numbers;
  for (const auto& c : g.consents)
    numbers += (numbers.empty() ? "" : ", ") + std::string("no. ") + std::to_string(c.index);
  std::string out = "Consented: " + (numbers.empty() ? "nobody" : numbers) +
                    ". Declined: " + std::to_string(g.refusals.size()) +
                    ". Others have not answered; `equipoise court send --order " +
                    std::to_string(g.file.terms.number) + "` asks all again.";
  for (const auto& r : g.refusals) out += "\n    " + shown_block(r);
  return out;
}

void publish_order(const PartyOptions& party, const Options& options) {
  CourtOffice office(party.home, "court");
  auto h = office.environment();
  take_letters(court::collect(office.state, h));
  auto published = court::publish_order(office.state, h, options.number);
  if (!published.ok() && published.error().refusal &&
      published.error().refusal->rule == order::Rule::custodians) {
    order::Stop stop = published.error();
    stop.refusal->remedy = who_consented(office.state.granted.at(options.number));
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

void withdraw(const PartyOptions& party, const Options& options) {
  CourtOffice office(party.home, "court");
  auto h = office.environment();
  const auto judge = have_judge_sign(office, options.judge, party,
                                     "Withdrawn: " + words_of_order(office, options.number));
  decided(court::withdraw(office.state, h, judge, options.number), party.json);
  print(party.json, {{"withdrawn", options.number}},
        "Withdrawn, in the log too; the agency and the custodians were told.");
}

void resend(const PartyOptions& party, const Options& options) {
  CourtOffice office(party.home, "court");
  auto h = office.environment();
  decided(court::send_order(office.state, h, options.number), party.json);
  print(party.json, {{"sent", options.number}}, "The custodians were asked again.");
}

void prepare_day(const PartyOptions& party, const Options& options) {
  CourtOffice office(party.home, "court");
  auto h = office.environment();
  take_letters(court::collect(office.state, h));
  const Day day = day_option(options.day, "--day");
  const auto t = decided(court::prepare_day(office.state, h, day), party.json);
  const auto undecided = std::ranges::count_if(office.state.applications, [&](const auto& a) {
    return a.scope.category == order::DataCategory::content && a.scope.first <= day &&
           day <= a.scope.last;
  });
  print(
      party.json,
      {{"day", options.day},
       {"orders", t.orders},
       {"capacity", t.k},
       {"undecided", undecided},
       {"wid", hex(t.wid)}},
      "The epoch object of " + options.day + " holds " + std::to_string(t.m) +
          " account(s) of at most " + std::to_string(t.k) +
          ", hidden, with a proof. The custodians were asked to check and sign it." +
          (h.now + order::kLead_ms < start_of(day)
               ? ""
               : "\nIt comes too late for clients to seal by it; it only fills its place in the "
                 "log, and nothing of that day can be opened.") +
          (undecided == 0
               ? ""
               : "\n" + std::to_string(undecided) +
                     " application(s) for that day are not decided: once it is published, no order "
                     "comes into it. See `equipoise court inbox`."));
}

void call_dealers(const PartyOptions& party, const Options& options) {
  CourtOffice office(party.home, "court");
  auto h = office.environment();
  const order::DealtDays days{day_option(options.day, "--from"), day_option(options.last, "--to")};
  if (days.last < days.first)
    throw Failure{"--to lies before --from", "Give the earlier one first; nothing was asked.", 2};
  constexpr std::uint32_t kDaysAtOnce = 31;
  if (days.last.n - days.first.n >= kDaysAtOnce)
    throw Failure{"These are " + std::to_string(days.last.n - days.first.n + 1) + " days",
                  "Ask for at most 31 at once; nothing was asked.", 2};
  decided(court::call_dealers(office.state, h, days,
                              options.again ? court::Dealt::anew : court::Dealt::stays),
          party.json);
  print(party.json, {{"from", options.day}, {"to", options.last}},
        "The custodians were asked to deal for " + options.day + " to " + options.last + ".");
}

/// Which of the four steps a ceremony has reached, and who has not done it.
std::string stage_in_words(const court::CeremonyStep& s, const wire::Realm& realm) {
  using enum court::CeremonyStage;
  const char* step = s.stage == offering   ? "step 1 of 4, each offers keys"
                     : s.stage == dealing  ? "step 2 of 4, each deals"
                     : s.stage == checking ? "step 3 of 4, each checks"
                                           : "step 4 of 4, each signs";
  std::string who;
  for (const auto number : s.missing) {
    const auto* c = realm.custodian(number);
    who += (who.empty() ? "; not done by no. " : ", no. ") + std::to_string(number) +
           (c != nullptr ? " (" + shown_name(c->org.name) + ")" : "");
  }
  return std::string(step) + (who.empty() ? "; `custodian deal-days` is next" : who);
}

void carry_dealings(const PartyOptions& party, const Options& options) {
  CourtOffice office(party.home, "court");
  auto h = office.environment();
  take_letters(court::collect(office.state, h));
  const auto silent =
      options.without_the_silent ? court::Silent::left_out : court::Silent::waited_for;
  const auto steps = decided(court::carry_dealings(office.state, h, silent), party.json);
  json list = json::array();
  std::string text;
  for (const auto& s : steps) {
    list.push_back({{"from", to_text(s.days.first)},
                    {"to", to_text(s.days.last)},
                    {"over", s.over},
                    {"waits_for", s.missing}});
    text += to_text(s.days.first) + " to " + to_text(s.days.last) + ": ";
    if (s.over)
      text += "every day is dealt\n";
    else
      text += stage_in_words(s, office.party.realm) + "\n";
  }
  print(party.json, {{"ceremonies", list}}, text.empty() ? "No ceremony runs." : text);
}

void publish_day(const PartyOptions& party, const Options& options) {
  CourtOffice office(party.home, "court");
  auto h = office.environment();
  take_letters(court::collect(office.state, h));
  const auto done =
      decided(court::publish_day(office.state, h, day_option(options.day, "--day")), party.json);
  wait_until_witnessed(office.party, wire::LogName::epochs, done.log_index);
  print(party.json,
        {{"day", options.day}, {"log_index", done.log_index}, {"consents", done.consents}},
        "The epoch object of " + options.day + " is leaf " + std::to_string(done.log_index) +
            " of the public epoch log.");
}

void release_key(const PartyOptions& party, const Options&) {
  CourtOffice office(party.home, "court");
  auto h = office.environment();
  take_letters(court::collect(office.state, h));
  const auto all = decided(court::release_keys(office.state, h), party.json);
  json list = json::array();
  std::string text;
  std::optional<order::Refusal> refused;
  for (const auto& r : all) {
    json item = {{"order", r.order}, {"day", to_text(r.day)}, {"released", !r.refusal}};
    if (r.refusal) item["refused"] = to_json(*r.refusal);
    list.push_back(item);
    text += "Order no. " + std::to_string(r.order) + ", " + to_text(r.day) + ": " +
            (r.refusal ? r.refusal->text()
                       : "key released to the agency; it opens nothing without the custodians") +
            "\n";
    if (r.refusal) refused = r.refusal;
  }
  print(party.json, {{"keys", list}},
        text.empty() ? "No request waits whose intent the witness has seen." : text);
  if (refused) throw Failure{refused->text(), "", 3};
}

void disclose(const PartyOptions& party, const Options& options) {
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
        "The keys to " + std::to_string(done.notices) + " notice(s) due by " + options.month +
            " are public: each person finds their own. " + std::to_string(done.postponed) +
            " more wait by a logged judicial act.");
}

struct Need {
  bool judge = false, application = false, number = false, day = false, days = false,
       silent = false, month = false, reason = false;
};

std::string example_of(const Need& need) {
  std::string out;
  if (need.application) out += "--application 5be1 ";
  if (need.number) out += "--order 7 ";
  if (need.day) out += "--day 2026-12-01 ";
  if (need.days) out += "--from 2026-12-01 --to 2026-12-31 ";
  if (need.month) out += "--month 2026-12 ";
  if (need.reason) out += "--reason \"Milder means suffice\" ";
  if (need.judge) out += "--judge judge.key ";
  return out + "--home court";
}

void add(Command& court, const std::string& name, const std::string& help, const Need& need,
         void (*act)(const PartyOptions&, const Options&)) {
  Command& c = court.add(name, help, example_of(need));
  const auto party = c.party_options();
  const auto o = std::make_shared<Options>();
  if (need.judge) judge_option(c, o->judge);
  if (need.application)
    c.option("--application", &o->application,
             "Its id or the beginning of it; not needed if only one waits");
  if (need.number) c.option("--order", &o->number, "The order's number").required();
  if (need.day) c.option("--day", &o->day, "The day, YYYY-MM-DD").required();
  if (need.days) {
    c.option("--from", &o->day, "The first day, YYYY-MM-DD").required();
    c.option("--to", &o->last, "The last day, at most 31 of them").required();
    c.flag("--again", &o->again,
           "Also for days that are dealt: they must be prepared and signed once more");
  }
  if (need.silent)
    c.flag("--without-the-silent", &o->without_the_silent,
           "Go on without custodians who do not answer");
  if (need.month) c.option("--month", &o->month, "The month, YYYY-MM").required();
  if (need.reason) {
    c.option("--reason", &o->reason, "Why, in words; the agency reads it").required();
    c.option("--ground", &o->ground,
             "The ground that the public log gets, a word of the closed list of spec/order.md")
        .shows_default();
  }
  c.action([party, o, act] { act(*party, *o); });
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
  add(court, "inbox", "Read the desk; show what waits, in plain words", {}, inbox);
  add(court, "approve", "The judge signs an application", {.judge = true, .application = true},
      approve);
  add(court, "decline", "The judge declines an application",
      {.judge = true, .application = true, .reason = true}, decline);
  add(court, "send", "Ask the custodians again for an order", {.number = true}, resend);
  add(court, "withdraw", "Take back an order that is not published",
      {.judge = true, .number = true}, withdraw);
  add(court, "publish-order", "Append an order that enough custodians consented to",
      {.number = true}, publish_order);
  add(court, "call-dealers", "Ask the custodians to deal for days to come", {.days = true},
      call_dealers);
  add(court, "carry-dealings", "Carry the custodians' letters about dealings one step on",
      {.silent = true}, carry_dealings);
  add(court, "prepare-day", "Make a day's epoch object and ask the custodians to sign it",
      {.day = true}, prepare_day);
  add(court, "publish-day", "Append a signed day to the epoch log", {.day = true}, publish_day);
  add(court, "release-key", "Answer the agency's requests for day keys, where the intent is logged",
      {}, release_key);
  add(court, "disclose", "Publish the disclosure key of a month that has begun", {.month = true},
      disclose);
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
