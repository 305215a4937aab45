// `equipoise moderator cases|show|decide|statement|verify-statement`: read cases, decide them, say
// so under a signature.
#include <filesystem>
#include <sstream>

#include "apps/equipoise/frame/attachment_words.h"
#include "apps/equipoise/frame/passphrase.h"
#include "apps/equipoise/frame/public_record.h"
#include "apps/equipoise/moderator/desk.h"
#include "eq/voucher/small_picture.h"
#include "parties/moderator/duty.h"
#include "parties/moderator/statement.h"

namespace eq::app {
namespace {

using moderator::case_number;

std::string_view to_text(wire::CaseState s) {
  switch (s) {
    case wire::CaseState::open: return "open";
    case wire::CaseState::decided: return "decided";
    case wire::CaseState::appealed: return "appealed";
    case wire::CaseState::closed: return "closed";
    case wire::CaseState::upheld: return "decided again, upheld";
    case wire::CaseState::reversed: return "decided again, reversed";
  }
  return "unknown";
}

json describe(const moderator::Measure& m) {
  const bool warns = m.kind == moderator::Measure::Kind::warning;
  return {{"measure", warns ? "warning" : "limit"},
          {"against", m.against.hex()},
          {"messages_per_day", warns ? json(nullptr) : json(m.per_day)},
          {"until", m.until ? json(to_text(*m.until)) : json(nullptr)}};
}
std::string text_of(const moderator::Measure& m) {
  const std::string who = m.against.hex().substr(0, 16) + "…";
  if (m.kind == moderator::Measure::Kind::warning) return "warned: " + who;
  return (m.per_day == 0 ? "no new sending tokens"
                         : "tokens for at most " + std::to_string(m.per_day) + " messages a day") +
         std::string(" until ") + to_text(*m.until) + ": " + who;
}
json describe(const moderator::Decision& d) {
  json j{{"text", d.words.text},
         {"reason", d.words.reason},
         {"by", d.by.name()},
         {"at", to_text(d.at)},
         {"comes_to", to_text(d.state)}};
  if (!d.unseen.empty()) j["unseen"] = d.unseen;
  if (d.measure) j.update(describe(*d.measure));
  return j;
}

json describe(const moderator::Case& c) {
  json j{{"number", c.number},
         {"case", case_number(c.number)},
         {"state", to_text(c.state)},
         {"category", franking::to_text(c.category)},
         {"desk", moderator::to_text(moderator::desk_of(c.category))},
         {"opened", to_text(c.opened)}};
  if (const auto* d = c.decision()) j["decision"] = describe(*d);
  if (c.appeal) j["appeal"] = {{"words", c.appeal->words}, {"at", to_text(c.appeal->at)}};
  if (c.matched) {
    j["account"] = c.matched->found.account().hex();
    j["opening"] = c.matched->found.log_index();
    j["pictures"] = c.matched->found.pictures().size();
    j["withdrawn"] = c.matched->withdrawn.size();
    j["reported"] = c.matched->verdict == moderator::Verdict::report;
  }
  return j;
}

/// What the law asks of us, one line for each region.
std::string duties_in_text(franking::Category c) {
  std::string out = "The law of each region (no legal advice):\n";
  for (const auto& d : moderator::duties_of(c))
    out += "  " + std::string(d.region) + "  " + std::string(d.what) + " (" +
           std::string(d.source) + ")\n";
  return out;
}

json duties_in_json(franking::Category c) {
  json out = json::array();
  for (const auto& d : moderator::duties_of(c))
    out.push_back({{"region", d.region}, {"what", d.what}, {"source", d.source}});
  return out;
}

/// @param desk  empty for all
void cases(const PartyOptions& party, const std::string& desk) {
  std::optional<moderator::Desk> only;
  if (!desk.empty())
    only = must(moderator::parse_desk(desk), "There is no desk " + desk,
                "Known: " + std::string(moderator::desk_words()) + ".");
  const ModeratorOffice o(party.home);
  json all = json::array(), refused = json::object();
  std::ostringstream text;
  for (const auto& [number, c] : o.state.cases) {
    const auto its_desk = moderator::desk_of(c.category);
    if (only && *only != its_desk) continue;
    all.push_back(describe(c));
    text << case_number(number) << "  " << to_text(c.opened) << "  " << to_text(c.state) << "  "
         << moderator::to_text(its_desk) << "  " << franking::to_text(c.category) << "\n";
  }
  if (o.state.cases.empty())
    text << "No cases. `equipoise moderator once` takes what waits at the desk.\n";
  for (const auto& [flaw, n] : o.state.refused) {
    refused[std::string(franking::name_of(flaw))] = n;
    text << "refused: " << n << "  " << franking::to_text(flaw) << "\n";
  }
  print(party.json, {{"cases", all}, {"refused", refused}}, text.str());
}

json describe(const franking::Attachment& a) {
  return {{"name", a.name},
          {"media_type", a.media_type},
          {"size", a.size},
          {"hash", hex(a.hash)},
          {"in_words", in_words(a)}};
}

json describe(const franking::PreviewLine& l) {
  json j{{"seq", l.seq}, {"time", to_text(l.time)}, {"withheld", l.withheld()}};
  if (l.withheld()) return j;
  j["sender"] = l.sender->hex();
  j["kind"] = l.content->type == franking::ContentType::text ? "text" : "reaction";
  const View text = l.content->type == franking::ContentType::text
                        ? View(l.content->content)
                        : View(l.content->content).subspan(franking::Commitment::kSize);
  j["text"] = ForeignText(to_string(text));
  j["attachments"] = json::array();
  for (const auto& a : l.content->attachments) j["attachments"].push_back(describe(a));
  return j;
}

std::string text_of(const json& line) {
  std::ostringstream out;
  out << "  #" << line["seq"] << "  " << line["time"].get<std::string>() << "  ";
  if (line["withheld"]) {
    out << "[withheld by the reporter: only its place and time are known]\n";
    return out.str();
  }
  out << line["sender"].get<std::string>().substr(0, 16)
      << "...: " << shown_block(line["text"].get<std::string>()) << "\n";
  for (const auto& a : line["attachments"])
    out << "      attachment: " << a["in_words"].get<std::string>() << "\n";
  return out.str();
}

/// What a decision did ends with one that reverses it.
std::string ended_by(const std::vector<moderator::Decision>& all, const moderator::Decision& d) {
  for (const auto& later : all)
    if (later.at > d.at && later.state == wire::CaseState::reversed)
      return "; ended " + to_text(later.at);
  return "";
}

/// Write every attachment of the shown messages into a directory.
json save_attachments(ModeratorOffice& o, moderator::Environment& environment,
                      const moderator::ReviewerKey& by, std::uint32_t number,
                      const franking::Preview& shown, const std::string& dir) {
  json saved = json::array();
  for (const auto& l : shown.lines) {
    if (l.withheld()) continue;
    for (std::size_t i = 0; i < l.content->attachments.size(); ++i) {
      const std::string file =
          dir + "/message-" + std::to_string(l.seq) + "-" + std::to_string(i + 1);
      write_file(file, moderated(moderator::open_attachment(o.state, environment, by, number,
                                                            l.content->attachments[i]),
                                 "Cannot open the attachment"));
      saved.push_back(file);
    }
  }
  return saved;
}

/// What was saved, or that there was nothing.
std::string text_of_saved(const json& saved) {
  if (saved.empty()) return "  Nothing is attached to what is shown.\n";
  std::string out;
  for (const auto& f : saved) out += "  saved: " + f.get<std::string>() + "\n";
  return out;
}

/// The small grey pictures as PGM files: all that there is to look at.
json save_pictures(ModeratorOffice& o, moderator::Environment& environment,
                   const moderator::ReviewerKey& by, const moderator::Case& c,
                   const std::string& dir) {
  json saved = json::array();
  for (std::size_t i = 0; i < c.matched->found.pictures().size(); ++i) {
    if (c.matched->found.pictures()[i].derivative.size() !=
        voucher::kSmallSide * voucher::kSmallSide)
      continue;
    const auto pixels = moderated(moderator::open_picture(o.state, environment, by, c.number, i),
                                  "Cannot show the picture");
    const std::string side = std::to_string(voucher::kSmallSide),
                      file = dir + "/picture-" + std::to_string(i + 1) + ".pgm";
    write_file(file, concat({view("P5 " + side + " " + side + " 255\n"), pixels}));
    saved.push_back(file);
  }
  return saved;
}

std::uint32_t number_of(const std::string& text) {
  return must(moderator::parse_case_number(text), text + " is no case number",
              "Write it as M-000001 or 1.");
}

std::string history_in_text(const moderator::Case& c) {
  std::ostringstream text;
  for (const auto& d : c.decisions) {
    text << "Case " << to_text(d.state) << " " << to_text(d.at) << " by " << shown_name(d.by.name())
         << ": " << shown_block(d.words.text) << "\n  Reason: " << shown_block(d.words.reason)
         << "\n";
    if (!d.unseen.empty())
      text << "  Not looked at first, because: " << shown_block(d.unseen) << "\n";
    if (d.measure) text << "  " << text_of(*d.measure) << ended_by(c.decisions, d) << "\n";
  }
  if (c.appeal)
    text << "Appealed " << to_text(c.appeal->at) << ": " << shown_block(c.appeal->words) << "\n";
  return text.str();
}

void show(const PartyOptions& party, const std::string& number, const std::string& reviewer,
          const std::string& save_to) {
  ModeratorOffice o(party.home);
  const auto by = reviewer_key(o, reviewer);
  auto h = o.environment();
  if (!save_to.empty()) {
    std::error_code ec;
    std::filesystem::create_directories(save_to, ec);
    if (ec) throw Failure{"Cannot make " + save_to + ": " + ec.message(), "Name another folder."};
  }
  const auto view = moderated(moderator::view_case(o.state, h, by, number_of(number)),
                              "Cannot show case " + number);
  json j = describe(view.about);
  std::ostringstream text;
  text << "Case " << case_number(view.about.number) << ", "
       << franking::to_text(view.about.category) << ", " << to_text(view.about.state) << ", opened "
       << to_text(view.about.opened) << "\n";
  if (view.shown) {
    if (!view.shown->note.empty())
      text << "The reporter's note: " << shown_block(view.shown->note) << "\n";
    j["conversation"] = view.shown->conversation.hex();
    j["note"] = view.shown->note;
    j["lines"] = json::array();
    for (const auto& l : view.shown->lines) {
      j["lines"].push_back(describe(l));
      text << text_of(j["lines"].back());
    }
    if (!save_to.empty()) {
      j["saved"] = save_attachments(o, h, by, view.about.number, *view.shown, save_to);
      text << text_of_saved(j["saved"]);
    }
  } else if (view.about.matched) {
    const auto& m = *view.about.matched;
    text << "  " << m.found.pictures().size() << " pictures of account "
         << m.found.account().hex().substr(0, 16) << "... match the certified "
         << list::to_text(m.kind) << " list, by both hashes. Opened under entry "
         << m.found.log_index() << " of the order log.\n";
    if (!m.withdrawn.empty())
      text << "  " << m.withdrawn.size() << " of their entries were withdrawn since.\n";
    if (!save_to.empty()) {
      j["saved"] = save_pictures(o, h, by, view.about, save_to);
      text << text_of_saved(j["saved"]);
    }
  } else {
    text << "  The reported messages were erased after their time.\n";
  }
  text << history_in_text(view.about);
  j["duties"] = duties_in_json(view.about.category);
  text << duties_in_text(view.about.category);
  j["proof"] = "verified when the case was opened";
  if (!view.about.matched) {
    j["proves"] = moderator::what_it_proves();
    j["does_not_prove"] = moderator::what_it_does_not_prove();
    text << moderator::what_it_proves() << "\n" << moderator::what_it_does_not_prove() << "\n";
  }
  print(party.json, j, text.str());
}

json describe(const moderator::Stated& s) {
  json items = json::array(), decisions = json::array();
  for (const auto& d : s.decisions) decisions.push_back(describe(d));
  for (const auto& i : s.items) {
    json looks = json::array();
    for (const auto& v : i.viewed) looks.push_back({{"at", to_text(v.at)}, {"by", v.by.name()}});
    items.push_back({{"what", hex(i.what)}, {"viewed", std::move(looks)}});
  }
  return {{"case", s.case_number},
          {"category", franking::to_text(s.category)},
          {"decisions", decisions},
          {"items", items}};
}

std::string text_of(const moderator::Stated& s) {
  std::ostringstream out;
  out << "Case " << s.case_number << ", " << franking::to_text(s.category) << "\n";
  for (const auto& d : s.decisions) {
    out << "  " << to_text(d.state) << " " << to_text(d.at) << " by " << shown_name(d.by.name())
        << ": " << shown_block(d.words.text) << "\n";
    if (!d.unseen.empty())
      out << "    not looked at first, because: " << shown_block(d.unseen) << "\n";
    if (d.measure) out << "    " << text_of(*d.measure) << ended_by(s.decisions, d) << "\n";
  }
  for (const auto& i : s.items) {
    out << "  " << hex(i.what).substr(0, 16) << "...  ";
    std::string looks;
    for (const auto& v : i.viewed)
      looks +=
          (looks.empty() ? "shown to " : ", to ") + shown_name(v.by.name()) + " " + to_text(v.at);
    out << (looks.empty() ? "not shown to anybody before the decision" : looks) << "\n";
  }
  return out.str();
}

/// Sign what was decided, and what had been looked at by then.
void statement(const PartyOptions& party, const std::string& number, const std::string& file) {
  const ModeratorOffice o(party.home);
  const auto about = o.state.cases.find(number_of(number));
  if (about != o.state.cases.end() && about->second.decision() == nullptr)
    throw Failure{"Case " + number + " is not decided yet, so there is nothing to state",
                  "Decide it first: equipoise moderator decide.", 3};
  const auto s = moderated(moderator::Statement::of(o.state, number_of(number)),
                           "No statement about case " + number + " can be made");
  write_new_file(file, s.bytes());
  print(party.json, describe(s.stated()), text_of(s.stated()) + "Signed, in " + file + ".");
}

/// Whoever gets a statement checks it against the realm's moderator.
void verify_statement(const std::string& file, const std::string& realm_file, bool as_json) {
  RecordOptions record;
  record.realm = realm_file;
  const auto realm = record_realm(record);
  const auto s = must(moderator::Statement::read(read_file(file), realm.moderator.signing),
                      file + " is no statement of this moderator",
                      "It was altered, or another realm's moderator signed it.");
  print(as_json, describe(s.stated()),
        text_of(s.stated()) + "The signature of " + realm.name + "'s moderator holds.");
}

struct DecideOptions {
  std::string number, reviewer, decision, reason, unseen, warn, limit, suspend;
  std::uint32_t per_day = 0, days = 0;
  bool although_it_reported = false;
  std::optional<moderator::Verdict> verdict;
  std::optional<moderator::AppealDecision> outcome;
};

/// Of the senders that the case proves, the one whose identifier begins so.
AccountId sender_called(const moderator::Case& c, const std::string& start) {
  std::vector<AccountId> fitting;
  std::string all;
  for (const auto& sender : moderator::senders_of(c)) {
    if (sender.hex().starts_with(start)) fitting.push_back(sender);
    all += "\n  " + sender.hex();
  }
  if (fitting.size() == 1) return fitting.front();
  throw Failure{fitting.empty() ? "The case proves no message of an account " + start
                                : "More than one account of the case begins with " + start,
                all.empty() ? "What was reported is erased." : "It proves messages of:" + all, 2};
}

moderator::Further further_of(const moderator::Case& c, const DecideOptions& d, Time now) {
  using Kind = moderator::Measure::Kind;
  moderator::Further out{{}, d.unseen};
  if (!d.warn.empty()) out.measure = {Kind::warning, sender_called(c, d.warn), std::nullopt};
  const std::string& limited = d.limit.empty() ? d.suspend : d.limit;
  if (limited.empty() && d.days > 0)
    throw Failure{"--days says how long --limit or --suspend lasts, and neither is given",
                  "Nothing was decided.", 2};
  if (!limited.empty())
    out.measure = moderator::limited(sender_called(c, limited), now, d.days, d.per_day);
  if (out.measure && out.measure->against == c.reporter && !d.although_it_reported)
    throw Failure{out.measure->against.hex().substr(0, 16) + " is who reported the case",
                  "If it is meant all the same, say --although-it-reported. Nothing was decided.",
                  2};
  return out;
}

/// What was not decided is said not to be; what was, although a letter waits, is said to be.
void must_be_decided(const ModeratorOffice& o, std::uint32_t number, std::size_t decisions_before,
                     Status status) {
  if (status.ok()) return;
  const std::string what = "Case " + case_number(number);
  if (o.state.cases.at(number).decisions.size() > decisions_before)
    throw Failure{what + " is decided and saved; the server did not take the letters yet",
                  "They leave with the next round of `equipoise moderator run` or `once`."};
  if (status.error() == Err::unavailable)
    throw Failure{"The server does not answer, and nobody is decided about who cannot be told",
                  "Nothing was decided. Try again when it runs."};
  if (status.error() == Err::refused && o.state.cases.at(number).matched)
    throw Failure{"Who reports pictures must have been shown each of them",
                  "Look at them first: equipoise moderator show " + case_number(number) +
                      " --save-attachments FOLDER. Nothing was decided.",
                  3};
  if (status.error() == Err::malformed)
    throw Failure{"Decision and reason take 1 to 1000 bytes each", "Nothing was decided.", 2};
  moderated(std::move(status), "Nothing was decided in case " + case_number(number));
}

std::string outcome_in_words(const DecideOptions& d, const moderator::Case& c) {
  const std::string what = "Case " + case_number(c.number);
  if (d.verdict == moderator::Verdict::report)
    return what +
           " is a report. Hand it to whom the law names; the account can learn of the opening later.";
  if (d.verdict)
    return what + " is no report. The account is told that its pictures were opened, and why.";
  const auto& measure = c.decision()->measure;
  if (d.outcome)
    return what + " is decided again. Whom it concerns is told, and the public page counts it." +
           (*d.outcome == moderator::AppealDecision::reversed
                ? " What was done before is ended." +
                      (measure ? "\nInstead: " + text_of(*measure) : "")
                : "");
  return what + " is decided. The reporter is told, and the public page shows the new state." +
         (measure ? "\n" + text_of(*measure) + ". That account is told so, why, and how to appeal."
                  : " Nothing else happens by itself: that is --warn, --limit or --suspend.");
}

void decide(const PartyOptions& party, const DecideOptions& d) {
  ModeratorOffice o(party.home);
  auto h = o.environment();
  const auto by = reviewer_key(o, d.reviewer);
  const std::uint32_t number = number_of(d.number);
  const auto about = o.state.cases.find(number);
  if (about == o.state.cases.end())
    throw Failure{"There is no case " + d.number, "See `equipoise moderator cases`.", 2};
  const moderator::Case& c = about->second;
  const auto further = further_of(c, d, h.now);
  const auto what = d.verdict   ? moderator::Deciding::matched
                    : d.outcome ? moderator::Deciding::after_appeal
                                : moderator::Deciding::first;
  if (const auto why = moderator::why_not(c, by.who(), what, further); !why.empty())
    throw Failure{why, "Nothing was decided.", 3};
  const std::size_t before = c.decisions.size();
  const moderator::Words words{d.decision, d.reason};
  must_be_decided(o, number, before,
                  d.verdict ? moderator::decide_matched(o.state, h, by, number, *d.verdict, words)
                  : d.outcome
                      ? moderator::decide_appeal(o.state, h, by, number, *d.outcome, words, further)
                      : moderator::decide(o.state, h, by, number, words, further));
  print(party.json, describe(o.state.cases.at(number)),
        outcome_in_words(d, o.state.cases.at(number)));
}

constexpr auto kCaseNumber = "Case number, M-000001 or 1";
constexpr auto kReviewer =
    "File with your key as a reviewer: what you see and decide is signed with it";

void add_reading(Command& m) {
  Command& listing =
      m.add("cases", "List all cases, and how many reports were refused", "--home moderation");
  const auto lister = listing.party_options();
  const auto desk = std::make_shared<std::string>();
  listing.option("--desk", desk.get(),
                 "Only those of one desk: " + std::string(moderator::desk_words()));
  listing.action([=] { cases(*lister, *desk); });

  Command& showing = m.add("show", "Show a case: the messages, what is withheld, what is proven",
                           "M-000001 --reviewer iris.key --home moderation");
  const auto reader = showing.party_options();
  const auto number = std::make_shared<std::string>(), save_to = std::make_shared<std::string>(),
             shown_to = std::make_shared<std::string>();
  showing.option("case", number.get(), kCaseNumber).required();
  showing.option(
      "--save-attachments", save_to.get(),
      "Write the attachments of shown messages into this folder, which is made if need be");
  showing.option("--reviewer", shown_to.get(), kReviewer).required();
  passphrase_options(showing);
  showing.action([=] { show(*reader, *number, *shown_to, *save_to); });
}

void add_statements(Command& m) {
  Command& signing =
      m.add("statement", "Sign what was decided in a case and what had been looked at by then",
            "M-000001 --out statement.eqp --home moderation");
  const auto signer = signing.party_options();
  const auto about = std::make_shared<std::string>(), file = std::make_shared<std::string>();
  signing.option("case", about.get(), kCaseNumber).required();
  signing.option("--out", file.get(), "File to write").required();
  signing.action([=] { statement(*signer, *about, *file); });

  Command& verifying =
      m.add("verify-statement", "Check a signed statement, as an authority or a court",
            "statement.eqp --realm realm.eqp");
  const auto signed_file = std::make_shared<std::string>(), realm = std::make_shared<std::string>();
  const auto as_json = std::make_shared<bool>(false);
  verifying.option("file", signed_file.get(), "The statement").required();
  verifying.option("--realm", realm.get(), "The realm file").required();
  verifying.json_flag(*as_json);
  verifying.action([=] { verify_statement(*signed_file, *realm, *as_json); });
}

void add_deciding(Command& m) {
  Command& c = m.add(
      "decide", "Decide a case, carry it out, and tell whom it concerns",
      "M-000001 --reviewer iris.key --decision \"No more threats\" --reason \"A threat of violence\" --suspend 3f2a --days 7 --home moderation");
  const auto party = c.party_options();
  const auto d = std::make_shared<DecideOptions>();
  c.option("case", &d->number, kCaseNumber).required();
  c.option("--reviewer", &d->reviewer, kReviewer).required();
  passphrase_options(c);
  c.option("--decision", &d->decision, "What is done, in plain words").required();
  c.option("--reason", &d->reason, "Why, in plain words").required();
  c.option(
      "--warn", &d->warn,
      "Warn this account, the beginning of whose identifier `show` prints before its messages");
  c.option("--limit", &d->limit, "Give this account new sending tokens for few messages a day")
      .needs("--per-day")
      .excludes("--warn");
  c.option("--per-day", &d->per_day, "For so many of them")
      .between(1, moderator::kTokensPerDay - 1)
      .needs("--limit");
  c.option("--suspend", &d->suspend,
           "Give this account no new sending tokens; those that it has stay good for their days")
      .excludes("--warn")
      .excludes("--limit");
  c.option("--days", &d->days, "For so many days; 7 if it is not said").between(1, 180);
  c.flag("--although-it-reported", &d->although_it_reported,
         "The measure is meant for the account that reported the case");
  c.option("--unseen", &d->unseen,
           "Why you decide without having been shown the report; kept, and stated");
  c.flag(
      "--report", [d] { d->verdict = moderator::Verdict::report; },
      "Pictures that matched: report the account");
  c.flag(
       "--no-report", [d] { d->verdict = moderator::Verdict::no_report; },
       "Pictures that matched: do not")
      .excludes("--report");
  c.flag(
      "--upheld", [d] { d->outcome = moderator::AppealDecision::upheld; },
      "After an appeal: the decision stays");
  c.flag(
       "--reversed", [d] { d->outcome = moderator::AppealDecision::reversed; },
       "After an appeal: it does not")
      .excludes("--upheld")
      .excludes("--report");
  c.action([=] { decide(*party, *d); });
}

}  // namespace

void add_cases(Command& m) {
  add_reading(m);
  add_statements(m);
  add_deciding(m);
}

}  // namespace eq::app
