// What a device does with a received picture: by what its owner agreed to, and by nothing else.
#include "parties/client/received_picture.h"

#include "apps/media/synth.h"
#include "journeys/lists.h"
#include "journeys/offices.h"

namespace eq::client {
namespace {

using journeys::agree;
using journeys::must;
using journeys::rule;
using journeys::Town;
using list::Mode;

PictureSeen drawn(std::uint64_t seed) { return journeys::seen(media::landscape(seed, 512, 384)); }

struct ReceivedPicture : ::testing::Test {
  Town town{311};
  std::unique_ptr<journeys::Person> ana = town.settle();
  PictureSeen listed = drawn(1), other = drawn(99);

  PictureCompared compared(const PictureSeen& picture) {
    auto h = ana->environment();
    return must(compare_picture(ana->state(), h, picture.fingerprint));
  }
  void publish() {
    journeys::publish_list(town, {listed}, {rule(town, "NL", Mode::warn_user_only)});
  }
};

TEST_F(ReceivedPicture, WhoAgreedToNothingIsAskedForNothing_CLI_42) {
  publish();
  ana->line.exchanges.clear();
  const auto seen = compared(listed);
  EXPECT_TRUE(ana->line.exchanges.empty());
  EXPECT_FALSE(seen.was_compared());
  EXPECT_EQ(showing(seen, Wish::to_be_warned), Showing::as_it_is);
}

TEST_F(ReceivedPicture, AListedOneIsBlurredWhereItsOwnerAgreedAndOnHisWordShown_CLI_42) {
  publish();
  agree(*ana, "NL", Mode::warn_user_only);
  const auto hit = compared(listed), miss = compared(other);
  ASSERT_EQ(hit.kinds.size(), 1u);
  EXPECT_EQ(hit.kinds[0].region, "NL");
  EXPECT_TRUE(hit.is_listed());
  EXPECT_EQ(showing(hit, Wish::to_be_warned), Showing::blurred);
  EXPECT_EQ(showing(hit, Wish::to_see_it), Showing::as_it_is);
  EXPECT_TRUE(miss.was_compared());
  EXPECT_FALSE(miss.is_listed());
  EXPECT_EQ(showing(miss, Wish::to_be_warned), Showing::as_it_is);
}

TEST_F(ReceivedPicture, AWarningNamesTheMessageWithWhichThePictureCame_CLI_13) {
  publish();
  agree(*ana, "NL", Mode::warn_user_only);
  auto h = ana->environment();
  const MessagePlace first{ConversationId{}, 5}, second{ConversationId{}, 7};
  for (const auto& where : {first, second, first})
    must(compare_picture(ana->state(), h, listed.fingerprint, where));
  ASSERT_EQ(ana->state().warnings.size(), 2u) << "opened again, it is the same warning";
  EXPECT_EQ(ana->state().warnings[0].where, first);
  EXPECT_EQ(ana->state().warnings[1].where, second);
}

TEST_F(ReceivedPicture, AnExpiredListIsSaidToBeOneAndHoldsBackUntilTheOwnerWantsToSee_CLI_42) {
  publish();
  agree(*ana, "NL", Mode::warn_user_only);
  ASSERT_TRUE(compared(other).was_compared());
  town.advance(400 * kDay_ms);
  const auto seen = compared(other);
  EXPECT_TRUE(seen.is_uncertain());
  EXPECT_EQ(seen.kinds.at(0).unusable, Err::stale);
  EXPECT_NE(seen.kinds.at(0).words.find("expired"), std::string::npos) << seen.kinds.at(0).words;
  EXPECT_EQ(showing(seen, Wish::to_be_warned), Showing::held_back);
  EXPECT_EQ(showing(seen, Wish::to_see_it), Showing::as_it_is);
}

TEST_F(ReceivedPicture, AServiceThatDoesNotAnswerSaysNothingOfAPicture_CLI_42) {
  publish();
  agree(*ana, "NL", Mode::warn_user_only);
  journeys::Unanswered line(ana->line, wire::Verb::match_evaluate);
  auto h = line.environment(*ana);
  EXPECT_EQ(journeys::err(compare_picture(ana->state(), h, listed.fingerprint)), Err::unavailable);
}

}  // namespace
}  // namespace eq::client
