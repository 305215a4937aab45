// What happened waits in the state: saved whole, told once, and what only repeats is counted.
#include "parties/client/events.h"

#include <gtest/gtest.h>

namespace eq::client {
namespace {

const ConversationId kOne{{1}}, kOther{{2}};

Untold saved_and_loaded(const Untold& untold) {
  Writer w;
  untold.encode(w);
  const Bytes saved = std::move(w).take();
  Reader r(saved);
  auto loaded = Untold::decode(r);
  EXPECT_TRUE(loaded.ok() && r.end().ok());
  return std::move(loaded).take();
}

TEST(Events, EachKindOutlivesBeingSavedAndIsToldOnceInOrder_CLI_25) {
  Untold untold;
  untold.add(Joined{kOne});
  untold.add(NewMessage{kOne, 7});
  untold.add(MembersChanged{kOne, AccountId{{3}}, {AccountId{{4}}}, {}, {AccountId{{4}}}, false});
  untold.add(TokensArrived{9});
  untold.add(Broken{kOne, Err::forged});
  untold.add(Undecided{kOther});
  untold.add(GivenBack{kOther, "words", Err::stale});
  untold.add(InvitedAgain{kOne, AccountId{{5}}});
  untold.add(OwnRecordInDoubt{Time{6}, Err::refused});
  untold.add(OwnRecordInDoubt{Time{7}, Err::refused});
  auto again = saved_and_loaded(untold);
  const auto told = again.tell();
  ASSERT_EQ(told.size(), 9u);
  EXPECT_EQ(std::get<NewMessage>(told[1]).at, 7u);
  EXPECT_EQ(std::get<MembersChanged>(told[2]).unexpected, std::vector{AccountId{{4}}});
  EXPECT_EQ(std::get<Broken>(told[4]).why, Err::forged);
  EXPECT_EQ(std::get<GivenBack>(told[6]).text, "words");
  EXPECT_EQ(std::get<InvitedAgain>(told[7]).by, (AccountId{{5}}));
  EXPECT_EQ(std::get<OwnRecordInDoubt>(told[8]).held, Time{6});
  EXPECT_TRUE(again.empty());
  EXPECT_TRUE(again.tell().empty());
}

TEST(Events, WhatDidNotVerifyIsCountedForEachConversationAndReason_CLI_25) {
  Untold untold;
  for (int i = 0; i < 3; ++i) untold.add(Dropped{kOne, Err::forged});
  untold.add(Dropped{kOne, Err::stale});
  untold.add(Dropped{kOther, Err::forged});
  for (int i = 0; i < 2; ++i) untold.add(Undecided{kOne});
  for (int i = 0; i < 2; ++i) untold.add(Unsent{kOne, Err::exhausted});
  const auto told = saved_and_loaded(untold).tell();
  ASSERT_EQ(told.size(), 5u);
  EXPECT_EQ(std::get<Dropped>(told[0]).times, 3u);
  EXPECT_EQ(std::get<Dropped>(told[1]).times, 1u);
}

TEST(Events, WhatIsNoEventIsNotLoaded_CLI_25) {
  const auto loads = [](Bytes saved) {
    Reader r(saved);
    return Untold::decode(r).ok();
  };
  EXPECT_TRUE(loads({0, 0, 0, 0}));
  EXPECT_FALSE(loads({0, 0, 0, 1, std::variant_size_v<Event>}));
  EXPECT_FALSE(loads({0, 0, 0, 1}));
  Writer w;  // a reason that there is not
  w.u32(1);
  w.u8(8);
  put(w, kOne);
  w.u8(static_cast<std::uint8_t>(Err::unavailable) + 1);
  EXPECT_FALSE(loads(std::move(w).take()));
}

}  // namespace
}  // namespace eq::client
