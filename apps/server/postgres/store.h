// The platform's store in a PostgreSQL database, for the one process that holds the lease.
//
// Rows are read when they are asked for and kept in memory.  What a group changes is gathered in
// memory, and goes at its commit: the fence (lease.h), one statement for what is put into a table
// and one for what is taken from it, in one transaction and one round trip.
#pragma once

#include <memory>

#include "apps/server/durable_store.h"
#include "apps/server/postgres/lease.h"
#include "apps/server/postgres/reader.h"

namespace eq::server::postgres {

/// Said to whoever wants this program to copy it.
inline constexpr std::string_view kHowToCopy =
    "The store is a PostgreSQL database: copy it with pg_basebackup or pg_dump, as docs/operators.md "
    "says (On PostgreSQL)";

class PostgresStore final : public DurableStore {
 public:
  struct Opening {
    Lease::Turn turn = Lease::Turn::unknown;
    /// Ours: it works.  Another's: it says what became of this owner's last group, and no more.
    std::unique_ptr<PostgresStore> store{};
  };
  /// Over tables that are there (schema.h).
  /// @param connection  kept if the turn is ours, else left
  static Opening open(std::unique_ptr<Connection>& connection, const Owner& owner);
  /// Gives the lease back.
  ~PostgresStore() override;

  bool failed() const override { return failed_; }
  const std::string& trouble() const override { return trouble_; }
  std::unique_ptr<StoreCopy> begin_copy(const std::string& path, std::string& why) override;

  Result<Bytes> get(platform::Table table, View key) const override;
  Status put(platform::Table table, View key, View value) override;
  Status erase(platform::Table table, View key) override;
  Status scan(platform::Table table, View from, View to,
              const platform::Visit& visit) const override;
  Result<platform::Row> last(platform::Table table, View from, View to) const override;
  /// Only within a group.
  Status begin_step() override;
  Status keep_step() override;
  Status undo_step() override;

 private:
  explicit PostgresStore(std::uint64_t last_of_owner) : kept_(last_of_owner) {}
  Err fail(const std::string& code) const;
  Status begin() override;
  void undo() override { changes_.clear(); }
  Status commit(std::uint64_t number, Flush flush) override;
  bool holds(std::uint64_t group) const override { return group == kept_; }
  std::uint64_t last_group() const override { return last_group_; }
  Status write(std::uint64_t number);

  std::unique_ptr<Connection> connection_;  // none: the store is another's
  std::optional<Lease> lease_;
  std::unique_ptr<Reader> reader_;  // over *connection_
  Changes changes_;
  std::uint64_t last_group_ = 0;  // in the database
  std::uint64_t kept_;            // of this owner
  mutable std::string trouble_;
  mutable bool failed_ = false;
};

}  // namespace eq::server::postgres
