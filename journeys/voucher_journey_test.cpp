// Journey 2 where pictures are reported after a threshold: from vouchers that say nothing to a
// human's decision.
#include "apps/media/edit.h"
#include "apps/media/encode.h"
#include "apps/media/synth.h"
#include "journeys/lists.h"
#include "journeys/offices.h"
#include "parties/auditor/audit.h"

namespace eq::journeys {
namespace {

using list::Mode;

constexpr std::uint8_t kThreshold = 2;
// no synthetic vouchers, so that counts are exact
const hotline::ReportTerms kTerms{{kThreshold, 4}, 0, 90};

phash::Picture drawn(std::uint64_t seed) { return media::landscape(seed, 512, 384); }
/// What happens to a picture that is passed on.
client::PictureSeen passed_on(std::uint64_t seed) {
  return seen(*media::decode(*media::encode_jpeg(media::half_size(drawn(seed)), 50)));
}

struct VoucherJourney : ::testing::Test {
  Town town{41};
  std::unique_ptr<Person> ana = town.settle();

  void publish(std::initializer_list<std::uint64_t> pictures) {
    std::vector<client::PictureSeen> listed;
    for (const auto p : pictures) listed.push_back(seen(drawn(p)));
    publish_list(
        town, listed,
        {rule(town, "NL", Mode::report_after_threshold), rule(town, "IE", Mode::warn_user_only)},
        kTerms);
  }
  client::VoucherSent send(const client::PictureSeen& picture) {
    auto h = ana->environment();
    return must(client::send_voucher(ana->state(), h, picture, kUsual, "NL"));
  }
  std::size_t openings_logged() {
    const auto log = wire::read_log(*town.office_line, town.realm, wire::LogName::orders).take();
    std::size_t n = 0;
    for (std::uint64_t i = 0; i < log.size(); ++i)
      n += tlog::parse_entry<voucher::OpeningEntry>(log.entry(i)).ok();
    return n;
  }
  /// Everything of pictures or points that the service keeps.
  std::size_t rows_of(platform::Table table) {
    return platform::keys_in(town.service->store(), table, {}, Bytes(80, 0xff), 1000).take().size();
  }
};

TEST_F(VoucherJourney,
       MoreThanTheThresholdOfListedPicturesReachesAHumanAndOnlyHeMakesAReport_MOD_8_CLI_11_HOT_9) {
  publish({1, 2, 3, 4});
  agree(*ana, "NL", Mode::report_after_threshold);

  // Two listed pictures and two others: nothing opens.
  for (const auto seed : {1u, 2u, 91u, 92u}) EXPECT_TRUE(send(passed_on(seed)).receipt);
  EXPECT_EQ(work_as_holders(town).evaluated, 8u) << "four vouchers, two holders";
  EXPECT_EQ(rows_of(platform::Table::vouchers), 1u)
      << "the counter: every voucher was tried and forgotten";
  EXPECT_EQ(rows_of(platform::Table::matches), 2u);
  EXPECT_EQ(openings_logged(), 0u);
  EXPECT_TRUE(town.moderate().cases_opened.empty());

  // The same picture again counts once.
  send(passed_on(2));
  work_as_holders(town);
  EXPECT_EQ(openings_logged(), 0u);

  // A third one: logged, then opened, compared by a hotline, and put before a human.
  send(passed_on(3));
  const auto work = work_as_holders(town);
  EXPECT_EQ(openings_logged(), 1u);
  EXPECT_EQ(work.compared, 3u);
  EXPECT_EQ(work.on_list, 3u);
  EXPECT_EQ(rows_of(platform::Table::matches), 0u);
  const auto turn = town.moderate();
  ASSERT_EQ(turn.cases_opened.size(), 1u);
  const auto number = turn.cases_opened[0];
  const auto& opened = town.moderator->cases.at(number);
  ASSERT_TRUE(opened.matched);
  EXPECT_EQ(opened.matched->found.account(), ana->id());
  EXPECT_EQ(opened.matched->found.pictures().size(), 3u);
  EXPECT_EQ(opened.matched->found.pictures()[0].derivative, to_bytes(view("small")));
  EXPECT_FALSE(opened.matched->verdict) << "a match alone is no report";

  auto environment = town.office<moderator::Environment>();
  const moderator::Words words{"It is reported.", "Three listed pictures."};
  EXPECT_EQ(
      moderator::decide(*town.moderator, environment, town.mo, number, {"words", "words"}).error(),
      Err::refused);
  for (const auto verdict : {moderator::Verdict::report, moderator::Verdict::no_report})
    EXPECT_EQ(
        moderator::decide_matched(*town.moderator, environment, town.mo, number, verdict, words)
            .error(),
        Err::refused)
        << "nobody looked";
  EXPECT_EQ(moderator::decide_matched(*town.moderator, environment, town.mo, number,
                                      moderator::Verdict::report, words, "They are known.")
                .error(),
            Err::refused)
      << "for a report no reason is good enough";
  for (std::size_t i = 0; i < 3; ++i)
    ASSERT_TRUE(moderator::open_picture(*town.moderator, environment, town.mo, number, i).ok());
  EXPECT_EQ(moderator::decide_matched(*town.moderator, environment, town.lu, number,
                                      moderator::Verdict::report, words)
                .error(),
            Err::refused)
      << "another one looked";
  ASSERT_TRUE(moderator::decide_matched(*town.moderator, environment, town.mo, number,
                                        moderator::Verdict::report, words)
                  .ok());
  EXPECT_EQ(opened.matched->verdict, moderator::Verdict::report);
  EXPECT_EQ(moderator::decide_matched(*town.moderator, environment, town.lu, number,
                                      moderator::Verdict::no_report, words)
                .error(),
            Err::refused);

  publish_day(town, town.first_day());
  const auto audit = auditor::audit(*town.office_line, town.realm, {}, town.now);
  ASSERT_TRUE(audit.clean()) << audit.first_violation()->detail;
  EXPECT_EQ(audit.figures.picture_openings, 1u);
}

TEST_F(VoucherJourney,
       WhoeverItConcernsLearnsOfTheOpeningAfterItsTimeAndChecksItAgainstTheLog_CLI_12) {
  publish({1, 2, 3});
  agree(*ana, "NL", Mode::report_after_threshold);
  for (const auto seed : {1u, 2u, 3u, 91u}) send(seen(drawn(seed)));
  work_as_holders(town);
  ASSERT_EQ(openings_logged(), 1u);
  const auto find = [&] {
    auto h = ana->environment();
    return must(client::find_openings(ana->state(), h));
  };
  town.advance(89 * kDay_ms);
  EXPECT_TRUE(find().empty());
  town.advance(2 * kDay_ms);
  const auto found = find();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].pictures, 3u);
  EXPECT_EQ(found[0].receipts_here, 3u);
  auto ben = town.settle();
  auto h = ben->environment();
  EXPECT_TRUE(must(client::find_openings(ben->state(), h)).empty());
}

TEST_F(VoucherJourney, TwoPicturesThatDoNotMatchLeaveTranscriptsOfTheSameSizeAndNumber_CLI_11) {
  publish({1, 2});
  agree(*ana, "NL", Mode::report_after_threshold);
  std::vector<std::vector<Exchange>> transcripts;
  for (const auto& p : {seen(drawn(91)), seen(drawn(92)), seen(drawn(1)),
                        seen(phash::Picture{64, 64, phash::Channels::grey, Bytes(64 * 64, 128)})}) {
    ana->line.exchanges.clear();
    send(p);
    transcripts.push_back(ana->line.exchanges);
  }
  for (const auto& t : transcripts) {
    ASSERT_EQ(t.size(), transcripts[0].size());
    for (std::size_t i = 0; i < t.size(); ++i) {
      EXPECT_EQ(t[i].verb, transcripts[0][i].verb);
      EXPECT_EQ(t[i].request, transcripts[0][i].request);
      EXPECT_EQ(t[i].reply, transcripts[0][i].reply);
    }
  }
  // And what holders and service do with them is counted alike: one evaluation of 128 points by
  // each holder.
  EXPECT_EQ(work_as_holders(town).evaluated, 2 * transcripts.size());
}

TEST_F(VoucherJourney,
       AnEntryThatIsWithdrawnLeavesTheNextTableAndItsCasesAreLookedAtAgain_MOD_9_HOT_4) {
  publish({1, 2, 3});
  agree(*ana, "NL", Mode::report_after_threshold);
  for (const auto seed : {1u, 2u, 3u}) send(seen(drawn(seed)));
  work_as_holders(town);
  const auto number = town.moderate().cases_opened.at(0);
  auto office = town.office<moderator::Environment>();
  for (std::size_t i = 0; i < 3; ++i)
    ASSERT_TRUE(moderator::open_picture(*town.moderator, office, town.mo, number, i).ok());
  ASSERT_TRUE(moderator::decide_matched(*town.moderator, office, town.mo, number,
                                        moderator::Verdict::report, {"It is reported.", "Listed."})
                  .ok());
  EXPECT_TRUE(town.moderate().to_reexamine.empty());

  town.advance(kDay_ms);
  ASSERT_TRUE(hotline::withdraw(town.hotlines[1], kUsual, seen(drawn(2)).fingerprint.hash,
                                list::Reason::withdrawn, town.now)
                  .ok());
  const Time withdrawn = town.now;
  town.advance(kDay_ms);
  publish({1});
  auto h = ana->environment();
  const auto list = must(client::current_list(ana->state(), h, kUsual));
  ASSERT_EQ(list.head().removed.size(), 1u);
  EXPECT_EQ(list.head().removed[0].at, withdrawn);
  EXPECT_EQ(list.head().reporting->rows, 8u) << "four rows for each of two entries";

  const auto turn = town.moderate();
  EXPECT_EQ(turn.to_reexamine, std::vector{number});
  EXPECT_EQ(town.moderator->cases.at(number).state, wire::CaseState::appealed);
  const auto events = take_in(*ana);
  const auto* told = events.empty() ? nullptr : std::get_if<client::CaseDecided>(&events.back());
  ASSERT_TRUE(told) << "the account is told";
  EXPECT_EQ(told->notice.case_number, moderator::case_number(number));
  EXPECT_TRUE(town.moderate().to_reexamine.empty()) << "once";
  auto later = town.office<moderator::Environment>();
  const moderator::Words back{"Taken back.", "Withdrawn."};
  EXPECT_EQ(moderator::decide_matched(*town.moderator, later, town.mo, number,
                                      moderator::Verdict::no_report, back)
                .error(),
            Err::refused);
  EXPECT_EQ(moderator::decide_matched(*town.moderator, later, town.lu, number,
                                      moderator::Verdict::no_report, back)
                .error(),
            Err::refused)
      << "she was shown nothing";
  ASSERT_TRUE(moderator::decide_matched(*town.moderator, later, town.lu, number,
                                        moderator::Verdict::no_report, back,
                                        "The hotlines took it off the list.")
                  .ok());
  EXPECT_EQ(town.moderator->cases.at(number).decision()->unseen,
            "The hotlines took it off the list.");
  EXPECT_EQ(town.moderator->cases.at(number).state, wire::CaseState::reversed);
}

TEST_F(VoucherJourney, WithoutConsentNothingIsMadeAndTheOwnerIsToldWhy_CLI_10) {
  publish({1, 2, 3});
  ana->line.exchanges.clear();
  const auto none = send(seen(drawn(1)));
  EXPECT_FALSE(none.receipt);
  EXPECT_EQ(none.mode.consent, client::ModeHere::Consent::none);
  agree(*ana, "NL", Mode::report_after_threshold);
  EXPECT_TRUE(send(seen(drawn(1))).receipt);
  client::withdraw_consent(ana->state(), kUsual);
  EXPECT_FALSE(send(seen(drawn(1))).receipt);
  // Where the list only warns, no voucher is made, whatever was agreed to.
  agree(*ana, "IE", Mode::warn_user_only);
  auto h = ana->environment();
  EXPECT_FALSE(must(client::send_voucher(ana->state(), h, seen(drawn(1)), kUsual, "IE")).receipt);
  EXPECT_EQ(err(client::give_consent(ana->state(),
                                     must(client::current_list(ana->state(), h, kUsual)).accepted(),
                                     "FR", Mode::warn_user_only, h.now)),
            Err::refused);
}

}  // namespace
}  // namespace eq::journeys
