// `equipoise directory look-up|check`: what the public directory of accounts has of somebody, and
// of oneself.
#include "eq/wire/directory.h"
#include "apps/equipoise/client/commands.h"
#include "apps/equipoise/client/session.h"
#include "eq/base/counted.h"
#include "eq/base/shown.h"
#include "parties/client/directory.h"
#include "parties/client/own_record.h"

namespace eq::app {
namespace {

constexpr int kInDoubt = 3;

void look_up(const PartyOptions& party, const std::string& person) {
  ChatSession s(party.home);
  const AccountId account = s.person(person);
  auto h = s.environment();
  const auto record = client::refresh(s.state(), h, account);
  s.save();
  if (!record.ok() && record.error() == Err::missing)
    throw Failure{
        "The directory proves that no account of this realm has the identifier " + account.hex(),
        "Compare it with the one that its owner reads to you (`equipoise chat id`)."};
  if (!record.ok()) throw s.failure("Nothing is known of this account", record.error());
  s.print(party.json,
          {{"account", account.hex()},
           {"version", record->version},
           {"devices", record->device_keys.size()},
           {"digest", hex(record->digest())}},
          shown_name(s.name(account)) + " is in the directory, proven: record " +
              std::to_string(record->version) + ", with " +
              counted(record->device_keys.size(), "device") + ".");
}

void check(const PartyOptions& party) {
  ChatSession s(party.home);
  auto h = s.environment();
  const Status found = client::check_own_record(s.state(), h);
  s.save();
  if (!found.ok() && found.error() != Err::unavailable)
    throw Failure{"Others can be shown keys for your account that this device did not make (" +
                      std::string(eq::to_text(found.error())) + ")",
                  "Tell the people you write with by another way, and whoever runs the server; go "
                  "on with a new account.",
                  kInDoubt};
  if (!found.ok()) throw s.failure("What others are shown could not be checked", found.error());
  s.print(party.json, {{"ok", true}, {"version", s.state().me.record.version}},
          "Whoever looks you up is shown your own record, number " +
              std::to_string(s.state().me.record.version) +
              ", and nobody can be shown another. Your device looks every day.");
}

}  // namespace

Command directory_command() {
  Command directory("directory", "The public directory of accounts, and what it has of you");
  Command& look =
      directory.add("look-up", "Ask for somebody's record, with proof", "ana --home me");
  const auto party = look.party_options();
  const auto person = std::make_shared<std::string>();
  look.option("person", person.get(), "Name, identifier or its beginning").required();
  look.action([party, person] { look_up(*party, *person); });
  Command& own =
      directory.add("check", "Whether others can be shown keys that you did not make", "--home me");
  const auto mine = own.party_options();
  own.action([mine] { check(*mine); });
  return directory;
}

}  // namespace eq::app
