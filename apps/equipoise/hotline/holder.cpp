// `equipoise list key` and `list evaluate`: a hotline as a holder of the evaluation key of
// vouchers.
#include "apps/equipoise/frame/kind_option.h"
#include "apps/equipoise/hotline/commands.h"
#include "apps/equipoise/hotline/desk.h"
#include "parties/hotline/holder_key.h"
#include "parties/hotline/holder_work.h"
#include "parties/hotline/past_work.h"

namespace eq::app {
namespace {

struct KeyOptions {
  list::Kind kind{};
  std::vector<std::string> with;
  unsigned threshold = 2;
};

Failure failure_of(const hotline::KeyFault& fault, const Hotline& office,
                   const KeyOptions& options) {
  using Why = hotline::KeyFault::Why;
  const std::string kind(list::to_text(options.kind));
  switch (fault.why) {
    case Why::never_reports:
      return {"A list of the kind " + kind + " never reports, so it needs no evaluation key",
              "Keys are for kinds that report after a threshold.", 3};
    case Why::held_already:
      return {"This hotline holds its part of the key for " + kind + " lists already",
              "There is nothing to do: a key is not replaced in place.", 3};
    case Why::unknown: {
      std::string known;
      for (const auto& c : office.party.realm.hotlines)
        if (c.org.signing != office.state.signing.verify_key())
          known += (known.empty() ? "" : ", ") + c.org.name;
      return {"There is no hotline \"" + fault.name + "\" in this realm", "Known: " + known + ".",
              2};
    }
    case Why::named_twice:
      return {"The hotline \"" + fault.name + "\" is named twice, or is this one",
              "Name each of the others once.", 2};
    case Why::not_entrusted:
      return {fault.name + " may not certify lists of this kind in this realm",
              "The realm file says who may (`equipoise realm show`).", 3};
    case Why::threshold:
      return {"So many hotlines can not be needed: " + std::to_string(options.threshold) + " of " +
                  std::to_string(options.with.size() + 1),
              "Give a --threshold of two or more, and of no more hotlines than there are.", 2};
    case Why::one_jurisdiction:
      return {"The hotlines of " + fault.name + " could evaluate alone",
              "Take a hotline of another country more, or a higher --threshold.", 3};
  }
  return {"", ""};
}

void key(const PartyOptions& party, const KeyOptions& options) {
  Hotline office(party.home);
  auto h = office.environment();
  const auto threshold = static_cast<std::uint16_t>(options.threshold);
  if (const auto fault = hotline::key_fault(office.state, office.party.realm, options.kind,
                                            options.with, threshold))
    throw failure_of(*fault, office, options);
  const auto step = hotline::make_key(office.state, h, options.kind, options.with, threshold);
  if (!step.ok() && step.error() == Err::forged)
    throw Failure{"A dealing of another hotline is bad; nothing was made",
                  "All begin again with the same command.", 3};
  const bool made = office.done(step, "The key cannot be made") == hotline::KeyStep::made;
  office.save();
  json j{{"kind", list::to_text(options.kind)}, {"made", made}};
  if (made) {
    const auto& key = *office.state.of(options.kind).key;
    j.update({{"key", hex(key.key.public_key.bytes())},
              {"holders", key.holders.size()},
              {"needed", options.threshold}});
  }
  print(party.json, j,
        made ? "The evaluation key for " + std::string(list::to_text(options.kind)) +
                   " lists is made; " + std::to_string(options.threshold) +
                   " holders together evaluate, and nobody holds it whole."
             : "Our part is sent. The other hotlines run the same command; then run it again.");
}

/// Err::missing or Err::refused if there is nothing to do for any kind.
Result<hotline::HolderWork> work_of_all_kinds(hotline::State& state,
                                              hotline::Environment& environment) {
  hotline::HolderWork sum;
  Err nothing = Err::missing;
  bool any = false;
  for (const auto kind : list::kKinds) {
    const auto did = hotline::work_as_holder(state, environment, kind);
    if (!did.ok() && did.error() == Err::refused) nothing = Err::refused;
    if (!did.ok() && (did.error() == Err::missing || did.error() == Err::refused)) continue;
    REQUIRE_OR(did.ok(), did.error());
    any = true;
    sum.evaluated += did->evaluated;
    sum.compared += did->compared;
    sum.on_list += did->on_list;
  }
  REQUIRE_OR(any, nothing);
  return sum;
}

void evaluate(const PartyOptions& party) {
  Hotline office(party.home);
  auto h = office.environment();
  const auto answers = hotline::answer_past(office.state, h);
  if (!answers.ok() && answers.error() == Err::missing)
    throw Failure{"This hotline holds no part of an evaluation key", "", 3};
  const auto past =
      must(answers, "Questions about past vouchers could not be answered", "Try again.");
  office.save();
  const auto did = work_of_all_kinds(office.state, h);
  if (!did.ok() && past.answered > 0 &&
      (did.error() == Err::missing || did.error() == Err::refused)) {
    print(
        party.json, {{"past_answered", past.answered}, {"past_refused", past.refused}},
        std::to_string(past.answered) +
            " questions about past vouchers answered. No list in force needs an evaluation by this hotline.");
    return;
  }
  if (!did.ok() && did.error() == Err::missing)
    throw Failure{"This hotline holds no part of an evaluation key, or no list is published", "",
                  3};
  if (!did.ok() && did.error() == Err::refused)
    throw Failure{"No list in force needs an evaluation by this hotline", "", 3};
  const auto work = must(did, "The work of a holder could not be done", "Try again.");
  office.save();
  print(party.json,
        {{"evaluated", work.evaluated},
         {"compared", work.compared},
         {"on_list", work.on_list},
         {"past_answered", past.answered},
         {"past_refused", past.refused}},
        std::to_string(work.evaluated) +
            " vouchers evaluated; from whom and of what, nobody told us. " +
            std::to_string(work.compared) + " opened pictures compared, " +
            std::to_string(work.on_list) + " of them on the list. " +
            std::to_string(past.answered) + " questions about past vouchers answered.");
}

}  // namespace

void add_holding(Command& list) {
  Command& making = list.add(
      "key",
      "Make the evaluation key of vouchers for lists of a kind with other hotlines; repeat until it is made",
      "--kind child_abuse_a --with \"Meldpunkt\" --threshold 2 --home hotline");
  const auto party = making.party_options();
  const auto o = std::make_shared<KeyOptions>();
  kind_option(making, o->kind).required();
  making.option("--with", &o->with, "Names of the other holders").required();
  making.option("--threshold", &o->threshold, "So many together evaluate").between(2, 64);
  making.action([party, o] { key(*party, *o); });

  Command& evaluating = list.add(
      "evaluate", "Our part of the vouchers that wait, and the comparison of what was opened",
      "--home hotline");
  const auto holder = evaluating.party_options();
  evaluating.action([holder] { evaluate(*holder); });
}

}  // namespace eq::app
