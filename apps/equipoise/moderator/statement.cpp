// `equipoise moderator statement|verify-statement`: say under a signature what was decided, and
// what had been looked at by then.
#include <sstream>

#include "apps/equipoise/frame/public_record.h"
#include "apps/equipoise/moderator/case_words.h"
#include "parties/moderator/statement.h"

namespace eq::app {
namespace {

using app::describe;
using app::text_of;

/// What the i-th item is: only of pictures that matched there is a verdict.
std::string name_of(const moderator::Stated& s, std::size_t i) {
  if (!s.decisions.empty() && s.decisions.front().verdict)
    return "picture " + std::to_string(i + 1);
  return i == 0 ? "the report" : "attachment " + std::to_string(i);
}

json describe(const moderator::Stated& s) {
  json items = json::array(), decisions = json::array();
  for (const auto& d : s.decisions) decisions.push_back(describe(d));
  for (const auto& i : s.items) {
    json looks = json::array();
    for (const auto& v : i.viewed)
      looks.push_back({{"at", to_text(v.at)}, {"by", v.by.name()}, {"key", hex(v.by.key().bytes)}});
    items.push_back(
        {{"is", name_of(s, items.size())}, {"what", hex(i.what)}, {"viewed", std::move(looks)}});
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
    out << "  " << to_text(d.state) << " " << to_text(d.at) << " by " << called(d.by) << ": "
        << shown_block(d.words.text) << "\n    Reason: " << shown_block(d.words.reason) << "\n";
    if (!d.unseen.empty())
      out << "    not looked at first, because: " << shown_block(d.unseen) << "\n";
    if (d.measure) out << "    " << text_of(*d.measure) << ended_by(s.decisions, d) << "\n";
  }
  for (std::size_t n = 0; n < s.items.size(); ++n) {
    const auto& i = s.items[n];
    out << "  " << name_of(s, n) << " (" << hex(i.what).substr(0, 16) << "…): ";
    std::string looks;
    for (const auto& v : i.viewed)
      looks += (looks.empty() ? "shown to " : ", to ") + called(v.by) + " " + to_text(v.at);
    out << (looks.empty() ? "not shown to anybody before the decision" : looks) << "\n";
  }
  return out.str();
}

/// Sign what was decided, and what had been looked at by then.
void statement(const PartyOptions& party, const std::string& number, const std::string& file) {
  const ModeratorOffice o(party.home);
  if (file_exists(file))
    throw Failure{file + " exists already", "It is as it was. Choose another name.", 2};
  const auto about = o.state.cases.find(case_number_of(number));
  if (about != o.state.cases.end() && about->second.decision() == nullptr)
    throw Failure{"Case " + number + " is not decided yet, so there is nothing to state",
                  "Decide it first: equipoise moderator decide.", 3};
  auto made = moderator::Statement::of(o.state, case_number_of(number));
  if (!made.ok() && made.error() == Err::missing && about != o.state.cases.end())
    throw Failure{"What case " + number + " showed was erased " + erased_in_words(about->second),
                  "A statement is made before that; no other can be made.", 3};
  const auto s = moderated(std::move(made), "No statement about case " + number + " can be made");
  write_new_file(file, s.bytes());
  print(party.json, describe(s.stated()), text_of(s.stated()) + "Signed, in " + file + ".");
}

/// Whoever gets a statement checks it against the realm's moderator.
void verify_statement(const std::string& file, const std::string& realm_file, bool as_json) {
  RecordOptions record;
  record.realm = realm_file;
  const auto realm = record_realm(record);
  auto found = moderator::Statement::read(read_file(file), realm.moderator.signing);
  if (!found.ok() && found.error() == Err::forged)
    throw Failure{
        file + " is a statement that the moderator of " + realm.name + " did not sign so",
        "It is another realm's, or it was altered. Check it with the realm file of whoever "
        "gave it.",
        3};
  if (!found.ok())
    throw Failure{file + " is no signed statement", "It is another file, or it was cut.", 3};
  const auto s = std::move(found).take();
  print(as_json, describe(s.stated()),
        text_of(s.stated()) + "The signature of " + realm.name + "'s moderator holds.");
}

}  // namespace

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

}  // namespace eq::app
