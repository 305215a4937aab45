// Who takes part in an interoperability test: members on our engine and on one peer's.
#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <iostream>

#include "journeys/interop/conversation.h"
#include "journeys/interop/ours.h"
#include "journeys/interop/peer.h"

namespace eq::interop {

/// Who begins the group.
enum class Creator { ours, theirs };

/// The peer that runs the script; started once, stopped when the program ends.
inline Peer& running(const std::string& script) {
  static std::map<std::string, Peer> peers;
  return peers.try_emplace(script, script).first->second;
}

/// One suite, one way round.  Tests call `here` people of the creator's engine and `there` those of
/// the other.
class CastTest : public ::testing::TestWithParam<std::tuple<mls::Suite, Creator>> {
 protected:
  /// `others`: who takes part besides, for the line that is printed at the end.
  explicit CastTest(Peer& peer, const std::string& others = "")
      : peer_(peer),
        tally_(
            tallies()[peer.engine() + others + ", suite " + std::to_string(mls::code(suite()))]) {}

  void SetUp() override {
    if (!peer_.missing().empty()) GTEST_SKIP() << peer_.missing();
  }
  static void TearDownTestSuite() {
    for (const auto& [what, tally] : tallies())
      if (tally.epochs) std::cout << what << ": " << tally.text() << std::endl;
  }

  static mls::Suite suite() { return std::get<0>(GetParam()); }
  static bool we_create() { return std::get<1>(GetParam()) == Creator::ours; }

  Ours& on_our_engine() {
    return ours_.emplace_back(new_name("ours"), suite(), peer_.exporter(), rng_);
  }
  Theirs& on_theirs() { return on(peer_); }
  Theirs& on(Peer& peer) {
    return theirs_.emplace_back(new_name("theirs"), suite(), peer_.exporter(), peer);
  }
  Participant& here() {
    return we_create() ? static_cast<Participant&>(on_our_engine()) : on_theirs();
  }
  Participant& there() {
    return we_create() ? static_cast<Participant&>(on_theirs()) : on_our_engine();
  }

  testing::SeededRandom rng_{20260101};
  Peer& peer_;
  Tally& tally_;

 private:
  /// New in every test: the peer remembers.  In the only form that core-crypto takes.
  static std::string new_name(const std::string& side) {
    static int last = 100000;
    const std::string n = std::to_string(++last);
    return "6d3c5c7e-1d1a-4f4e-9e7c-000000" + n + ":" + n + "@" + side + ".example";
  }
  static std::map<std::string, Tally>& tallies() {
    static std::map<std::string, Tally> all;
    return all;
  }
  std::deque<Ours> ours_;
  std::deque<Theirs> theirs_;
};

inline std::string case_name(
    const ::testing::TestParamInfo<std::tuple<mls::Suite, Creator>>& info) {
  return "suite_" + std::to_string(mls::code(std::get<0>(info.param))) +
         (std::get<1>(info.param) == Creator::ours ? "_we_create" : "_they_create");
}

inline const auto kEveryCase =
    ::testing::Combine(::testing::ValuesIn(mls::testing::all_suites()),
                       ::testing::Values(Creator::ours, Creator::theirs));

}  // namespace eq::interop
