// `equipoise moderator reviewer ...`: the keys of those who look and decide, and who is let in.
#include "apps/equipoise/frame/key_file.h"
#include "apps/equipoise/frame/passphrase.h"
#include "apps/equipoise/frame/whole_file.h"
#include "apps/equipoise/moderator/case_words.h"
#include "eq/base/random.h"
#include "eq/base/shown.h"

namespace eq::app {
namespace {

constexpr KeyKind kReviewers{"reviewer's", "moderator reviewer new",
                             "Nothing was shown or decided."};

void make(const std::string& name, const std::string& file, bool as_json) {
  SystemRandom rng;
  const auto key = must(moderator::ReviewerKey::make(name, rng), "The name cannot be used",
                        "Give 1 to 64 bytes of UTF-8.");
  const std::string card = write_key_file(file, kReviewers, key.save(), key.who().line());
  print(as_json, {{"name", name}, {"key", hex(key.who().key().bytes)}, {"card", card}},
        "The key of " + shown_name(name) + " is in " + file +
            ", under the passphrase; she keeps it.\n" + card +
            " goes to whoever runs the desk, who lets her in with it, and to whom she reads the "
            "digits of her key:\n  " +
            hex(key.who().key().bytes));
}

void admit(const PartyOptions& party, const std::string& card) {
  const auto who = must(moderator::Reviewer::from_line(to_string(read_file(card))),
                        card + " is no reviewer's card",
                        "Give the .pub file that `equipoise moderator reviewer new` wrote.");
  ModeratorOffice o(party.home);
  auto h = o.environment();
  for (const auto& [key, known] : o.state.reviewers) {
    if (key == who.key())
      throw Failure{"That key is let in already, as " + called(known), "Nothing was changed.", 3};
    if (known.sounds_like(who))
      throw Failure{"People would take " + shown_name(who.name()) + " for " + called(known) +
                        ", who is let in already",
                    "She makes a key under a name that looks like no other. Nothing was changed.",
                    3};
  }
  moderated(moderator::admit(o.state, h, who), "She cannot be let in");
  const std::string key = hex(who.key().bytes);
  print(party.json, {{"name", who.name()}, {"key", key}},
        shown_name(who.name()) +
            " can look and decide at this desk. Have her read you the digits of her key, which "
            "`reviewer new` showed her:\n  " +
            key);
}

void dismiss(const PartyOptions& party, const std::string& name) {
  ModeratorOffice o(party.home);
  auto h = o.environment();
  if (!moderator::dismiss(o.state, h, name).ok())
    throw Failure{"Nobody called " + shown_name(name) + " is let in here",
                  "See `equipoise moderator reviewer list`.", 2};
  print(
      party.json, {{"name", name}},
      shown_name(name) + " looks and decides here no more. What was looked at and decided stays.");
}

void list(const PartyOptions& party) {
  const ModeratorOffice o(party.home);
  json all = json::array();
  std::string text;
  for (const auto& [key, who] : o.state.reviewers) {
    all.push_back({{"name", who.name()}, {"key", hex(key.bytes)}});
    text += shown_name(who.name()) + "  " + hex(key.bytes) + "\n";
  }
  print(party.json, {{"reviewers", all}},
        text.empty() ? "Nobody is let in yet: equipoise moderator reviewer new." : text);
}

}  // namespace

moderator::ReviewerKey reviewer_key(const ModeratorOffice& desk, const std::string& file) {
  auto key = KeyFile(file, kReviewers).open<moderator::ReviewerKey>();
  if (!moderator::admitted(desk.state, key).ok())
    throw Failure{shown_name(key.who().name()) + "'s key is not let in at this desk",
                  "Whoever runs it does that: equipoise moderator reviewer admit " + file + ".pub.",
                  3};
  return key;
}

Command reviewer_command() {
  Command all("reviewer", "Those who look and decide: their keys, and who is let in");

  Command& making = all.add("new", "Make a reviewer's key, in a file under a passphrase of hers",
                            "--name \"Iris Bakker\" --out iris.key");
  const auto name = std::make_shared<std::string>(), file = std::make_shared<std::string>();
  const auto as_json = std::make_shared<bool>(false);
  making.option("--name", name.get(), "The name under which she looks and decides").required();
  making.option("--out", file.get(), "File to write; she keeps it").required();
  passphrase_options(making);
  making.json_flag(*as_json);
  making.action([=] { make(*name, *file, *as_json); });

  Command& admitting = all.add("admit", "Let a reviewer look and decide at this desk",
                               "iris.key.pub --home moderation");
  const auto admitter = admitting.party_options();
  const auto card = std::make_shared<std::string>();
  admitting.option("card", card.get(), "The .pub file that `reviewer new` wrote").required();
  admitting.action([=] { admit(*admitter, *card); });

  Command& dismissing = all.add("dismiss", "Let a reviewer look and decide no more",
                                "--name \"Iris Bakker\" --home moderation");
  const auto dismisser = dismissing.party_options();
  const auto leaving = std::make_shared<std::string>();
  dismissing.option("--name", leaving.get(), "The name as `reviewer list` has it").required();
  dismissing.action([=] { dismiss(*dismisser, *leaving); });

  Command& listing = all.add("list", "List those who may look and decide", "--home moderation");
  const auto lister = listing.party_options();
  listing.action([=] { list(*lister); });
  return all;
}

}  // namespace eq::app
