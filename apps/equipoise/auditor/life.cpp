// `equipoise order life`: where every case of the public log stands.
#include "eq/order/life.h"
#include "apps/equipoise/auditor/commands.h"
#include "apps/equipoise/frame/office.h"
#include "eq/wire/authorities.h"

namespace eq::app {
namespace {

/// What is kept beyond the seven days, and until when; empty if nothing was ever asked for.
std::string preservation_of(const order::Case& c, Party& party) {
  if (c.destroyed) return "key destroyed";
  if (c.kept && !c.keeping()) return "over, key not destroyed yet";
  if (!c.kept) return c.preserved ? "asked for" : "";
  const Time until = c.keeping_ends();
  return (until <= party.now() ? "over, key not destroyed yet" : "until ") +
         (until <= party.now() ? "" : to_text(until));
}

/// Whose flags stand: the entries by which a judge names the one that is decided on.
std::string flags_of(const order::Case& c) {
  std::string out;
  for (const order::Doubt& d : c.flags)
    out += (out.empty() ? ", flagged (entry " : ", ") + std::to_string(d.index) + ": " +
           std::string(order::to_text(d.ground));
  return out + (out.empty() ? "" : ")");
}

/// The service's latest answer, day by day in short; empty if there is none.
std::string answer_of(const order::Case& c, const tlog::ReplayedLog& log) {
  if (!c.answered) return "";
  const auto entry =
      must(log.logged<order::AnswerEntry>(*c.answered), "The log does not hold the answer").value();
  std::map<std::string, unsigned> days;
  for (const order::Item& i : entry.items)
    ++days[std::string(order::to_text(i.disposition)) +
           (i.ground == order::Ground::none ? ""
                                            : " (" + std::string(order::to_text(i.ground)) + ")")];
  std::string out;
  for (const auto& [what, n] : days)
    out += (out.empty() ? "" : ", ") + what + " for " + std::to_string(n) +
           (n == 1 ? " day" : " days");
  return out;
}

/// Who has not been granted an order yet, or never will be, and why.
std::string without_order(order::Stage stage) {
  switch (stage) {
    case order::Stage::filed: return "Application, waits for the court or its custodians";
    case order::Stage::clarification: return "Application, the court has asked the agency";
    case order::Stage::refused: return "Application, refused by the court";
    case order::Stage::withdrawn: return "Application, withdrawn";
    default: return "Application, " + std::string(order::to_text(stage));
  }
}

/// Every case of the log: anybody of the realm can read this much.
void life(const PartyOptions& p) {
  Party party = open_party(p.home, Home::peek(p.home).role);
  const auto log = wire::read_log(*party.server, party.realm, wire::LogName::orders);
  if (!log.ok()) throw unread_log("order", log.error());
  const auto book = order::OrderBook::read(*log, wire::authorities(party.realm));
  json cases = json::array();
  std::string text;
  for (const auto& [filing, c] : book.cases()) {
    order::Stage stage = c.stage;
    std::string clock;
    if (c.order) {
      const auto* o = book.find(*c.order);
      stage = order::stage_now(c, book, party.now());
      if (stage == order::Stage::emergency)
        clock = ", to be confirmed by " + to_text(o->terms.confirm_by);
      if (o->terms.basis == order::Basis::foreign && !c.cleared && !c.stopped) {
        const Time over = order::window_over(o->terms, c);
        clock =
            (over <= party.now() ? ", window over since " : ", window open until ") + to_text(over);
      }
    }
    const std::string number =
        c.order ? "Order no. " + std::to_string(*c.order) : without_order(stage);
    json item = {{"case", hex(filing)},
                 {"authority", c.authority},
                 {"stage", order::to_text(stage)},
                 {"flagged", c.flagged()},
                 {"deleted", c.deleted.has_value()},
                 {"ground", order::to_text(c.ground)}};
    const std::string kept = preservation_of(c, party);
    if (c.order)
      item.update({{"order", *c.order},
                   {"notice_due", order::to_text(c.notice_moved_to())},
                   {"preservation", kept},
                   {"answer", answer_of(c, *log)}});
    cases.push_back(item);
    text +=
        number + " (case " + hex(filing).substr(0, 16) + ", " + c.authority + ")" +
        (c.order ? ": " + std::string(order::to_text(stage)) : "") + clock + flags_of(c) +
        (c.deleted ? ", deleted by the agency" : "") +
        (c.ground == order::Ground::none ? ""
                                         : ", ground: " + std::string(order::to_text(c.ground))) +
        (c.answered ? ", answered: " + answer_of(c, *log) : "") +
        (kept.empty() ? "" : ", preservation: " + kept) +
        (c.order ? ", notice due " + order::to_text(c.notice_moved_to()) : "") + "\n";
  }
  print(p.json, {{"cases", cases}, {"without_effect", book.voids().size()}},
        text.empty() ? "Nothing was ever filed." : text);
}

}  // namespace

Command life_command() {
  Command c("life", "Where every case of the public log stands; any member of the realm may ask",
            "--home agency");
  const auto party = c.party_options();
  c.action([party] { life(*party); });
  return c;
}

}  // namespace eq::app
