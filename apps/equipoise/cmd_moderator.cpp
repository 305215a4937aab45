// `equipoise moderator ...`: issue tokens, take reports, read cases, decide.
#include <chrono>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include "apps/equipoise/party.h"
#include "apps/equipoise/picture_file.h"
#include "parties/moderator/moderator.h"

namespace eq::app {
namespace {

using json = nlohmann::ordered_json;
using moderator::case_number;

/// The moderator's home, opened and locked.
struct Office {
  Party party;
  moderator::State state;

  explicit Office(const std::string& dir)
      : party(open_party(dir, "moderator")),
        state(must(moderator::State::load(party.home.load()), dir + "/state is damaged",
                   "Restore the home from a backup; nothing was changed.")) {}
  moderator::Hands hands() {
    return {party.realm, *party.server, [this] { party.home.save(state.save()); }, party.now(), party.rng};
  }
};

template <class T>
T done(Result<T> r, const std::string& what) {
  if (r.ok()) {
    if constexpr (std::is_void_v<T>) return;
    else return std::move(r).take();
  }
  switch (r.error()) {
    case Err::unavailable: throw Failure{what + ": the server did not answer", "What was done is saved; try again."};
    case Err::missing: throw Failure{what + ": there is no such thing", "See `equipoise moderator cases`."};
    case Err::refused: throw Failure{what + ": a rule forbids it", "A decided case is not decided again.", 3};
    case Err::forged: throw Failure{what + ": it does not verify", "Nothing was changed.", 3};
    default: throw Failure{what + " (" + std::string(to_text(r.error())) + ")", ""};
  }
}

/// A stranger's words on our terminal: line breaks indented, other control characters shown as '?'.
std::string printable(std::string_view s) {
  std::string out;
  for (std::size_t i = 0; i < s.size(); ++i) {
    const auto c = static_cast<unsigned char>(s[i]);
    const bool c1 = c == 0xc2 && i + 1 < s.size() && static_cast<unsigned char>(s[i + 1]) < 0xa0;
    if (c1) ++i;
    if (c == '\n') out += "\n      ";
    else if (c < 0x20 || c == 0x7f || c1) out += '?';
    else out += s[i];
  }
  return out;
}

std::string_view to_text(wire::CaseState s) {
  switch (s) {
    case wire::CaseState::open: return "open";
    case wire::CaseState::decided: return "decided";
    case wire::CaseState::appealed: return "appealed";
    case wire::CaseState::closed: return "closed";
  }
  return "unknown";
}

// ---- init

void init(const PartyOptions& party, const std::string& name) {
  SystemRandom rng;
  const auto state = must(moderator::new_moderator(name, rng), "The name cannot be used", "Give a name of 1 to 200 bytes.");
  Home home = Home::create(party.home, {"moderator", name, "", ""}, state.save());
  Card card;
  card.role = "moderator";
  card.org = {name, state.signing.verify_key(), must(to_array<32>(state.letters.public_key), "Broken key")};
  write_card(home, card);
  print(party.json, {{"home", party.home}, {"name", name}, {"key", card.org.signing.hex()}},
        name + " has keys. Its card is " + home.path("card.eqp") + ".");
}

// ---- once, run

json describe(const moderator::Turn& t) {
  json opened = json::array(), refused = json::array();
  for (const auto n : t.cases_opened) opened.push_back(case_number(n));
  for (const auto& r : t.reports_refused)
    refused.push_back({{"flaw", franking::name_of(r.flaw)}, {"words", franking::to_text(r.flaw)}, {"item", r.item}});
  return {{"day_keys_announced", t.day_keys_announced}, {"day_keys_published", t.day_keys_published},
          {"accounts_served", t.accounts_served}, {"tokens_issued", t.tokens_issued}, {"cases_opened", opened},
          {"refused", refused}, {"to_reexamine", t.to_reexamine.size()}, {"letters_ignored", t.ignored}};
}

std::string text_of(const moderator::Turn& t) {
  std::ostringstream out;
  if (t.day_keys_announced) out << "Announced " << t.day_keys_announced << " day keys in the public log.\n";
  if (t.day_keys_published) out << "Published " << t.day_keys_published << " expired private day keys, for deniability.\n";
  if (t.tokens_issued) out << "Issued " << t.tokens_issued << " tokens to " << t.accounts_served << " accounts.\n";
  for (const auto n : t.cases_opened) out << "Case " << case_number(n) << " opened: its proof holds.\n";
  for (const auto n : t.to_reexamine) out << "Case " << case_number(n) << " rests on an entry that was withdrawn: look at it again.\n";
  for (const auto& r : t.reports_refused)
    out << "Report refused and forgotten: " << franking::to_text(r.flaw) << " (message " << r.item + 1 << " of the report).\n";
  if (t.ignored) out << "Ignored " << t.ignored << " letters (unreadable, stale, repeated or not for this desk).\n";
  return out.str();
}

void once(const PartyOptions& party) {
  Office o(party.home);
  auto h = o.hands();
  const auto turn = done(moderator::work(o.state, h), "Cannot work through the desk");
  const std::string text = text_of(turn);
  print(party.json, describe(turn), text.empty() ? "Nothing to do." : text);
}

/// The home is unlocked between rounds, so that cases can be read and decided meanwhile.
void run(const PartyOptions& party, unsigned every_s) {
  { const Office check(party.home); }
  print(party.json, {{"running", true}}, "Working through the desk every " + std::to_string(every_s) + " s. Ctrl-C stops.");
  for (std::string last_trouble;;) {
    try {
      Office o(party.home);
      auto h = o.hands();
      const auto turn = done(moderator::work(o.state, h), "Cannot work through the desk");
      const std::string text = text_of(turn);
      if (!text.empty()) print(party.json, describe(turn), text);
      last_trouble.clear();
    } catch (const Failure& f) {
      if (f.what != last_trouble) print(party.json, {{"trouble", f.what}}, f.what + ". Trying again.");
      last_trouble = f.what;
    }
    std::this_thread::sleep_for(std::chrono::seconds(every_s));
  }
}

// ---- cases, show, decide

json describe(const moderator::Case& c) {
  json j{{"number", c.number}, {"case", case_number(c.number)}, {"state", to_text(c.state)}, {"category", franking::to_text(c.category)},
         {"opened", to_text(c.opened)}};
  if (c.decision)
    j["decision"] = {{"text", c.decision->text}, {"reason", c.decision->reason}, {"at", to_text(c.decision->at)}};
  if (c.matched) {
    j["account"] = c.matched->found.account.hex();
    j["opening"] = c.matched->found.opening.log_index;
    j["pictures"] = c.matched->found.pictures.size();
    j["withdrawn"] = c.matched->withdrawn.size();
    j["reported"] = c.matched->verdict == moderator::Verdict::report;
  }
  return j;
}

void cases(const PartyOptions& party) {
  const Office o(party.home);
  json all = json::array(), refused = json::object();
  std::ostringstream text;
  for (const auto& [number, c] : o.state.cases) {
    all.push_back(describe(c));
    text << case_number(number) << "  " << to_text(c.opened) << "  " << to_text(c.state) << "  " << franking::to_text(c.category) << "\n";
  }
  if (o.state.cases.empty()) text << "No cases. `equipoise moderator once` takes what waits at the desk.\n";
  for (const auto& [flaw, n] : o.state.refused) {
    refused[std::string(franking::name_of(flaw))] = n;
    text << "refused: " << n << "  " << franking::to_text(flaw) << "\n";
  }
  print(party.json, {{"cases", all}, {"refused", refused}}, text.str());
}

json describe(const franking::Attachment& a) {
  return {{"media_type", a.media_type}, {"size", a.size}, {"hash", hex(a.hash)}};
}

json describe(const franking::PreviewLine& l) {
  json j{{"seq", l.seq}, {"time", to_text(l.time)}, {"withheld", l.withheld()}};
  if (l.withheld()) return j;
  j["sender"] = l.sender->hex();
  j["kind"] = l.content->type == franking::ContentType::text ? "text" : "reaction";
  const View text = l.content->type == franking::ContentType::text ? View(l.content->content)
                                                                   : View(l.content->content).subspan(franking::Commitment::kSize);
  j["text"] = to_string(text);
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
  out << line["sender"].get<std::string>().substr(0, 16) << "...: " << printable(line["text"].get<std::string>()) << "\n";
  for (const auto& a : line["attachments"])
    out << "      attachment: " << printable(a["media_type"].get<std::string>()) << ", " << a["size"] << " bytes\n";
  return out.str();
}

/// Write every attachment of the shown messages into a directory.
json save_attachments(moderator::Hands& h, const franking::Preview& shown, const std::string& dir) {
  json saved = json::array();
  for (const auto& l : shown.lines) {
    if (l.withheld()) continue;
    for (std::size_t i = 0; i < l.content->attachments.size(); ++i) {
      const std::string file = dir + "/message-" + std::to_string(l.seq) + "-" + std::to_string(i + 1);
      write_file(file, done(moderator::open_attachment(h, l.content->attachments[i]), "Cannot open the attachment"));
      saved.push_back(file);
    }
  }
  return saved;
}

/// The small grey pictures as PGM files: all that there is to look at.
json save_thumbnails(const moderator::Matched& m, const std::string& dir) {
  json saved = json::array();
  for (std::size_t i = 0; i < m.found.pictures.size(); ++i) {
    const auto& pixels = m.found.pictures[i].derivative;
    if (pixels.size() != kThumbnailSide * kThumbnailSide) continue;
    const std::string side = std::to_string(kThumbnailSide), file = dir + "/picture-" + std::to_string(i + 1) + ".pgm";
    write_file(file, concat({view("P5 " + side + " " + side + " 255\n"), pixels}));
    saved.push_back(file);
  }
  return saved;
}

std::uint32_t number_of(const std::string& text) {
  return must(moderator::parse_case_number(text), text + " is no case number", "Write it as M-000001 or 1.");
}

void show(const PartyOptions& party, const std::string& number, const std::string& save_to) {
  Office o(party.home);
  const auto view = done(moderator::view_case(o.state, number_of(number)), "Cannot show case " + number);
  json j = describe(view.about);
  std::ostringstream text;
  text << "Case " << case_number(view.about.number) << ", " << franking::to_text(view.about.category) << ", "
       << to_text(view.about.state) << ", opened " << to_text(view.about.opened) << "\n";
  if (view.shown) {
    if (!view.shown->note.empty()) text << "The reporter's note: " << printable(view.shown->note) << "\n";
    j["conversation"] = view.shown->conversation.hex();
    j["note"] = view.shown->note;
    j["lines"] = json::array();
    for (const auto& l : view.shown->lines) {
      j["lines"].push_back(describe(l));
      text << text_of(j["lines"].back());
    }
    if (!save_to.empty()) {
      auto h = o.hands();
      j["saved"] = save_attachments(h, *view.shown, save_to);
      for (const auto& f : j["saved"]) text << "  saved: " << f.get<std::string>() << "\n";
    }
  } else if (view.about.matched) {
    const auto& m = *view.about.matched;
    text << "  " << m.found.pictures.size() << " pictures of account " << m.found.account.hex().substr(0, 16)
         << "... match the certified list, by both hashes. Opened under entry " << m.found.opening.log_index << " of the order log.\n";
    if (!m.withdrawn.empty()) text << "  " << m.withdrawn.size() << " of their entries were withdrawn since.\n";
    if (!save_to.empty()) {
      j["saved"] = save_thumbnails(m, save_to);
      for (const auto& f : j["saved"]) text << "  saved: " << f.get<std::string>() << "\n";
    }
  } else {
    text << "  The reported messages were erased after their time.\n";
  }
  if (view.about.decision)
    text << "Decided " << to_text(view.about.decision->at) << ": " << view.about.decision->text << "\n  Reason: "
         << view.about.decision->reason << "\n";
  j["proof"] = "verified when the case was opened";
  if (!view.about.matched) {
    j["proves"] = moderator::what_it_proves();
    j["does_not_prove"] = moderator::what_it_does_not_prove();
    text << moderator::what_it_proves() << "\n" << moderator::what_it_does_not_prove() << "\n";
  }
  print(party.json, j, text.str());
}

struct DecideOptions {
  std::string number, decision, reason;
  std::optional<moderator::Verdict> verdict;
};

void decide(const PartyOptions& party, const DecideOptions& d) {
  Office o(party.home);
  auto h = o.hands();
  const std::uint32_t number = number_of(d.number);
  if (d.verdict) {
    done(moderator::decide_matched(o.state, h, number, *d.verdict, d.decision, d.reason), "Cannot decide case " + d.number);
    print(party.json, describe(o.state.cases.at(number)),
          *d.verdict == moderator::Verdict::report
              ? "Case " + case_number(number) + " is a report. Hand it to whom the law names; the account can learn of the opening later."
              : "Case " + case_number(number) + " is no report. The account is told that its pictures were opened, and why.");
    return;
  }
  done(moderator::decide(o.state, h, number, d.decision, d.reason), "Cannot decide case " + d.number);
  print(party.json, describe(o.state.cases.at(number)),
        "Case " + case_number(number) + " is decided. The reporter is told, and the public page shows the new state.");
}

void add_moderator(CLI::App& root) {
  auto* m = root.add_subcommand("moderator", "Issue sending tokens, take reports, decide cases");
  m->require_subcommand(1);

  auto* c = m->add_subcommand("init", "Make the moderator's keys and its card");
  auto init_party = add_party_options(*c);
  auto name = std::make_shared<std::string>();
  c->add_option("--name", *name, "The organisation's name")->required();
  c->callback([=] { init(*init_party, *name); });

  c = m->add_subcommand("once", "Work through the desk once");
  auto once_party = add_party_options(*c);
  c->callback([=] { once(*once_party); });

  c = m->add_subcommand("run", "Work through the desk until stopped");
  auto run_party = add_party_options(*c);
  auto every = std::make_shared<unsigned>(2);
  c->add_option("--every", *every, "Seconds between rounds")->check(CLI::Range(1u, 3600u));
  c->callback([=] { run(*run_party, *every); });

  c = m->add_subcommand("cases", "List all cases, and how many reports were refused");
  auto cases_party = add_party_options(*c);
  c->callback([=] { cases(*cases_party); });

  c = m->add_subcommand("show", "Show a case: the messages, what is withheld, what is proven");
  auto show_party = add_party_options(*c);
  auto number = std::make_shared<std::string>(), save_to = std::make_shared<std::string>();
  c->add_option("case", *number, "Case number, M-000001 or 1")->required();
  c->add_option("--save-attachments", *save_to, "Write the attachments of shown messages into this directory")->check(CLI::ExistingDirectory);
  c->callback([=] { show(*show_party, *number, *save_to); });

  c = m->add_subcommand("decide", "Decide an open case and tell the reporter");
  auto decide_party = add_party_options(*c);
  auto d = std::make_shared<DecideOptions>();
  c->add_option("case", d->number, "Case number, M-000001 or 1")->required();
  c->add_option("--decision", d->decision, "What is done, in plain words")->required();
  c->add_option("--reason", d->reason, "Why, in plain words")->required();
  auto* report = c->add_flag_callback("--report", [d] { d->verdict = moderator::Verdict::report; }, "Pictures that matched: report the account");
  c->add_flag_callback("--no-report", [d] { d->verdict = moderator::Verdict::no_report; }, "Pictures that matched: do not")->excludes(report);
  c->callback([=] { decide(*decide_party, *d); });
}

const Commands commands(30, add_moderator);

}  // namespace
}  // namespace eq::app
