// `equipoise moderator ...`: keys, and the work at the desk.
#include <chrono>
#include <sstream>
#include <thread>

#include "apps/equipoise/moderator/commands.h"
#include "apps/equipoise/moderator/desk.h"
#include "eq/base/counted.h"

namespace eq::app {
namespace {

using moderator::case_number;

// ---- init

void init(const PartyOptions& party, const std::string& name) {
  SystemRandom rng;
  const auto state = must(moderator::new_moderator(name, rng), "The name cannot be used",
                          "Give a name of 1 to 200 bytes.");
  create_office(party, "moderator", name, state);
}

// ---- once, run

json describe(const moderator::Turn& t) {
  json opened = json::array(), refused = json::array();
  for (const auto n : t.cases_opened) opened.push_back(case_number(n));
  for (const auto& r : t.reports_refused)
    refused.push_back({{"flaw", franking::name_of(r.flaw)},
                       {"words", franking::to_text(r.flaw)},
                       {"item", r.item}});
  return {{"day_keys_announced", t.day_keys_announced},
          {"day_keys_published", t.day_keys_published},
          {"accounts_served", t.accounts_served},
          {"tokens_issued", t.tokens_issued},
          {"cases_opened", opened},
          {"refused", refused},
          {"appealed", t.appealed.size()},
          {"appeals_joined", t.joined.size()},
          {"appeals_refused", t.appeals_refused},
          {"letters_waiting", t.waiting},
          {"undeliverable", t.undeliverable},
          {"to_reexamine", t.to_reexamine.size()},
          {"letters_ignored", t.ignored}};
}

std::string text_of(const moderator::Turn& t) {
  std::ostringstream out;
  if (t.day_keys_announced)
    out << "Announced " << counted(t.day_keys_announced, "day key", "day keys")
        << " in the public log.\n";
  if (t.day_keys_published)
    out << "Published " << t.day_keys_published << " expired private day keys, for deniability.\n";
  if (t.tokens_issued)
    out << "Issued " << counted(t.tokens_issued, "token", "tokens") << " to "
        << counted(t.accounts_served, "account", "accounts") << ".\n";
  for (const auto n : t.cases_opened)
    out << "Case " << case_number(n) << " opened: its proof holds.\n";
  for (const auto n : t.appealed)
    out << "Case " << case_number(n)
        << " is appealed: somebody who did not decide it looks again.\n";
  for (const auto n : t.joined)
    out << "Case " << case_number(n)
        << " is appealed by another whom it concerns, too: what was said stands with it.\n";
  for (const auto n : t.to_reexamine)
    out << "Case " << case_number(n)
        << " rests on an entry that was withdrawn: look at it again.\n";
  for (const auto& r : t.reports_refused)
    out << "Report refused and forgotten: " << franking::to_text(r.flaw) << " (message "
        << r.item + 1 << " of the report).\n";
  if (t.appeals_refused)
    out << counted(t.appeals_refused, "appeal was", "appeals were")
        << " not taken in; who wrote was told why.\n";
  if (t.waiting)
    out << counted(t.waiting, "letter waits", "letters wait")
        << ": the server shows an older record of their account than before, or none that verifies. They are tried again each round.\n";
  if (t.undeliverable)
    out << counted(t.undeliverable, "letter of ours", "letters of ours")
        << " can never arrive and will not be tried again: the account is gone, or the server takes none so large. Whoever it was for was not told.\n";
  if (t.ignored)
    out << "Ignored " << counted(t.ignored, "letter", "letters")
        << " (unreadable, too old, repeated or not for this desk).\n";
  return out.str();
}

void once(const PartyOptions& party) {
  ModeratorOffice o(party.home);
  auto h = o.environment();
  const auto turn = moderated(moderator::work(o.state, h), "Cannot work through the desk");
  const std::string text = text_of(turn);
  print(party.json, describe(turn), text.empty() ? "Nothing to do." : text);
}

/// The home is unlocked between rounds, so that cases can be read and decided meanwhile.
void run(const PartyOptions& party, unsigned every_s) {
  { const ModeratorOffice check(party.home); }
  print(party.json, {{"running", true}},
        "Working through the desk every " + std::to_string(every_s) + " s. Ctrl-C stops.");
  for (std::string last_trouble;;) {
    try {
      ModeratorOffice o(party.home);
      auto h = o.environment();
      const auto turn = moderated(moderator::work(o.state, h), "Cannot work through the desk");
      const std::string text = text_of(turn);
      if (!text.empty()) print(party.json, describe(turn), text);
      last_trouble.clear();
    } catch (const Failure& f) {
      if (f.what != last_trouble)
        print(party.json, {{"trouble", f.what}}, f.what + ". Trying again.");
      last_trouble = f.what;
    }
    std::this_thread::sleep_for(std::chrono::seconds(every_s));
  }
}

}  // namespace

Command moderator_command() {
  Command m("moderator", "Issue sending tokens, take reports, decide cases");

  Command& founding = m.add("init", "Make the moderator's keys and its card",
                            "--home moderation --name \"Trust and Safety\"");
  const auto founder = founding.party_options();
  const auto name = std::make_shared<std::string>();
  founding.option("--name", name.get(), "The organisation's name").required();
  founding.action([=] { init(*founder, *name); });

  Command& turn = m.add("once", "Work through the desk once", "--home moderation");
  const auto worker = turn.party_options();
  turn.action([=] { once(*worker); });

  Command& turns =
      m.add("run", "Work through the desk until stopped", "--home moderation --every 5");
  const auto runner = turns.party_options();
  const auto every = std::make_shared<std::uint32_t>(2);
  turns.option("--every", every.get(), "Seconds between rounds").between(1, 3600);
  turns.action([=] { run(*runner, *every); });

  m.add(reviewer_command());
  add_reading(m);
  add_statements(m);
  add_deciding(m);
  return m;
}

}  // namespace eq::app
