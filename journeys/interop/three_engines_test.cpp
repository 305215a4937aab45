// One group of members on three engines: ours, OpenMLS (core-crypto) and ts-mls.
#include "journeys/interop/cast.h"
#include "journeys/interop/history.h"

namespace eq::interop {
namespace {

class ThreeEngines : public CastTest {
 protected:
  ThreeEngines() : CastTest(running("core_crypto.mjs"), " and ts-mls") {}
  void SetUp() override {
    CastTest::SetUp();
    if (!ts_mls_.missing().empty()) GTEST_SKIP() << ts_mls_.missing();
  }
  Peer& ts_mls_ = running("ts_mls.mjs");
};
INSTANTIATE_TEST_SUITE_P(Live, ThreeEngines, kEveryCase, case_name);

TEST_P(ThreeEngines, a_drawn_history_of_all_three_ends_in_agreement_MLS_2) {
  std::vector<Participant*> outside;
  for (int i = 0; i < 3; ++i) {
    outside.push_back(&on_our_engine());
    outside.push_back(&on_theirs());
    outside.push_back(&on(ts_mls_));
  }
  Conversation c(here(), "three", tally_);
  const int refused = draw_history(c, outside, rng_, {.known_fault = is_unmerged_leaves_fault});
  std::cout << "ts-mls refused " << refused << " valid trees" << std::endl;
}

}  // namespace
}  // namespace eq::interop
