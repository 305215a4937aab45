// What the owner reads before agreeing, and why nothing is compared.
#include "parties/client/matching_words.h"

#include "apps/media/synth.h"
#include "journeys/lists.h"
#include "journeys/offices.h"

namespace eq::client {
namespace {

using journeys::must;
using list::Mode;

struct MatchingWords : ::testing::Test {
  journeys::Town town{36};
  std::unique_ptr<journeys::Person> ana = town.settle();

  list::AcceptedList published(Mode mode) {
    journeys::publish_list(town, {journeys::seen(media::landscape(1, 512, 384))},
                           {journeys::rule(town, "NL", mode)});
    auto h = ana->environment();
    return must(current_list(ana->state(), h, journeys::kUsual));
  }
  ModeHere here(const list::AcceptedList& list, std::string_view region) {
    return mode_here(ana->state(), list.accepted(), region, town.now);
  }
  static bool says(const std::string& text, std::string_view words) {
    return text.find(words) != text.npos;
  }
};

TEST_F(MatchingWords, BeforeAgreeingTheOwnerReadsWhatIsComparedWhatLeavesAndByWhichLaw_CLI_36) {
  const auto list = published(Mode::warn_user_only);
  const auto mode = here(list, "NL");
  EXPECT_TRUE(says(to_text(mode), "you have not agreed")) << to_text(mode);
  const std::string terms = terms_text(mode, list.head());
  for (const auto* fact : {"What is compared:", "What leaves this device:", "Nobody else is told",
                           "Legal basis:", "signed by"})
    EXPECT_TRUE(says(terms, fact)) << fact << "\n" << terms;
}

TEST_F(MatchingWords, WhatWasAgreedIsSaidAndWhatItWasNotAgreedForToo_CLI_36) {
  const auto list = published(Mode::warn_user_only);
  journeys::agree(*ana, "NL", Mode::warn_user_only);
  EXPECT_TRUE(to_text(here(list, "NL")).starts_with("You agreed: this device warns you"));
  ana->state().consents.at(journeys::kUsual).subject = {};
  EXPECT_TRUE(says(to_text(here(list, "NL")), "agreed to something else"));
}

TEST_F(MatchingWords, WhereNothingIsInForceThereIsNothingToAgreeTo_CLI_36) {
  const auto list = published(Mode::warn_user_only);
  const auto elsewhere = here(list, "XX");
  EXPECT_TRUE(to_text(elsewhere).starts_with("Nothing is compared")) << to_text(elsewhere);
  EXPECT_EQ(terms_text(elsewhere, list.head()), "");
}

}  // namespace
}  // namespace eq::client
