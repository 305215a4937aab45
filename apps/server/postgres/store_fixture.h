// A database of its own for each test of the store in PostgreSQL.
#pragma once

#include <gtest/gtest.h>

#include "apps/server/postgres/place.h"
#include "apps/server/postgres/test_server.h"

namespace eq::server::postgres {

using Turn = StorePlace::Turn;

inline std::unique_ptr<TestServer> server;  // of all tests
inline int databases = 0;

inline Owner owner(std::uint8_t n) {
  Owner o{};
  o.fill(n);
  return o;
}
inline const Bytes kRealm(32, 7);

class PostgresStoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    name = "store" + std::to_string(++databases);
    address = server->make_database(name);
  }
  Place place(std::uint8_t n, const std::string& at = "") const {
    return {*Address::parse(at.empty() ? address : at), kRealm, owner(n)};
  }
  static StorePlace::Opening open(Place& at) { return at.open(StoreSettings::Check::none); }
  std::string refusal(Bytes realm = kRealm, const std::string& at = "") const {
    Place p{*Address::parse(at.empty() ? address : at), std::move(realm), owner(1)};
    auto opening = open(p);
    EXPECT_FALSE(opening.store);
    return opening.why;
  }
  static void put(DurableStore& store, const Bytes& key, const Bytes& value) {
    ASSERT_TRUE(store.begin_step().ok());
    ASSERT_TRUE(store.put(platform::Table::blobs, key, value).ok());
    ASSERT_TRUE(store.keep_step().ok());
  }
  /// Another may take it at once, whatever its owner thinks.
  void expire() { server->run(name, "update equipoise.lease set given_back = true"); }

  std::string name, address;
};

}  // namespace eq::server::postgres
