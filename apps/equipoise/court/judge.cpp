#include "apps/equipoise/court/judge.h"

#include <algorithm>
#include <iostream>

#include "apps/equipoise/frame/key_file.h"
#include "apps/equipoise/frame/passphrase.h"
#include "apps/equipoise/frame/whole_file.h"
#include "eq/base/random.h"
#include "eq/base/shown.h"

namespace eq::app {
namespace {

constexpr KeyKind kJudges{"judge's", "court judge-key", "Nothing was signed."};

void make(const std::string& file, bool as_json) {
  SystemRandom rng;
  const auto key = court::JudgeKey::generate(rng);
  const std::string card =
      write_key_file(file, kJudges, key.save(), court::judge_card(key.verify_key()));
  print(as_json, {{"key", key.verify_key().hex()}, {"card", card}},
        "The judge's key is in " + file + ", under the passphrase; she keeps it.\n" + card +
            " goes to the court's registry, which founds the court with it.");
}

}  // namespace

crypto::VerifyKey read_judge_card(const std::string& file) {
  return must(court::judge_of_card(to_string(read_file(file))), file + " is no judge's card",
              "Give the .pub file that `equipoise court judge-key` wrote.");
}

void judge_option(Command& command, std::string& file) {
  command.option("--judge", &file, "The judge's key: the file that `court judge-key` wrote")
      .required();
  passphrase_options(command);
}

court::JudgeKey have_judge_sign(CourtOffice& office, const std::string& file,
                                const PartyOptions& party, const std::string& what) {
  const KeyFile kept(file, kJudges);
  // Also where a program reads the answer: nobody signs unseen.
  (party.json ? std::cerr : std::cout) << harmless(view("The judge signs:\n" + what)) << "\n"
                                       << std::flush;
  auto key = kept.open<court::JudgeKey>();
  if (key.verify_key() != office.party.realm.judge)
    throw Failure{file + " is not the key of this realm's judge",
                  "The realm names " + office.party.realm.judge.hex() + ". Nothing was signed.", 3};
  return key;
}

std::string application_words(const court::State& state, const crypto::Digest& id) {
  return std::ranges::find(state.applications, id, &order::Application::id)->plain_words();
}

std::string office_called(const wire::Realm& realm, const crypto::VerifyKey& by) {
  const auto* org = realm.find(by);
  return by == realm.judge ? "the judge" : org == nullptr ? "?" : shown_name(org->name);
}

std::string words_of_order(const CourtOffice& office, std::uint32_t number) {
  const auto it = office.state.granted.find(number);
  const std::string out = "Order no. " + std::to_string(number);
  if (it == office.state.granted.end())
    throw Failure{"There is no order no. " + std::to_string(number) + " here",
                  "`equipoise court inbox` shows those that there are. Nothing was signed.", 1};
  const order::OrderFile& file = it->second.file;
  const auto& realm = office.party.realm;
  // What is shown must be what she signed then: another's words under its number would be believed.
  if (file.application.id() != file.terms.filing ||
      !crypto::verify(realm.judge, order::judge_message(file.terms, realm.name), file.judge))
    throw Failure{out + " as this home has it is not what the judge signed",
                  "The home was changed. Nothing was signed; restore it from a backup.", 3};
  return out + ". " + file.application.plain_words();
}

void add_judge_key(Command& court) {
  Command& c = court.add("judge-key", "Make the judge's key, in a file under a passphrase of hers",
                         "--out judge.key");
  const auto file = std::make_shared<std::string>();
  const auto as_json = std::make_shared<bool>(false);
  c.option("--out", file.get(), "File to write; she keeps it").required();
  passphrase_options(c);
  c.json_flag(*as_json);
  c.action([=] { make(*file, *as_json); });
}

}  // namespace eq::app
