// `equipoise attack ...`: play an attacker against a realm of one's own, to see it fail.  The demo
// uses it; nothing here has a power that its home does not have.
#include <algorithm>

#include "apps/equipoise/chat/session.h"
#include "parties/client/reporting.h"

namespace eq::app {
namespace {

struct ForgeOptions {
  std::string kind, conversation;
  std::uint64_t seq = 0;
};

/// One message of a report, changed the way a forger would change it.
franking::FullItem forged(ChatSession& s, const franking::Record& record, const std::string& kind) {
  auto item = std::get<franking::FullItem>(franking::show(record).is);
  auto content = must(franking::decode_content(item.f), "The message cannot be read");
  if (kind == "altered") {
    // One character, and everything else as it was.
    if (content.content.empty()) throw Failure{"This message has no text to alter", "Choose another.", 2};
    content.content[0] ^= 1;
    item.f = encode(content);
  } else if (kind == "invented") {
    // Words never sent, committed to afresh: the commitment is right, the signature is of another message.
    content.content = to_bytes("I never wrote this.");
    item.f = encode(content);
    s.rng().fill(item.fk);
  } else {
    // The true words, in the name of another member: the token does not open to that account.
    for (const auto& [account, name] : s.state().names)
      if (account != item.sender) item.sender = account;
  }
  return item;
}

void forge(const PartyOptions& party, const ForgeOptions& o) {
  ChatSession s(party.home);
  auto h = s.hands();
  const auto id = s.conversation(o.conversation);
  const auto& history = s.state().conversations.at(id).history;
  const auto it = std::find_if(history.begin(), history.end(), [&](const auto& m) { return m.record.stamp.seq == o.seq; });
  if (it == history.end()) throw Failure{"There is no message " + std::to_string(o.seq), "`equipoise chat show` lists them.", 2};
  const franking::Report report{franking::Version::v1, id, {franking::Item{forged(s, it->record, o.kind)}}, franking::Category::threat, ""};
  done(client::submit_report(s.state(), h, encode(report)), "Cannot send the forged report");
  s.save();
  print(party.json, {{"sent", true}, {"kind", o.kind}}, "A forged report (" + o.kind + ") was sent to the moderator.");
}

void add_attack(CLI::App& root) {
  auto* attack = root.add_subcommand("attack", "Play an attacker, to see it fail");
  attack->require_subcommand(1);
  auto* command = attack->add_subcommand("forge-report", "Report a message that was altered, invented or put into another mouth");
  auto party = add_party_options(*command);
  auto o = std::make_shared<ForgeOptions>();
  command->add_option("kind", o->kind)->required()->check(CLI::IsMember({"altered", "invented", "borrowed"}));
  command->add_option("conversation", o->conversation, "Identifier or its beginning")->required();
  command->add_option("seq", o->seq, "Number of a message in it")->required();
  command->callback([party, o] { forge(*party, *o); });
}

const Commands commands(95, add_attack);

}  // namespace
}  // namespace eq::app
