// Journey 2 for every kind of list: terrorist content and intimate pictures go their whole way as
// child abuse does, each with a switch, a consent, words and a desk of its own.  All pictures are
// drawn landscapes.
#include "apps/media/synth.h"
#include "journeys/lists.h"
#include "journeys/offices.h"
#include "parties/auditor/audit.h"
#include "parties/client/matching_words.h"
#include "parties/client/warnings.h"
#include "parties/moderator/duty.h"

namespace eq::journeys {
namespace {

using list::Kind;
using list::Mode;

client::PictureSeen drawn(std::uint64_t seed) { return seen(media::landscape(seed, 512, 384)); }

struct KindsJourney : ::testing::Test {
  Town town{51};
  std::unique_ptr<Person> ana = town.settle(), ben = town.settle();

  list::AcceptedList list_of(Person& person, Kind kind) {
    auto h = person.environment();
    return must(client::current_list(person.state(), h, kind));
  }
  Result<client::PictureAnswer> open(Person& person, Kind kind, const client::PictureSeen& picture,
                                     std::string_view region) {
    const auto list = list_of(person, kind);
    auto h = person.environment();
    return client::look_up_picture(person.state(), h, list, picture.fingerprint, region);
  }
  client::ModeHere mode(Person& person, Kind kind, std::string_view region) {
    return client::mode_here(person.state(), list_of(person, kind).accepted(), region, town.now);
  }

  /// Ben is warned in Ireland; Ana sends three listed pictures in the Netherlands, and a human at
  /// the right desk decides.
  void whole_way(Kind kind, franking::Category category, moderator::Desk desk) {
    publish_list(town, {drawn(1), drawn(2), drawn(3)},
                 {rule(town, "NL", Mode::report_after_threshold, kind),
                  rule(town, "IE", Mode::warn_user_only, kind)},
                 hotline::ReportTerms{{2, 4}, 0, 90}, kind);
    agree(*ben, "IE", Mode::warn_user_only, kind);
    const auto answer = must(open(*ben, kind, drawn(1), "IE"));
    EXPECT_EQ(answer.finding.verdict, list::Verdict::listed);
    const auto warning = client::warning_text(answer, list_of(*ben, kind));
    EXPECT_NE(warning.find(std::string(list::subject_of(kind)) +
                           ", certified by Meldpunt (NL) and Hotline (IE)"),
              std::string::npos)
        << warning;

    agree(*ana, "NL", Mode::report_after_threshold, kind);
    for (const auto seed : {1u, 2u, 3u}) {
      auto h = ana->environment();
      ASSERT_TRUE(must(client::send_voucher(ana->state(), h, drawn(seed), kind, "NL")).receipt);
    }
    EXPECT_EQ(work_as_holders(town, kind).on_list, 3u);
    const auto turn = town.moderate();
    ASSERT_EQ(turn.cases_opened.size(), 1u);
    const auto& opened = town.moderator->cases.at(turn.cases_opened[0]);
    EXPECT_EQ(opened.category, category);
    EXPECT_EQ(moderator::desk_of(opened.category), desk);
    ASSERT_TRUE(opened.matched);
    EXPECT_EQ(opened.matched->kind, kind);
    EXPECT_EQ(opened.matched->found.account(), ana->id());

    publish_day(town, town.first_day());
    const auto audit = auditor::audit(*town.office_line, town.realm, {}, town.now);
    ASSERT_TRUE(audit.clean()) << audit.first_violation()->detail;
    EXPECT_EQ(audit.figures.picture_openings, 1u);
  }
};

TEST_F(KindsJourney, TerrorismGoesItsWholeWayToTheDeskForExtremism_CLI_36_MOD_14) {
  whole_way(Kind::terrorism, franking::Category::terrorism, moderator::Desk::extremism);
}

TEST_F(KindsJourney, IntimatePicturesGoTheirWholeWayToTheDeskForPictures_CLI_36_MOD_14) {
  whole_way(Kind::intimate_images, franking::Category::intimate_images, moderator::Desk::pictures);
}

TEST_F(KindsJourney, EachKindHasItsOwnSwitchInEachRegionAndItsOwnConsent_CLI_10) {
  publish_list(town, {drawn(1)}, {rule(town, "NL", Mode::warn_user_only)});
  publish_list(town, {drawn(2)}, {rule(town, "IE", Mode::warn_user_only, Kind::terrorism)}, {},
               Kind::terrorism);
  agree(*ana, "NL", Mode::warn_user_only);
  ASSERT_TRUE(open(*ana, kUsual, drawn(1), "NL").ok());

  // In the Netherlands no law is named for lists of terrorist content: it cannot be agreed to, and
  // nothing is asked.
  const auto list = list_of(*ana, Kind::terrorism);
  EXPECT_EQ(err(client::give_consent(ana->state(), list.accepted(), "NL", Mode::warn_user_only,
                                     town.now)),
            Err::refused);
  const auto here = mode(*ana, Kind::terrorism, "NL");
  EXPECT_EQ(here.standing.mode, Mode::off);
  EXPECT_EQ(
      client::to_text(here),
      "Nothing is compared with a list of terrorist content. The list is not in force in this region.");
  ana->line.exchanges.clear();
  auto h = ana->environment();
  EXPECT_EQ(err(client::look_up_picture(ana->state(), h, list, drawn(2).fingerprint, "NL")),
            Err::refused);
  EXPECT_TRUE(ana->line.exchanges.empty());

  // Where it is in force, to have agreed to another kind is no consent to it.
  EXPECT_EQ(err(open(*ana, Kind::terrorism, drawn(2), "IE")), Err::refused);
  agree(*ana, "IE", Mode::warn_user_only, Kind::terrorism);
  EXPECT_EQ(must(open(*ana, Kind::terrorism, drawn(2), "IE")).finding.verdict,
            list::Verdict::listed);
  EXPECT_EQ(must(open(*ana, kUsual, drawn(2), "NL")).finding.verdict, list::Verdict::not_listed)
      << "each list knows its own pictures";
  client::withdraw_consent(ana->state(), Kind::terrorism);
  EXPECT_EQ(err(open(*ana, Kind::terrorism, drawn(2), "IE")), Err::refused);
  EXPECT_TRUE(open(*ana, kUsual, drawn(1), "NL").ok());
}

TEST_F(KindsJourney, BeforeAgreeingTheOwnerReadsWhatIsComparedAndWhatLeavesTheDevice_CLI_36) {
  const auto has = [](const std::string& text, std::string_view words) {
    EXPECT_NE(text.find(words), std::string::npos) << words << "\nis not in\n" << text;
  };
  publish_list(town, {drawn(1)}, {rule(town, "NL", Mode::warn_user_only, Kind::drill)}, {},
               Kind::drill);
  const auto drill =
      client::terms_text(mode(*ana, Kind::drill, "NL"), list_of(*ana, Kind::drill).head());
  for (const auto* words : {"each received picture that you open here",
                            "4096 bytes that look random", "Nobody else is told", "This is a drill",
                            "Drill Act, article 1", "signed by District Court"})
    has(drill, words);
  publish_list(town, {drawn(2)},
               {rule(town, "NL", Mode::report_after_threshold, Kind::intimate_images)},
               hotline::ReportTerms{{7, 4}, 0, 90}, Kind::intimate_images);
  const auto report = client::terms_text(mode(*ana, Kind::intimate_images, "NL"),
                                         list_of(*ana, Kind::intimate_images).head());
  for (const auto* words :
       {"each picture that you send", "intimate pictures shared without the consent",
        "a voucher with each picture, when you send it", "more than 7 listed ones",
        "in the public log", "a person decides", "after 90 days"})
    has(report, words);
}

TEST_F(KindsJourney, ANewVersionOfOneKindLeavesVouchersAndWarningsOfAnotherAlone_PLT_41_CLI_13) {
  const auto publish = [&](Kind kind, std::uint64_t seed) {
    publish_list(town, {drawn(seed)}, {rule(town, "NL", Mode::report_after_threshold, kind)},
                 hotline::ReportTerms{{2, 4}, 0, 90}, kind);
  };
  publish(Kind::terrorism, 1);
  agree(*ana, "NL", Mode::report_after_threshold, Kind::terrorism);
  auto h = ana->environment();
  ASSERT_TRUE(must(client::send_voucher(ana->state(), h, drawn(1), Kind::terrorism, "NL")).receipt);
  publish(Kind::intimate_images, 2);
  EXPECT_EQ(work_as_holders(town, Kind::intimate_images).evaluated, 0u)
      << "nothing waits for the holders of that key";
  EXPECT_EQ(work_as_holders(town, Kind::terrorism).evaluated, 2u);
}

}  // namespace
}  // namespace eq::journeys
