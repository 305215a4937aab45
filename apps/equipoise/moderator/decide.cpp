// `equipoise moderator decide`: a decision, what it does, and who is told.
#include "apps/equipoise/frame/passphrase.h"
#include "apps/equipoise/moderator/case_words.h"

namespace eq::app {
namespace {

using moderator::case_number;

struct DecideOptions {
  std::string number, reviewer, decision, reason, unseen, warn, limit, suspend;
  std::uint32_t per_day = 0, days = 0;
  bool although_it_reported = false;
  std::optional<moderator::Verdict> verdict;
  std::optional<moderator::AppealDecision> outcome;
  enum class Again { no, taken_back } again = Again::no;
};

constexpr std::size_t kEnoughDigits = 4;

/// Of the senders that the case proves, the one whose identifier begins so, as `show` prints it.
AccountId sender_called(const moderator::Case& c, std::string start) {
  if (start.ends_with("…")) start.resize(start.size() - std::string_view("…").size());
  while (start.ends_with('.')) start.pop_back();
  if (start.size() < kEnoughDigits)
    throw Failure{"\"" + start + "\" is too short to name an account",
                  "Give at least four digits of it, as `show` prints them. Nothing was decided.",
                  2};
  std::vector<AccountId> fitting;
  std::string all;
  for (const auto& sender : moderator::senders_of(c)) {
    if (sender.hex().starts_with(start)) fitting.push_back(sender);
    all += "\n  " + sender.hex();
  }
  if (fitting.size() == 1) return fitting.front();
  throw Failure{fitting.empty() ? "The case proves no message of an account " + start
                                : "More than one account of the case begins with " + start,
                all.empty() ? "What was reported is erased." : "It proves messages of:" + all, 2};
}

moderator::Further further_of(const moderator::Case& c, const DecideOptions& d, Time now) {
  using Kind = moderator::Measure::Kind;
  moderator::Further out{{}, d.unseen};
  if (!d.warn.empty()) out.measure = {Kind::warning, sender_called(c, d.warn), std::nullopt};
  const std::string& limited = d.limit.empty() ? d.suspend : d.limit;
  if (limited.empty() && d.days > 0)
    throw Failure{"--days says how long --limit or --suspend lasts, and neither is given",
                  "Nothing was decided.", 2};
  if (!limited.empty())
    out.measure = moderator::limited(sender_called(c, limited), now, d.days, d.per_day);
  if (out.measure && out.measure->against == c.reporter && !d.although_it_reported)
    throw Failure{out.measure->against.hex().substr(0, 16) + " is who reported the case",
                  "If it is meant all the same, say --although-it-reported. Nothing was decided.",
                  2};
  return out;
}

/// What was not decided is said not to be; what was, although a letter waits, is said to be.
void must_be_decided(const ModeratorOffice& o, std::uint32_t number, std::size_t decisions_before,
                     Status status) {
  if (status.ok()) return;
  const std::string what = "Case " + case_number(number);
  if (o.state.cases.at(number).decisions.size() > decisions_before)
    throw Failure{what + " is decided and saved; the server did not take the letters yet",
                  "They leave with the next round of `equipoise moderator run` or `once`."};
  if (status.error() == Err::unavailable)
    throw Failure{"The server does not answer, and nobody is decided about who cannot be told",
                  "Nothing was decided. Try again when it runs."};
  if (status.error() == Err::refused && o.state.cases.at(number).matched)
    throw Failure{"Who reports pictures must have been shown each of them",
                  "Look at them first: equipoise moderator show " + case_number(number) +
                      " --save-attachments FOLDER. Nothing was decided.",
                  3};
  moderated(std::move(status), "Nothing was decided in case " + case_number(number));
}

/// Before anything is asked: what is wrong, by its name.
void must_be_words(const std::string& option, const std::string& words) {
  constexpr std::size_t kMost = 1000;
  if (words.size() > kMost)
    throw Failure{option +
                      " takes 1000 letters, and one with an accent counts twice or more; these "
                      "are " +
                      std::to_string(words.size()),
                  "Shorten it. Nothing was decided.", 2};
}

void must_fit(const DecideOptions& d) {
  must_be_words("--decision", d.decision);
  must_be_words("--reason", d.reason);
  must_be_words("--unseen", d.unseen);
  const bool measure = !d.warn.empty() || !d.limit.empty() || !d.suspend.empty();
  if (measure && d.outcome == moderator::AppealDecision::upheld)
    throw Failure{
        "--upheld leaves the first decision as it is, with what it did, and takes no other "
        "measure",
        "Only --reversed can do something else instead. Nothing was decided.", 2};
  if (measure && d.again == DecideOptions::Again::taken_back)
    throw Failure{"--take-back ends what was done, and does nothing else to anybody",
                  "Nothing was decided.", 2};
  if (measure && d.verdict)
    throw Failure{"A case of pictures that matched takes no measure against an account",
                  "Decide with --report or --no-report alone. Nothing was decided.", 2};
  if (d.verdict == moderator::Verdict::report && !d.unseen.empty())
    throw Failure{
        "Who reports pictures must have been shown each of them: --unseen is for --no-report",
        "Look at them first. Nothing was decided.", 3};
}

std::string outcome_in_words(const DecideOptions& d, const moderator::Case& c) {
  const std::string what = "Case " + case_number(c.number);
  if (d.verdict == moderator::Verdict::report)
    return what +
           " is a report. Hand it to whom the law names; the account can learn of the opening later.";
  if (d.verdict)
    return what + " is no report. The account is told that its pictures were opened, and why.";
  if (d.again == DecideOptions::Again::taken_back)
    return what +
           ": what was done is ended. Whom it concerns is told, and the public page counts it.";
  const auto& measure = c.decision()->measure;
  if (d.outcome)
    return what + " is decided again. Whom it concerns is told, and the public page counts it." +
           (*d.outcome == moderator::AppealDecision::reversed
                ? " What was done before is ended." +
                      (measure ? "\nInstead: " + text_of(*measure) : "")
                : "");
  return what + " is decided. The reporter is told, and the public page shows the new state." +
         (measure ? "\n" + text_of(*measure) + ". That account is told so, why, and how to appeal."
                  : " Nothing else happens by itself: that is --warn, --limit or --suspend.");
}

void decide(const PartyOptions& party, const DecideOptions& d) {
  must_fit(d);
  ModeratorOffice o(party.home);
  auto h = o.environment();
  const auto by = reviewer_key(o, d.reviewer);
  const std::uint32_t number = case_number_of(d.number);
  const auto about = o.state.cases.find(number);
  if (about == o.state.cases.end())
    throw Failure{"There is no case " + d.number, "See `equipoise moderator cases`.", 2};
  const moderator::Case& c = about->second;
  const auto further = further_of(c, d, h.now);
  const bool taken_back = d.again == DecideOptions::Again::taken_back;
  const auto what = d.verdict    ? moderator::Deciding::matched
                    : d.outcome  ? moderator::Deciding::after_appeal
                    : taken_back ? moderator::Deciding::taken_back
                                 : moderator::Deciding::first;
  if (const auto why = moderator::why_not(c, by.who(), what, further); !why.empty())
    throw Failure{why, "Nothing was decided.", 3};
  const std::size_t before = c.decisions.size();
  const moderator::Words words{d.decision, d.reason};
  must_be_decided(
      o, number, before,
      d.verdict    ? moderator::decide_matched(o.state, h, by, number, *d.verdict, words, d.unseen)
      : d.outcome  ? moderator::decide_appeal(o.state, h, by, number, *d.outcome, words, further)
      : taken_back ? moderator::take_back(o.state, h, by, number, words)
                   : moderator::decide(o.state, h, by, number, words, further));
  print(party.json, describe(o.state.cases.at(number)),
        outcome_in_words(d, o.state.cases.at(number)));
}

}  // namespace

void add_deciding(Command& m) {
  Command& c = m.add(
      "decide", "Decide a case, carry it out, and tell whom it concerns",
      "M-000001 --reviewer iris.key --decision \"No more threats\" --reason \"A threat of violence\" --suspend 3f2a --days 7 --home moderation");
  const auto party = c.party_options();
  const auto d = std::make_shared<DecideOptions>();
  c.option("case", &d->number, kCaseNumber).required();
  c.option("--reviewer", &d->reviewer, kReviewer).required();
  passphrase_options(c);
  c.option("--decision", &d->decision, "What is done, in plain words").required();
  c.option("--reason", &d->reason, "Why, in plain words").required();
  c.option(
      "--warn", &d->warn,
      "Warn this account, the beginning of whose identifier `show` prints before its messages");
  c.option("--limit", &d->limit, "Give this account new sending tokens for few messages a day")
      .needs("--per-day")
      .excludes("--warn");
  c.option("--per-day", &d->per_day, "For so many of them")
      .between(1, moderator::kTokensPerDay - 1)
      .needs("--limit");
  c.option("--suspend", &d->suspend,
           "Give this account no new sending tokens; those that it has stay good for their days")
      .excludes("--warn")
      .excludes("--limit");
  c.option("--days", &d->days, "For so many days; 7 if it is not said").between(1, 180);
  c.flag("--although-it-reported", &d->although_it_reported,
         "The measure is meant for the account that reported the case");
  c.option("--unseen", &d->unseen,
           "Why you decide without having been shown the report, or with --no-report the pictures; "
           "kept, and stated");
  c.flag(
      "--report", [d] { d->verdict = moderator::Verdict::report; },
      "Pictures that matched: report the account");
  c.flag(
       "--no-report", [d] { d->verdict = moderator::Verdict::no_report; },
       "Pictures that matched: do not")
      .excludes("--report");
  c.flag(
      "--upheld", [d] { d->outcome = moderator::AppealDecision::upheld; },
      "After an appeal: the decision stays");
  c.flag(
       "--reversed", [d] { d->outcome = moderator::AppealDecision::reversed; },
       "After an appeal: it does not")
      .excludes("--upheld")
      .excludes("--report");
  c.flag(
       "--take-back", [d] { d->again = DecideOptions::Again::taken_back; },
       "Without an appeal: it was a mistake, and what was done ends")
      .excludes("--upheld")
      .excludes("--reversed")
      .excludes("--report")
      .excludes("--no-report");
  c.action([=] { decide(*party, *d); });
}

}  // namespace eq::app
