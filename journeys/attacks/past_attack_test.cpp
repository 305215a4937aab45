// Asking too early, about too much, or in somebody else's words; and holders that answer wrongly.
#include "apps/media/synth.h"
#include "journeys/lists.h"
#include "journeys/offices.h"
#include "parties/client/past.h"

namespace eq::journeys {
namespace {

using list::Mode;

client::PictureSeen drawn(std::uint64_t seed) { return seen(media::landscape(seed, 512, 384)); }

struct Past : ::testing::Test {
  Town town{109};
  std::unique_ptr<Person> ana = town.settle();

  void SetUp() override {
    publish_list(town, {drawn(1), drawn(2)}, {rule(town, "NL", Mode::report_after_threshold)},
                 hotline::ReportTerms{{4, 4}, 0, 90});
    agree(*ana, "NL", Mode::report_after_threshold);
    for (const auto seed : {1u, 91u}) {
      auto h = ana->environment();
      EXPECT_TRUE(must(client::send_voucher(ana->state(), h, drawn(seed), kUsual, "NL")).receipt);
    }
  }
  voucher::PastQuestion question(std::size_t i = 0) const {
    return {ana->state().sent[i].receipt, ana->state().sent[i].stub->elements};
  }
  client::PastLook look() {
    auto h = ana->environment();
    return must(client::look_up_past(ana->state(), h));
  }
  std::optional<Err> ask(const voucher::PastQuestion& q) {
    auto h = ana->environment();
    return err(client::ask(ana->state(), h, wire::PastAsk{q}));
  }
  Result<hotline::PastWork> answer(hotline::State& hotline) {
    auto environment = town.office<hotline::Environment>();
    return hotline::answer_past(hotline, environment);
  }
  /// The service hands this question to the holders, whatever it should have done: once, for a
  /// holder that answers asks for more.
  hotline::PastWork handed(const voucher::PastQuestion& q) {
    wire::PastTasks tasks{{q}};
    town.office_line->change_reply = [tasks](wire::Verb verb, View, Bytes& reply) mutable {
      if (verb != wire::Verb::past_work) return;
      reply = encode(tasks);
      tasks.questions.clear();
    };
    const auto did = must(answer(town.hotlines[0]));
    town.office_line->change_reply = nullptr;
    return did;
  }
};

// Attack: the list is asked about now, while it is in force, instead of after its time.
// Stopped by: eq/voucher/past.cpp check_past(), at the service and at each holder.
TEST_F(Past, AQuestionBeforeItsTimeIsRefusedByServiceAndHolders_VOU_11_HOT_16) {
  town.advance(90 * kDay_ms - kHour_ms);
  EXPECT_EQ(ask(question()), Err::refused);
  EXPECT_EQ(handed(question()).refused, 1u);
  town.advance(kHour_ms);
  EXPECT_EQ(ask(question()), std::nullopt);
}

// Attack: the receipt is dated back, or made by whoever asks.
// Stopped by: eq/voucher/past.cpp check_past(), the service's signature.
TEST_F(Past, AReceiptThatTheServiceDidNotSignIsNone_VOU_11_HOT_16) {
  auto q = question();
  q.receipt.at = Time{q.receipt.at.ms - 91 * kDay_ms};
  EXPECT_EQ(ask(q), Err::forged);
  q.receipt.signature =
      ana->state().me.device.sign({view("eqp voucher receipt v1"), q.receipt.id()});
  EXPECT_EQ(ask(q), Err::forged);
  EXPECT_EQ(handed(q).refused, 1u);
}

// Attack: Ana asks about pictures that she never sent, under receipts of others that she did: more
// than they cover. Stopped by: eq/voucher/past.cpp check_past(), the digest of the elements.
TEST_F(Past, MoreThanTheReceiptsCoverIsNotAnswered_VOU_11_HOT_16) {
  town.advance(91 * kDay_ms);
  auto q = question();
  for (std::size_t i = 0; i < voucher::kProbes; ++i) {
    const auto blinded =
        voucher::blind(crypto::mul_base(crypto::Scalar::random(town.rng)), town.rng);
    std::copy_n(blinded.element.bytes().begin(), 32,
                q.elements.begin() + static_cast<std::ptrdiff_t>(32 * i));
  }
  ASSERT_EQ(ask(q), Err::forged);
  EXPECT_EQ(handed(q).refused, 1u);
  q.elements = question(1).elements;
  EXPECT_EQ(ask(q), Err::forged) << "nor one receipt for another voucher";
  // One receipt's elements among those of another make no third question.
  q = question();
  std::copy_n(question(1).elements.begin(), 32, q.elements.begin());
  EXPECT_EQ(ask(q), Err::forged);
}

// Attack: a hotline answers with another key, so that nothing seems to have been listed. Stopped
// by: parties/platform/past.cpp past_answer(), the proof; and if the service lets it pass, by the
// next.
TEST_F(Past, AHoldersAnswerUnderAnotherKeyIsRefused_PLT_24) {
  town.advance(91 * kDay_ms);
  look();
  town.hotlines[1].of(kUsual).key->share = crypto::Scalar::random(town.rng);
  EXPECT_EQ(err(answer(town.hotlines[1])), Err::forged);
  ASSERT_TRUE(answer(town.hotlines[0]).ok());
  EXPECT_EQ(look().answered.size(), 0u);
}

// Attack: the service and one hotline together answer that nothing was listed. Stopped by:
// eq/voucher/holders.cpp combine_var(), at the device: the part is named, and there is no answer.
TEST_F(Past, AWrongPartThatTheServiceLetsPassIsNamedAndDecidesNothing_CLI_15) {
  town.advance(91 * kDay_ms);
  look();
  for (auto& c : town.hotlines) {
    if (c.of(kUsual).key) {
      ASSERT_TRUE(answer(c).ok());
    }
  }
  const auto& liar = town.hotlines[1];
  ana->line.change_reply = [&](wire::Verb verb, View, Bytes& reply) {
    if (verb != wire::Verb::past_ask) return;
    auto parts = decode<wire::PastParts>(reply).take();
    for (auto& p : parts.parts) {
      if (p.holder != liar.of(kUsual).key->self) continue;
      std::vector<crypto::Point> points;
      const auto other = crypto::Scalar::random(town.rng);
      for (std::size_t i = 0; i < voucher::kProbes; ++i)
        points.push_back(crypto::mul_base(crypto::Scalar::random(town.rng)));
      p = voucher::evaluate(p.holder, other, points, town.rng).take();
    }
    reply = encode(parts);
  };
  const auto wronged = look();
  EXPECT_EQ(wronged.wrong, (std::set{liar.signing.verify_key()}));
  EXPECT_TRUE(wronged.answered.empty());
  EXPECT_EQ(wronged.unanswered.size(), 2u);
  // What was lost is asked again, and then the truth comes out.
  ana->line.change_reply = nullptr;
  look();
  for (auto& c : town.hotlines) {
    if (c.of(kUsual).key) {
      ASSERT_TRUE(answer(c).ok());
    }
  }
  const auto found = look();
  ASSERT_EQ(found.answered.size(), 2u);
  EXPECT_EQ(found.answered[0].match, voucher::PastMatch::listed);
  EXPECT_EQ(found.answered[1].match, voucher::PastMatch::none);
}

// Limit: the service says that it knows of no such voucher, and nothing can make it answer; its own
// receipt speaks against it.
TEST_F(Past, AServiceThatRefusesStandsAgainstItsOwnReceipt_CLI_16) {
  town.advance(91 * kDay_ms);
  for (const auto& key :
       platform::keys_in(town.service->store(), platform::Table::tables, {}, Bytes(80, 0xff), 10)
           .take()) {
    ASSERT_TRUE(town.service->store().begin_step().ok());
    ASSERT_TRUE(town.service->store().erase(platform::Table::tables, key).ok());
    ASSERT_TRUE(town.service->store().keep_step().ok());
  }
  const auto found = look();
  ASSERT_EQ(found.unanswered.size(), 2u);
  EXPECT_EQ(found.unanswered[0].error, Err::missing);
  EXPECT_TRUE(
      voucher::check_past(found.unanswered[0].question, town.realm.stamp_key, 90, town.now).ok());
}

}  // namespace
}  // namespace eq::journeys
