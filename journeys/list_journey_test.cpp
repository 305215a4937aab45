// Journey 2: from two hotlines to a warning that only the device knows of.
#include "apps/media/edit.h"
#include "apps/media/encode.h"
#include "apps/media/synth.h"
#include "journeys/lists.h"
#include "journeys/offices.h"
#include "journeys/people.h"
#include "parties/auditor/audit.h"
#include "parties/client/matching.h"

namespace eq::journeys {
namespace {

using list::Mode;
std::vector<list::RegionRule> regions(Town& town) {
  return {rule(town, "*", Mode::warn_user_only), rule(town, "DE", Mode::off)};
}
client::PictureSeen drawn(std::uint64_t seed) { return seen(media::landscape(seed, 512, 384)); }

TEST(ListJourney, AListedPictureIsFoundOnTheDeviceAndTheServiceSeesTheSameForEveryPicture_CLI_7) {
  Town town(31);
  auto ana = town.settle();
  std::vector<client::PictureSeen> listed;
  for (std::uint64_t i = 0; i < 4; ++i) listed.push_back(drawn(i));
  const auto published = publish_list(town, listed, regions(town));
  EXPECT_EQ(published.entries, 4u);

  agree(*ana, "NL", Mode::warn_user_only);
  auto h = ana->environment();
  const auto list = client::current_list(ana->state(), h, kUsual);
  ASSERT_TRUE(list.ok());
  // Re-encoded and halved, as a picture looks after some forwarding.
  const auto half = media::half_size(media::landscape(2, 512, 384));
  const auto altered = seen(*media::decode(*media::encode_jpeg(half, 50))).fingerprint;
  const auto harmless = drawn(99).fingerprint;

  std::vector<std::vector<Exchange>> transcripts;
  std::vector<list::Verdict> verdicts;
  for (const auto* picture : {&altered, &harmless}) {
    ana->line.exchanges.clear();
    const auto answer = client::look_up_picture(ana->state(), h, *list, *picture, "NL");
    ASSERT_TRUE(answer.ok());
    verdicts.push_back(answer->finding.verdict);
    transcripts.push_back(ana->line.exchanges);
  }
  EXPECT_EQ(verdicts, (std::vector{list::Verdict::listed, list::Verdict::not_listed}));
  ASSERT_EQ(transcripts[0].size(), 1u);
  ASSERT_EQ(transcripts[1].size(), 1u);
  EXPECT_EQ(transcripts[0][0].verb, transcripts[1][0].verb);
  EXPECT_EQ(transcripts[0][0].request, transcripts[1][0].request);
  EXPECT_EQ(transcripts[0][0].reply, transcripts[1][0].reply);
}

TEST(ListJourney, WhereTheModeIsOffNothingIsAsked_CLI_7) {
  Town town(32);
  auto ana = town.settle();
  const auto picture = drawn(1);
  publish_list(town, {picture}, regions(town));
  auto h = ana->environment();
  const auto list = client::current_list(ana->state(), h, kUsual);
  ASSERT_TRUE(list.ok());
  ana->line.exchanges.clear();
  EXPECT_EQ(client::look_up_picture(ana->state(), h, *list, picture.fingerprint, "DE").error(),
            Err::refused);
  EXPECT_TRUE(ana->line.exchanges.empty());
}

TEST(ListJourney, AnEntryWhoseDayHasComeIsLookedForNoMoreAndTheLogSaysWhy_HOT_11) {
  Town town(34);
  auto ana = town.settle();
  const auto lasting = drawn(1), brief = drawn(2);
  for (auto* hotline : {&town.hotlines[0], &town.hotlines[1]})
    hold(town, *hotline, brief, 20 * kDay_ms);
  const auto rules = regions(town);
  publish_list(town, {lasting}, rules);
  agree(*ana, "NL", Mode::warn_user_only);
  const auto verdict = [&](const client::PictureSeen& picture) {
    auto h = ana->environment();
    const auto list = must(client::current_list(ana->state(), h, kUsual));
    return must(client::look_up_picture(ana->state(), h, list, picture.fingerprint, "NL"))
        .finding.verdict;
  };
  EXPECT_EQ(verdict(brief), list::Verdict::listed);
  const Time last_day = town.now + 20 * kDay_ms;
  town.advance(20 * kDay_ms);
  const auto next = publish_list(town, {}, rules);
  EXPECT_EQ(next.entries, 1u);
  ASSERT_EQ(next.signed_head.head.removed.size(), 1u);
  EXPECT_EQ(next.signed_head.head.removed[0].reason, list::Reason::expired);
  EXPECT_EQ(next.signed_head.head.removed[0].at, last_day);
  EXPECT_EQ(verdict(brief), list::Verdict::not_listed);
  EXPECT_EQ(verdict(lasting), list::Verdict::listed);
}

TEST(ListJourney, ANewVersionReplacesTheOldOneAndTheAuditorFollowsBoth) {
  Town town(33);
  auto ana = town.settle();
  const auto one = drawn(1), two = drawn(2);
  publish_list(town, {one}, regions(town));
  auto h = ana->environment();
  ASSERT_TRUE(client::current_list(ana->state(), h, kUsual).ok());
  publish_list(town, {one, two}, regions(town));
  agree(*ana, "NL", Mode::warn_user_only);
  const auto list = client::current_list(ana->state(), h, kUsual);
  ASSERT_TRUE(list.ok());
  EXPECT_EQ(list->head().version, 2u);
  EXPECT_EQ(client::look_up_picture(ana->state(), h, *list, two.fingerprint, "NL")->finding.verdict,
            list::Verdict::listed);

  publish_day(town, town.first_day());
  const auto audit = auditor::audit(*town.office_line, town.realm, {}, town.now);
  ASSERT_TRUE(audit.clean()) << audit.first_violation()->detail;
  EXPECT_EQ(audit.figures.list_versions, 2u);
}

}  // namespace
}  // namespace eq::journeys
