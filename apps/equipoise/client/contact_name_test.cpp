// What somebody may be called, and what would mean somebody or something else.
#include "apps/equipoise/client/contact_name.h"

#include <gtest/gtest.h>

namespace eq::app {
namespace {

const AccountId kAna{{1}}, kBen{{2}};
const std::map<AccountId, std::string> kNames{{kAna, "Ana Maria"}, {kBen, "ben"}};

bool is_refused(const std::string& name, const AccountId& account = kBen) {
  return fault_of_name(name, account, kNames).has_value();
}

TEST(ContactName, WhatMeansSomethingElseIsNoName) {
  for (const char* name : {"", "me", "Me", "nobody", "ana, ben", "3f2a", "BEEF", "M-000001", "m-7",
                           " ben", "ben ", "/to", "--home", "#3", "b\ten", "\xff"})
    EXPECT_TRUE(is_refused(name)) << name;
  EXPECT_TRUE(is_refused(std::string(65, 'x')));
  for (const char* name : {"abc", "Ada", "M-arie", "Zoë", "ben 2", "meg"})
    EXPECT_FALSE(is_refused(name)) << name;
}

TEST(ContactName, WhatPeopleWouldTakeForAnothersIsRefusedAndSaidWhose) {
  const auto fault = fault_of_name("ana  maria", kBen, kNames);
  ASSERT_TRUE(fault.has_value());
  EXPECT_NE(fault->what.find("Ana Maria"), std::string::npos) << fault->what;
  EXPECT_TRUE(is_refused("BEN", kAna));
  EXPECT_FALSE(is_refused("Ben"));  // his own, written otherwise
  EXPECT_FALSE(is_refused("Benjamin"));
}

}  // namespace
}  // namespace eq::app
