// `equipoise moderator cases|show`: which cases there are, and what one holds.
#include <sstream>

#include "apps/equipoise/frame/attachment_words.h"
#include "apps/equipoise/frame/passphrase.h"
#include "apps/equipoise/moderator/case_words.h"
#include "apps/equipoise/moderator/saved.h"
#include "parties/moderator/duty.h"

namespace eq::app {
namespace {

using app::describe;
using moderator::case_number;

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

std::string words_of_line(const json& line) {
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

std::string history_in_text(const moderator::Case& c) {
  std::ostringstream text;
  for (const auto& d : c.decisions) {
    text << "Case " << to_text(d.state) << " " << to_text(d.at) << " by " << called(d.by) << ": "
         << shown_block(d.words.text) << "\n  Reason: " << shown_block(d.words.reason) << "\n";
    if (!d.unseen.empty())
      text << "  Not looked at first, because: " << shown_block(d.unseen) << "\n";
    if (d.measure) text << "  " << text_of(*d.measure) << ended_by(c.decisions, d) << "\n";
  }
  for (const auto& a : c.appeals)
    text << "Appealed " << to_text(a.at) << " by " << appellant(c, a) << ": "
         << shown_block(a.words) << "\n";
  return text.str();
}

bool has_attachments(const franking::Preview& shown) {
  return std::ranges::any_of(
      shown.lines, [](const auto& l) { return !l.withheld() && !l.content->attachments.empty(); });
}

std::string tell(json& j, Saved saved) {
  j["saved"] = std::move(saved.files);
  return saved.text;
}

void show(const PartyOptions& party, const std::string& number, const std::string& reviewer,
          const std::string& save_to) {
  ModeratorOffice o(party.home);
  const auto by = reviewer_key(o, reviewer);
  auto h = o.environment();
  const auto view = moderated(moderator::view_case(o.state, h, by, case_number_of(number)),
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
      text << words_of_line(j["lines"].back());
    }
    if (!save_to.empty())
      text << tell(j, save_attachments(o, h, by, view.about.number, *view.shown, save_to));
    else if (has_attachments(*view.shown))
      text << "  What is attached is written by --save-attachments FOLDER.\n";
  } else if (view.about.matched) {
    const auto& m = *view.about.matched;
    text
        << "  " << m.found.pictures().size() << " pictures of account "
        << m.found.account().hex().substr(0, 16) << "... match the certified "
        << list::to_text(m.kind) << " list, by both hashes. Opened under entry "
        << m.found.log_index() << " of the order log.\n"
        << "  Look at them: --save-attachments FOLDER writes each as a PNG of 32 x 32 grey points, "
           "all that the sender's device gave.\n";
    if (!m.withdrawn.empty())
      text << "  " << m.withdrawn.size() << " of their entries were withdrawn since.\n";
    if (!save_to.empty()) text << tell(j, save_pictures(o, h, by, view.about, save_to));
  } else {
    text << "  The reported messages were erased " << erased_in_words(view.about) << ".\n";
  }
  text << history_in_text(view.about);
  j["duties"] = duties_in_json(view.about.category);
  text << duties_in_text(view.about.category);
  j["proof"] = view.shown || view.about.matched ? "verified when the case was opened" : "erased";
  if (view.shown) {
    j["proves"] = moderator::what_it_proves();
    j["does_not_prove"] = moderator::what_it_does_not_prove();
    text << moderator::what_it_proves() << "\n" << moderator::what_it_does_not_prove() << "\n";
  }
  print(party.json, j, text.str());
}

}  // namespace

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
      "Write the attachments of shown messages, or the pictures that matched, into this folder, "
      "which is made if need be; nothing there is written over");
  showing.option("--reviewer", shown_to.get(), kReviewer).required();
  passphrase_options(showing);
  showing.action([=] { show(*reader, *number, *shown_to, *save_to); });
}

}  // namespace eq::app
