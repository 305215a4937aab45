#include "apps/server/postgres/address.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace eq::server::postgres {
namespace {
using ::testing::HasSubstr;
using ::testing::Not;

std::string setting(const std::string& uri, const std::string& name) {
  const auto address = Address::parse(uri);
  if (!address.ok()) return "refused";
  const auto& all = address->settings();
  const auto it = std::ranges::find(all, name, [](const auto& s) { return s.first; });
  return it == all.end() ? "" : it->second;
}

TEST(PostgresAddress, NothingCrossesANetworkInClearUnlessSomebodySaidSo_SRV_6) {
  EXPECT_EQ(setting("postgresql://equipoise@db.example/equipoise", "sslmode"), "verify-full");
  EXPECT_EQ(setting("postgresql://equipoise@10.0.0.1,localhost/equipoise", "sslmode"),
            "verify-full");
  EXPECT_EQ(setting("postgresql://equipoise@db.example/equipoise?sslmode=disable", "sslmode"),
            "disable");
  EXPECT_EQ(setting("postgresql://equipoise@127.0.0.1/equipoise", "sslmode"), "");
  EXPECT_EQ(setting("postgresql:///equipoise?host=/run/postgresql", "sslmode"), "");
  EXPECT_EQ(setting("postgresql:///equipoise", "host"), "/var/run/postgresql");
  EXPECT_EQ(setting("postgresql://127.255.0.9,[::1],localhost/equipoise", "sslmode"), "");
}

TEST(PostgresAddress, WhatOnlyLooksLikeThisMachineIsAnother_SRV_6) {
  for (const char* host : {"127.example.org", "127.0.0.1.example.org", "127.1", "128.0.0.1",
                           "[::2]", "localhost.example", "127.0.0.1,127.example.org"})
    EXPECT_EQ(setting("postgresql://" + std::string(host) + "/equipoise", "sslmode"), "verify-full")
        << host;
  const std::string near = "postgresql://localhost/equipoise?hostaddr=";
  EXPECT_EQ(setting(near + "10.0.0.1", "sslmode"), "verify-full");
  EXPECT_EQ(setting(near + "127.0.0.1", "sslmode"), "");
  EXPECT_EQ(setting("postgresql:///equipoise?hostaddr=10.0.0.1", "sslmode"), "verify-full");
  EXPECT_EQ(setting("postgresql:///equipoise?hostaddr=10.0.0.1", "host"), "10.0.0.1");
  EXPECT_EQ(setting("postgresql://localhost/equipoise?service=there", "host"), "refused");
  for (const char* name : {"PGHOSTADDR", "PGSERVICE"}) {
    ::setenv(name, "10.0.0.1", 1);
    const auto address = Address::parse("postgresql://localhost/equipoise");
    ::unsetenv(name);
    ASSERT_FALSE(address.ok());
    EXPECT_THAT(address.error().what + address.error().remedy, HasSubstr(name));
  }
}

TEST(PostgresAddress, WhateverIsWrongWithItNoPasswordIsShown_SRV_27) {
  const std::string parts[] = {"se/cr@et", "se?cr=et", "12/34", "se@cr", "12?sslmode=se", "%zz",
                               "se cr",    "12/34?5",  "#se",   "12,ab", "[se",           "1/2@3"};
  for (const auto& password : parts) {
    const auto address = Address::parse("postgresql://ana:" + password + "@db.example/equipoise");
    const auto shown =
        address.ok() ? address->shown() : address.error().what + address.error().remedy;
    EXPECT_THAT(shown, ::testing::AnyOf(HasSubstr("--store is no address"),
                                        "The database equipoise at db.example"))
        << password;
  }
  const auto good = Address::parse("postgresql://ana:s%40fe@db.example/equipoise");
  ASSERT_TRUE(good.ok());
  EXPECT_THAT(good->shown(), Not(HasSubstr("fe@")));
}

TEST(PostgresAddress, WhatIsNoneIsRefused) {
  for (const char* uri : {"", "mysql://a/b", "host=a dbname=b", "postgresql://", "postgresql://a",
                          "postgresql://a/", "postgresql://a/b?colour=red", "postgresql://a:x/b"})
    EXPECT_FALSE(Address::parse(uri).ok()) << uri;
}

}  // namespace
}  // namespace eq::server::postgres
