// `equipoise order import|export`: drafts from other systems' forms, and cases told in them.
// spec/forms.md
#include "apps/equipoise/agency/office.h"
#include "apps/equipoise/frame/country.h"
#include "apps/equipoise/frame/output_file.h"
#include "apps/forms/epoc.h"
#include "apps/forms/hi1_order.h"
#include "eq/order/life.h"
#include "eq/wire/orders_reader.h"

namespace eq::app {
namespace {

struct FormOptions {
  std::string kind, file, out, reply, application, package, state = "XX", reader = "provider";
};

template <class T>
T understood(Result<T, forms::FormRefusal> r, bool as_json) {
  if (r.ok()) return std::move(r).take();
  const auto& why = r.error();
  if (as_json)
    print(true,
          {{"refused",
            {{"code", static_cast<int>(why.code)},
             {"path", why.path},
             {"sentence", why.what},
             {"source", why.source},
             {"remedy", why.remedy}}}},
          "");
  throw Failure{why.text(), "", 3};
}

/// As `order file --form` reads it: a line for each field.  Lines within a field become one.
std::string draft_text(const order::OrderForm& f) {
  std::string out;
  const auto line = [&](const char* name, std::string value) {
    for (char& c : value)
      if (static_cast<unsigned char>(c) < 0x20) c = ' ';
    if (!value.empty()) out += std::string(name) + ": " + value + "\n";
  };
  line("account", f.account);
  line("first", f.first);
  line("last", f.last);
  line("category", f.category);
  line("reference", f.reference);
  line("offence", f.offence);
  line("article", f.article);
  line("necessity", f.necessity);
  line("proportionality", f.proportionality);
  line("sentence-months", f.sentence);
  line("listed-offence", f.listed);
  line("issuer", f.issuer);
  line("urgency", f.urgency);
  line("threat", f.threat);
  return out;
}

/// The form must also be one that the realm's law lets be filed; its rule says why not.
void write_draft(AgencyOffice& office, const order::OrderForm& form, const FormOptions& options,
                 bool as_json) {
  const auto self = office.party.realm.find(office.state.signing.verify_key());
  const auto draft =
      order::Draft::from_form(form, wire::authorities(office.party.realm), office.party.now(),
                              self ? self->name : office.state.name);
  if (!draft) {
    if (as_json) print(true, {{"refused", to_json(draft.error())}}, "");
    throw Failure{draft.error().text(), "", 3};
  }
  write_output(options.out, to_bytes(draft_text(form)));
  print(as_json, {{"draft", options.out}, {"words", draft->plain_words()}},
        draft->plain_words() + "\nNothing is filed yet. Read " + options.out +
            ", then: equipoise order file --form " + options.out);
}

/// A case of ours with what the log says of it.
forms::CaseView view_of(AgencyOffice& office, const order::OrderBook& book,
                        const agency::Filing& f) {
  forms::CaseView v{f.application, order::Stage::filed, order::Ground::none, false, std::nullopt};
  const auto* c = book.find_case(f.application.id());
  if (c == nullptr) {
    v.stage = order::Stage::draft;
    return v;
  }
  v.stage = c->stage;
  v.ground = c->ground;
  v.flagged = c->flagged();
  v.number = c->order;
  if (!c->order) return v;
  v.stage = order::stage_now(*c, book, office.party.now());
  return v;
}

/// The log that this office has seen before, or its continuation.
wire::OrdersShown read_orders(AgencyOffice& office) {
  auto h = office.environment();
  return decided(wire::look_at_orders(h.server, h.realm, office.state.orders_seen), false);
}

std::vector<forms::Object> known_objects(AgencyOffice& office, const FormOptions& options) {
  const auto read = read_orders(office);
  std::vector<forms::Object> out;
  for (const auto& f : office.state.filings)
    for (auto& object :
         forms::objects_of(view_of(office, read.book, f), {options.state, office.party.realm.name},
                           office.party.now()))
      out.push_back(std::move(object));
  return out;
}

/// What a message asks of a case that exists is done by `act`, and answered either way.
template <class Act>
void act_on_case(AgencyOffice& office, const forms::Message& request,
                 const std::string& authorisation, const FormOptions& options, bool as_json,
                 Act act) {
  const auto reply = [&](const forms::Message& m) {
    write_output(options.reply, to_bytes(forms::write_hi1(m)));
  };
  const auto refuse = [&](const forms::ActionRefusal& why) {
    reply(forms::refused(request, why, office.party.now()));
    understood(Result<int, forms::FormRefusal>(why.why), as_json);
  };
  const auto general = [](forms::Code code, const std::string& what) {
    return forms::ActionRefusal{
        0,
        {code, "/HI1Message/Payload/RequestPayload/ActionRequests/ActionRequest 0", what,
         "spec/forms.md section 4", "Ask for the case's state first."}};
  };
  for (const auto& f : office.state.filings) {
    if (forms::authorisation_id(f.application) != authorisation) continue;
    const Result<std::uint64_t, forms::ActionRefusal> done = act(f, general);
    if (!done.ok()) return refuse(done.error());
    reply(forms::accepted(request, office.party.now()));
    return print(as_json, {{"application", hex(f.application.id())}, {"log_index", *done}},
                 "Done, and the log says so (entry " + std::to_string(*done) + ").");
  }
  refuse(general(forms::Code::not_found, "There is no such authorisation"));
}

void cancel(AgencyOffice& office, const forms::Message& request, const forms::CancelCase& wish,
            const FormOptions& options, bool as_json) {
  auto h = office.environment();
  act_on_case(
      office, request, wish.authorisation, options, as_json,
      [&](const agency::Filing& f, auto general) -> Result<std::uint64_t, forms::ActionRefusal> {
        const auto done = agency::withdraw(office.state, h, f.application.id());
        if (!done.ok()) return general(forms::Code::general, done.error().text());
        return *done;
      });
}

void preserve(AgencyOffice& office, const forms::Message& request, const forms::PreserveCase& wish,
              const FormOptions& options, bool as_json) {
  auto h = office.environment();
  take_letters(agency::collect(office.state, h));
  act_on_case(
      office, request, wish.authorisation, options, as_json,
      [&](const agency::Filing& f, auto general) -> Result<std::uint64_t, forms::ActionRefusal> {
        const Time ends = order::longest_keeping(f.application.scope.last,
                                                 office.party.realm.profile, office.party.now());
        TRY(forms::same_case(wish, f.application.scope, day_of(ends)));
        if (!f.granted) return general(forms::Code::general, "There is no order yet");
        const auto done = agency::preserve(office.state, h, f.granted->number);
        if (!done.ok()) return general(forms::Code::general, done.error().text());
        return *done;
      });
}

void import_hi1(const PartyOptions& party, const FormOptions& options) {
  if (options.reply.empty())
    throw Failure{"Give --reply FILE", "A message of TS 103 120 is always answered.", 2};
  must_be_free(options.reply);  // what it asks for is done before it is answered
  AgencyOffice office(party.home, "agency");
  const Bytes xml = read_file(options.file);
  const Time now = office.party.now();
  const auto reply = [&](const forms::Message& m) {
    write_output(options.reply, to_bytes(forms::write_hi1(m)));
  };
  const auto read = forms::read_hi1(xml);
  if (!read) {
    // Whom to answer stands in the header; without one there is nobody to answer.
    if (const auto header = forms::read_hi1_header(xml))
      reply(forms::refused(*header, read.error(), now));
  }
  const auto request = understood(read, party.json);
  const auto wish = forms::wish_of(request);
  if (!wish) {
    reply(forms::refused(request, wish.error(), now));
    understood(Result<int, forms::FormRefusal>(wish.error().why), party.json);
  }
  if (const auto* cancelled = std::get_if<forms::CancelCase>(&*wish))
    return cancel(office, request, *cancelled, options, party.json);
  if (const auto* kept = std::get_if<forms::PreserveCase>(&*wish))
    return preserve(office, request, *kept, options, party.json);
  if (std::holds_alternative<forms::Query>(*wish)) {
    const auto known = known_objects(office, options);
    reply(forms::answered(request, known, now));
    return print(party.json, {{"objects", known.size()}, {"reply", options.reply}},
                 "Answered in " + options.reply + ".");
  }
  if (options.out.empty()) throw Failure{"Give --out FILE", "The draft is written there.", 2};
  const auto& form = std::get<forms::NewCase>(*wish).form;
  try {
    write_draft(office, form, options, party.json);
  } catch (const Failure& f) {
    if (f.exit_code == 3)
      reply(forms::refused(request,
                           {0,
                            {forms::Code::general, "/HI1Message/Payload/RequestPayload", f.what,
                             "the realm's law", "As it says."}},
                           now));
    throw;
  }
  reply(forms::accepted(request, now));
}

void import_form(const PartyOptions& party, const FormOptions& options) {
  if (options.kind == "etsi") return import_hi1(party, options);
  if (options.out.empty()) throw Failure{"Give --out FILE", "The draft is written there.", 2};
  AgencyOffice office(party.home, "agency");
  write_draft(office, understood(forms::read_epoc(read_file(options.file)), party.json).form,
              options, party.json);
}

std::string as_epoc(const AgencyOffice& office, const agency::Filing& f,
                    const FormOptions& options) {
  const auto& s = f.application.scope;
  const auto& realm = office.party.realm;
  const auto text = [](const ForeignText& t) { return t.as_written("into XML, which escapes it"); };
  forms::Epoc e;
  e.form = {s.account.hex(),
            to_text(s.first),
            to_text(s.last),
            std::string(order::to_text(s.category)),
            text(s.reference),
            text(s.offence),
            text(s.article),
            text(s.necessity),
            text(s.proportionality),
            std::to_string(s.sentence_months),
            text(s.listed),
            std::string(order::to_text(s.issuer)),
            std::string(order::to_text(s.urgency)),
            text(s.threat)};
  e.issuing_state = options.state;
  const bool decided_elsewhere = !f.application.issues.empty();
  e.issuing_authority = decided_elsewhere                      ? f.application.issues.front().name
                        : s.issuer == order::IssuerKind::judge ? realm.court.name
                                                               : s.authority;
  e.addressee = realm.name;
  if (realm.agency.name != s.authority) e.enforcing_authority = realm.court.name;
  e.recipient = s.authority;
  return forms::write_epoc(e, options.reader == "provider" ? forms::Audience::provider
                                                           : forms::Audience::enforcing_authority);
}

std::string as_non_execution(AgencyOffice& office, const agency::Filing& f, bool as_json) {
  const auto read = read_orders(office);
  const auto* c = read.book.find_case(f.application.id());
  if (c == nullptr || !c->order || !c->answered)
    throw Failure{"The service has not answered this order yet", "See `equipoise order life`."};
  const auto answer =
      must(read.log.logged<order::AnswerEntry>(*c->answered), "The log does not hold the answer");
  const auto& realm = office.party.realm;
  const forms::NonExecution frame{
      f.application.scope.reference.as_written("into XML, which escapes it"),
      0,
      "",
      realm.name,
      {},
      "",
      "",
      c->keeping(),
      realm.name};
  return forms::write_non_execution(
      understood(forms::non_execution(*answer, read.book.find(*c->order)->terms, frame), as_json));
}

forms::Header header_to(AgencyOffice& office, const agency::Filing& f, const FormOptions& options) {
  forms::Header header;
  header.sender = {options.state, office.party.realm.name};
  header.receiver = {options.state, f.application.scope.authority};
  header.transaction = forms::uuid_of(office.party.rng.array<16>());
  header.at = office.party.now();
  return header;
}

std::string as_hi1(AgencyOffice& office, const agency::Filing& f, const FormOptions& options) {
  const auto read = read_orders(office);
  const auto header = header_to(office, f, options);
  std::vector<forms::Request> updates;
  for (auto& object : forms::objects_of(view_of(office, read.book, f), header.sender, header.at)) {
    const bool is_new = std::holds_alternative<forms::Notification>(object.content);
    updates.push_back({is_new ? forms::Verb::create : forms::Verb::update, "", std::move(object)});
  }
  return forms::write_hi1({header, std::move(updates)});
}

std::string as_delivery(AgencyOffice& office, const agency::Filing& f, const FormOptions& options) {
  if (options.package.empty())
    throw Failure{"Give --package FILE", "The package that `equipoise order package` wrote.", 2};
  const Bytes package = read_file(options.package);
  return forms::write_hi1(
      forms::delivery_of(f.application, package, header_to(office, f, options)));
}

void export_form(const PartyOptions& party, const FormOptions& options) {
  AgencyOffice office(party.home, "agency");
  const auto& f = pick_filing(office.state, options.application);
  const std::string id = hex(f.application.id());
  if (options.kind == "application") {
    write_output(options.out, encode(f.application));
    return print(party.json, {{"application", id}, {"file", options.out}},
                 "Wrote " + options.out + ". Whoever decides reads it there and adds a signature.");
  }
  const std::string xml = options.kind == "epoc"          ? as_epoc(office, f, options)
                          : options.kind == "epoc-answer" ? as_non_execution(office, f, party.json)
                          : options.kind == "etsi-delivery" ? as_delivery(office, f, options)
                                                            : as_hi1(office, f, options);
  write_output(options.out, to_bytes(xml));
  print(
      party.json, {{"application", id}, {"file", options.out}, {"form", options.kind}},
      "Wrote " + options.out +
          ". It was not checked against the official schema, which was not available: compare before you "
          "send it (spec/forms.md).");
}

}  // namespace

void add_forms(Command& order) {
  Command& in = order.add(
      "import", "Turn another system's form into a draft, or say where it fails; files nothing",
      "annex-one.xml --form epoc --out draft.txt --home agency");
  const auto importer = in.party_options();
  const auto read = std::make_shared<FormOptions>();
  in.option("file", &read->file, "The form").required();
  in.option("--form", &read->kind, "epoc (the EU's Annex I) or etsi (a TS 103 120 message)")
      .required()
      .one_of({"epoc", "etsi"});
  in.option("--out", &read->out, "File to write the draft to, for `order file --form`");
  in.option("--reply", &read->reply, "etsi: file to write the answer to");
  in.option(
      "--state", [read](const auto& word) { read->state = country_of("--state", word); },
      "etsi: our country, two letters; XX, which is none, if it is not given");
  in.action([importer, read] { import_form(*importer, *read); });

  Command& out = order.add(
      "export",
      "Write an application to a file: for whoever must decide first, or in another system's form",
      "--application 5be1 --form epoc --out annex-one.xml --home agency");
  const auto exporter = out.party_options();
  const auto written = std::make_shared<FormOptions>();
  written->kind = "application";
  out.option("--application", &written->application, "Its id or the beginning of it").required();
  out.option("--out", &written->out, "File to write").required();
  out.option(
         "--form", &written->kind,
         "application; epoc (Annex I), epoc-answer (Annex III, from the server's answer), etsi (its state) or "
         "etsi-delivery (announces the --package)")
      .shows_default()
      .one_of({"application", "epoc", "epoc-answer", "etsi", "etsi-delivery"});
  out.option("--package", &written->package,
             "etsi-delivery: the evidence file that is handed over beside the message");
  out.option(
      "--state", [written](const auto& word) { written->state = country_of("--state", word); },
      "epoc, etsi: the issuing country, two letters; XX, which is none, if it is not given");
  out.option("--reader", &written->reader, "epoc: provider (no grounds) or enforcing-authority")
      .shows_default()
      .one_of({"provider", "enforcing-authority"});
  out.action([exporter, written] { export_form(*exporter, *written); });
}

}  // namespace eq::app
