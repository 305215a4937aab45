// Ninety days later: a person finds out which of her pictures were on the list.
#include "apps/media/edit.h"
#include "apps/media/encode.h"
#include "apps/media/synth.h"
#include "journeys/lists.h"
#include "journeys/offices.h"
#include "parties/client/past.h"

namespace eq::journeys {
namespace {

using list::Mode;
using voucher::PastMatch;

phash::Picture drawn(std::uint64_t seed) { return media::landscape(seed, 512, 384); }
client::PictureSeen passed_on(std::uint64_t seed) {
  return seen(*media::decode(*media::encode_jpeg(media::half_size(drawn(seed)), 50)));
}

struct PastJourney : ::testing::Test {
  Town town{43};
  std::unique_ptr<Person> ana = town.settle();

  void begin(std::uint8_t synthetic = 0) {
    publish_list(town, {seen(drawn(1)), seen(drawn(2)), seen(drawn(3))},
                 {rule(town, "NL", Mode::report_after_threshold)},
                 hotline::ReportTerms{{4, 4}, synthetic, 90});
    agree(*ana, "NL", Mode::report_after_threshold);
  }
  void send(const client::PictureSeen& picture) {
    auto h = ana->environment();
    ASSERT_TRUE(must(client::send_voucher(ana->state(), h, picture, kUsual, "NL")).receipt);
  }
  client::PastLook look() {
    auto h = ana->environment();
    return must(client::look_up_past(ana->state(), h));
  }
  std::size_t answer(hotline::State& hotline) {
    auto environment = town.office<hotline::Environment>();
    const auto did = must(hotline::answer_past(hotline, environment));
    EXPECT_EQ(did.refused, 0u);
    return did.answered;
  }
  std::size_t rows_of(platform::Table table) {
    return platform::keys_in(town.service->store(), table, {}, Bytes(80, 0xff), 1000).take().size();
  }
};

TEST_F(PastJourney,
       TheOwnerLearnsExactlyWhichPicturesWereListedThoughTheModeIsLongOff_CLI_15_HOT_16_PLT_24) {
  begin();
  const std::vector<std::pair<client::PictureSeen, PastMatch>> pictures{
      {passed_on(1), PastMatch::listed},
      {passed_on(91), PastMatch::none},
      {seen(drawn(3)), PastMatch::listed},
      {seen(drawn(92)), PastMatch::none}};
  for (const auto& [picture, match] : pictures) send(picture);
  work_as_holders(town);
  EXPECT_EQ(rows_of(platform::Table::matches), 2u);

  town.advance(89 * kDay_ms);
  ana->line.exchanges.clear();
  const auto early = look();
  EXPECT_EQ(early.too_early, pictures.size());
  EXPECT_TRUE(early.next);
  EXPECT_TRUE(early.unanswered.empty());
  for (const auto& e : ana->line.exchanges) EXPECT_NE(e.verb, wire::Verb::past_ask);

  town.advance(2 * kDay_ms);  // list and legal basis are over by now
  const auto asked = look();
  EXPECT_EQ(asked.too_early, 0u);
  EXPECT_TRUE(asked.answered.empty());
  ASSERT_EQ(asked.unanswered.size(), pictures.size());
  for (const auto& u : asked.unanswered) EXPECT_FALSE(u.error);
  EXPECT_EQ(answer(town.hotlines[0]), pictures.size());
  EXPECT_EQ(look().unanswered.size(), pictures.size()) << "one holder is not enough";
  EXPECT_EQ(answer(town.hotlines[0]), 0u) << "its part is there";
  EXPECT_EQ(answer(town.hotlines[1]), pictures.size());

  const auto done = look();
  EXPECT_TRUE(done.unanswered.empty());
  EXPECT_TRUE(done.wrong.empty());
  ASSERT_EQ(done.answered.size(), pictures.size());
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    EXPECT_EQ(done.answered[i].hash, pictures[i].first.fingerprint.hash);
    EXPECT_EQ(done.answered[i].match, pictures[i].second) << i;
    EXPECT_FALSE(done.answered[i].stub) << "not needed any more";
  }
  EXPECT_EQ(rows_of(platform::Table::past_questions), 0u);
  EXPECT_EQ(rows_of(platform::Table::past_parts), 0u);
  ana->line.exchanges.clear();
  EXPECT_EQ(look().answered.size(), pictures.size());
  for (const auto& e : ana->line.exchanges)
    EXPECT_NE(e.verb, wire::Verb::past_ask) << "what is known is not asked again";
}

TEST_F(PastJourney, EveryPictureMakesTheSameQuestionSyntheticOnesToo_CLI_16) {
  begin(128);
  for (std::uint64_t i = 1; i <= 3; ++i) send(seen(drawn(i)));
  for (std::uint64_t i = 91; i <= 99; ++i) send(seen(drawn(i)));
  town.advance(91 * kDay_ms);
  const auto round = [&] {
    ana->line.exchanges.clear();
    auto found = look();
    std::optional<Exchange> first;
    for (const auto& e : ana->line.exchanges) {
      if (e.verb != wire::Verb::past_ask) continue;
      if (!first) first = e;
      EXPECT_EQ(e.request, first->request);
      EXPECT_EQ(e.reply, first->reply);
    }
    return found;
  };
  EXPECT_EQ(round().unanswered.size(), 12u);
  for (auto* c : {&town.hotlines[0], &town.hotlines[1]}) EXPECT_EQ(answer(*c), 12u);
  const auto found = round();
  ASSERT_EQ(found.answered.size(), 12u);
  const auto n = [&](PastMatch m) {
    return std::count_if(found.answered.begin(), found.answered.end(),
                         [m](auto& p) { return p.match == m; });
  };
  EXPECT_GT(n(PastMatch::not_compared), 0);
  for (std::size_t i = 0; i < 12; ++i)
    EXPECT_NE(found.answered[i].match, i < 3 ? PastMatch::none : PastMatch::listed);
}

TEST_F(PastJourney, WithoutAnAnswerTheQuestionAndTheReceiptOfItCanBeShownToAnybody_CLI_16) {
  begin();
  send(seen(drawn(1)));
  town.advance(91 * kDay_ms);
  const Time asked = town.now;
  look();
  town.advance(5 * kDay_ms);
  const auto found = look();
  ASSERT_EQ(found.unanswered.size(), 1u);
  EXPECT_EQ(found.unanswered[0].since, asked);
  const auto shown = encode(found.unanswered[0].question);
  EXPECT_TRUE(voucher::check_past(decode<voucher::PastQuestion>(shown).take(), town.realm.stamp_key,
                                  90, town.now)
                  .ok())
      << "with the realm alone";
  const auto account = ana->id().bytes;
  EXPECT_EQ(std::search(shown.begin(), shown.end(), account.begin(), account.end()), shown.end());
  // Whoever is shown it can ask for himself.
  for (auto* c : {&town.hotlines[0], &town.hotlines[1]}) EXPECT_EQ(answer(*c), 1u);
  auto ben = town.settle();
  auto h = ben->environment();
  EXPECT_EQ(
      must(client::ask(ben->state(), h, wire::PastAsk{found.unanswered[0].question})).parts.size(),
      2u);
}

}  // namespace
}  // namespace eq::journeys
