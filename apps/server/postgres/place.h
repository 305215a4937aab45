// A store's place in a PostgreSQL database (store_place.h): connects, makes the tables, takes the
// lease or stands by.
#pragma once

#include "apps/server/postgres/store.h"
#include "apps/server/store_place.h"

namespace eq::server::postgres {

class Place final : public StorePlace {
 public:
  /// @param realm  the digest of the realm whose store it is
  Place(Address address, Bytes realm, const Owner& owner)
      : address_(std::move(address)),
        realm_(std::move(realm)),
        candidate_(std::make_shared<Candidate>(owner)) {}

  Opening open(StoreSettings::Check check) override;
  void vouched() override;
  std::optional<std::chrono::milliseconds> renewal() const override { return kRenew; }

 private:
  const Address address_;
  const Bytes realm_;
  const std::shared_ptr<Candidate> candidate_;
  std::unique_ptr<Connection> connection_;  // of one that stands by
};

}  // namespace eq::server::postgres
