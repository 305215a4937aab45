// `equipoise agency init` and `equipoise order ...`: apply, declare, extract, open.
#include <algorithm>

#include "apps/equipoise/agency/office.h"
#include "apps/equipoise/frame/output_file.h"
#include "eq/base/counted.h"
#include "eq/base/shown.h"
#include "eq/evidence/container.h"
#include "eq/order/form_text.h"
#include "eq/wire/orders_reader.h"

namespace eq::app {
namespace {

struct FormOptions {
  order::OrderForm form;
  std::string file;
  bool skip_judge = false;
};

/// What options say completes the form of a file, and where both speak they win.
order::OrderForm completed(order::OrderForm file, const order::OrderForm& options) {
  using Form = order::OrderForm;
  const Form untouched;
  for (std::string Form::*field :
       {&Form::account, &Form::first, &Form::last, &Form::category, &Form::reference,
        &Form::offence, &Form::article, &Form::necessity, &Form::proportionality, &Form::sentence,
        &Form::listed, &Form::issuer, &Form::urgency, &Form::threat})
    if (options.*field != untouched.*field) file.*field = options.*field;
  return file;
}

order::OrderForm read_form(const std::string& path) {
  std::string text = to_string(read_file(path));
  // some editors begin a file with it
  if (constexpr std::string_view kMark = "\xef\xbb\xbf"; text.starts_with(kMark))
    text.erase(0, kMark.size());
  if (const auto fault = order::fault_of_form(text); !fault.empty())
    throw Failure{path + " is not an order form. " + fault,
                  "`equipoise order file --help` explains each.", 2};
  return must(order::parse_form(text), path + " is not an order form");
}

/// The first day that a form may name is said once, as the public log has it: by the calendar alone
/// it may be one whose object is public.
void say_first_day(std::vector<order::Refusal>& faults, const order::OrderForm& form,
                   AgencyOffice& office) {
  const auto early = std::ranges::find(faults, order::Rule::only_the_future, &order::Refusal::rule);
  if (early == faults.end()) return;
  auto h = office.environment();
  const Day open = agency::first_open_day(h), possible = day_of(h.now + order::kLead_ms) + 1;
  const auto first = parse_day(form.first);
  if (open > possible && first.ok() && *first < open) *early = agency::days_are_public(open);
}

/// All that is wrong with a form, at once.
void check_form(const order::OrderForm& form, AgencyOffice& office, bool as_json) {
  auto faults = order::faults_of(form, wire::authorities(office.party.realm), office.party.now());
  if (faults.empty()) return;
  say_first_day(faults, form, office);
  json all = json::array();
  std::string text;
  for (const auto& fault : faults) {
    all.push_back(to_json(fault));
    text += (text.empty() ? "" : "\n") + fault.text();
  }
  if (as_json) print(true, {{"refused", all.front()}, {"all", all}}, "");
  if (form.account.empty() && form.first.empty() && form.reference.empty())
    text +=
        "\nWrite these into a file, a line for each, and give it with --form; docs/police.md "
        "shows one.";
  throw Failure{text, "", 3};
}

void file_order(const PartyOptions& party, FormOptions o) {
  AgencyOffice office(party.home, "agency");
  if (!o.file.empty()) {
    o.form = completed(read_form(o.file), o.form);
  }
  check_form(o.form, office, party.json);
  auto h = office.environment();
  const auto before = o.skip_judge
                          ? std::nullopt
                          : decided(agency::filed_before(office.state, h, o.form), party.json);
  const auto sent = decided(o.skip_judge ? agency::ask_without_judge(office.state, h, o.form)
                            : before     ? agency::send_again(office.state, h, before->application)
                                         : agency::file(office.state, h, o.form),
                            party.json);
  if (!o.skip_judge && !sent.needs) wait_until_filed(office.party, sent.application);
  const std::string again =
      !before ? ""
      : before->in_log
          ? "The same application was filed before and waits: it was sent to the court once more, and no second one was filed.\n"
          : "The same application was filed before and never arrived: it was sent again.\n";
  print(party.json,
        {{"application", hex(sent.application)},
         {"words", sent.words},
         {"again", before.has_value()},
         {"judge_asked", !o.skip_judge && !sent.needs}},
        again + sent.words + "\nApplication " + hex(sent.application) +
            (o.skip_judge
                 ? std::string(" went straight to the custodians, without a judge's signature.\n")
             : sent.needs ? " waits here: " + sent.needs->text() + "\n"
                          : std::string(" is filed in the public log and went to the court.\n")));
}

struct DayOptions {
  std::uint32_t number = 0;
  std::string day;
  std::vector<std::uint16_t> custodians;
  Day parsed() const { return day_option(day, "--day"); }
};

void intent(const PartyOptions& party, const DayOptions& options) {
  AgencyOffice office(party.home, "agency");
  auto h = office.environment();
  take_letters(agency::collect(office.state, h));
  const auto index = decided(
      agency::declare_intent(office.state, h, options.number, options.parsed()), party.json);
  wait_until_witnessed(office.party, wire::LogName::orders, index);
  print(party.json, {{"order", options.number}, {"day", options.day}, {"intent_index", index}},
        "The intent to open " + options.day + " under order no. " + std::to_string(options.number) +
            " is public (entry " + std::to_string(index) +
            " of the order log). The court was asked for its key of that day.");
}

void extract(const PartyOptions& party, const DayOptions& options) {
  AgencyOffice office(party.home, "agency");
  auto h = office.environment();
  take_letters(agency::collect(office.state, h));
  const auto x = decided(
      agency::extract(office.state, h, options.number, options.parsed(), options.custodians),
      party.json);
  print(party.json,
        {{"order", options.number},
         {"day", options.day},
         {"envelopes", x.envelopes},
         {"custodians", x.custodians}},
        "The delivery service gave " + counted(x.envelopes, "sealed envelope", "sealed envelopes") +
            " of " + options.day + ", of everybody in the account's conversations; " +
            counted(x.custodians.size(), "custodian was", "custodians were") +
            " asked to let go. They see none of the envelopes.");
}

void open_day(const PartyOptions& party, const DayOptions& options) {
  AgencyOffice office(party.home, "agency");
  auto h = office.environment();
  take_letters(agency::collect(office.state, h));
  const auto opened =
      decided(agency::open(office.state, h, options.number, options.parsed()), party.json);
  json messages = json::array();
  std::string text =
      std::to_string(opened.opened) + " of " + counted(opened.envelopes, "envelope", "envelopes") +
      " opened" + (opened.opened < opened.envelopes ? "; the others are sealed for good" : "") +
      ". " + counted(opened.messages.size(), "message", "messages") + " of the account:\n";
  for (const auto& m : opened.messages) {
    messages.push_back({{"time", to_text(m.stamp.time)},
                        {"conversation", m.header.conversation.hex()},
                        {"text", agency::text_of(m)}});
    text += "  " + to_text(m.stamp.time) + "  " + shown_line(agency::text_of(m)) + "\n";
  }
  for (const auto index : opened.bad_custodians)
    text += "Custodian " + std::to_string(index) +
            " gave a number that is not its to give; its own signature says so.\n";
  print(party.json,
        {{"order", options.number},
         {"day", options.day},
         {"envelopes", opened.envelopes},
         {"opened", opened.opened},
         {"messages", messages},
         {"bad_custodians", opened.bad_custodians}},
        text);
}

struct PackageOptions {
  std::uint32_t number = 0;
  std::string out;
};

void make_package(const PartyOptions& party, const PackageOptions& options) {
  AgencyOffice office(party.home, "agency");
  auto h = office.environment();
  take_letters(agency::collect(office.state, h));
  const auto package = decided(agency::package(office.state, h, options.number), party.json);
  const auto items = must(evidence::build(package.contents, package.facts, office.state.signing),
                          "The package cannot be built");
  const Bytes file = must(evidence::to_zip(items), "The package is too large for one file");
  write_output(options.out, file);
  json left_out = json::array();
  std::string missing;
  for (const auto& d : package.left_out) {
    left_out.push_back({{"day", to_text(d.day)}, {"why", d.why}});
    missing += "\nNot in it: " + to_text(d.day) + ". " + d.why;
  }
  const std::string warning =
      package.against
          ? "WARNING: this order does not stand, and the package will not pass where it is verified. " +
                package.against->text() + "\n"
          : "";
  print(
      party.json,
      {{"file", options.out},
       {"bytes", file.size()},
       {"items", items.size()},
       {"messages", package.contents.messages.size()},
       {"left_out", left_out},
       {"stands", !package.against},
       {"rule", package.against ? json(package.against->id) : json(nullptr)}},
      warning + "Wrote " + options.out + " (" + std::to_string(items.size()) + " items, " +
          counted(package.contents.messages.size(), "message", "messages") +
          ", with all proofs). Anybody who has the realm file checks it offline: equipoise evidence verify " +
          options.out + " --realm realm.eqp" + missing);
}

void add_filing(Command& order) {
  Command& c = order.add("file", "Apply to the court for one account and up to 30 days ahead",
                         "--form application.txt --home agency");
  const auto party = c.party_options();
  const auto o = std::make_shared<FormOptions>();
  c.option("--account", &o->form.account, "The one account, 64 hexadecimal digits");
  c.option("--from", &o->form.first, "First day, YYYY-MM-DD");
  c.option("--to", &o->form.last, "Last day, YYYY-MM-DD");
  c.option("--reference", &o->form.reference, "Your file number");
  c.option("--offence", &o->form.offence, "What is being investigated");
  c.option("--article", &o->form.article, "The provision that allows this measure");
  c.option("--necessity", &o->form.necessity, "Why milder means do not suffice");
  c.option("--proportionality", &o->form.proportionality, "Why it is worth the intrusion");
  c.option("--category", &o->form.category,
           "subscriber, identifying, traffic or content, as the profile allows");
  c.option("--sentence-months", &o->form.sentence, "The offence's maximum sentence, in months");
  c.option("--listed-offence", &o->form.listed, "Or the listed offence, as the profile names it");
  c.option("--issuer", &o->form.issuer,
           "Who decides: judge (default), prosecutor, minister, police");
  c.option("--urgency", &o->form.urgency, "ordinary (default) or emergency");
  c.option("--threat", &o->form.threat, "Emergency only: to whom, and why now");
  c.option(
      "--form", &o->file,
      "Read it from a file: a line `account: …` for --account, and so on. Options complete it");
  c.flag("--skip-judge", &o->skip_judge,
         "Send it straight to the custodians, unsigned by a judge: they refuse it");
  c.action([party, o] { file_order(*party, *o); });
}

/// One that is about one day of an order.
std::pair<Command*, std::shared_ptr<DayOptions>> add_day_command(
    Command& order, const std::string& name, const std::string& help,
    void (*act)(const PartyOptions&, const DayOptions&)) {
  Command& c = order.add(name, help, "--order 7 --day 2026-12-01 --home agency");
  const auto party = c.party_options();
  const auto o = std::make_shared<DayOptions>();
  c.option("--order", &o->number, "The order's number").required();
  c.option("--day", &o->day, "The day, YYYY-MM-DD").required();
  c.action([party, o, act] { act(*party, *o); });
  return {&c, o};
}

void add_packing(Command& order) {
  Command& pack =
      order.add("package", "Put everything opened under an order into one evidence file",
                "--order 7 --out evidence.eqp --home agency");
  const auto party = pack.party_options();
  const auto o = std::make_shared<PackageOptions>();
  pack.option("--order", &o->number, "The order's number").required();
  pack.option("--out", &o->out, "File to write").required();
  pack.action([party, o] { make_package(*party, *o); });
}

void found(const PartyOptions& party, const std::string& name) {
  SystemRandom rng;
  create_office(party, "agency", name, agency::new_agency(name, rng));
}

}  // namespace

Command agency_command() {
  Command agency("agency", "An agency's keys");
  Command& init = agency.add("init", "Make an agency's keys and card",
                             "--home agency --name \"National Police\"");
  const auto party = init.party_options();
  const auto name = std::make_shared<std::string>();
  init.option("--name", name.get(), "The agency's public name").required();
  init.action([party, name] { found(*party, *name); });
  return agency;
}

Command order_command() {
  Command order("order", "An agency's orders: apply, declare, extract, open");
  add_filing(order);
  add_status(order);
  add_day_command(order, "intent",
                  "Log that a day will be opened, and ask the court for its part of the key",
                  intent);
  const auto [extracting, o] = add_day_command(
      order, "extract", "Take the day's sealed envelopes and ask custodians to let go", extract);
  extracting->option("--custodian", &o->custodians, "Ask only this custodian; may be repeated")
      .one_at_a_time();
  add_packing(order);
  add_day_command(order, "open",
                  "Combine what was let go and read the account's messages of the day", open_day);
  add_case_acts(order);
  add_forms(order);
  return order;
}

Keyring agency_keyring() {
  return {"agency", [](const Home& home) {
            return must_load(agency::State::load(home.load()), home.dir()).letters;
          }};
}

}  // namespace eq::app
