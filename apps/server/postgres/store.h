// The platform's store in a PostgreSQL database, for the one process that holds the lease.
//
// Rows are read when they are asked for and kept in memory.  What a group changed goes at its
// commit: the fence (lease.h), one statement for what is put into a table and one for what is taken
// from it, in one transaction and one round trip.
#pragma once

#include <memory>

#include "apps/server/durable_store.h"
#include "apps/server/postgres/lease.h"
#include "apps/server/postgres/reader.h"

namespace eq::server::postgres {

/// Said to whoever wants this program to copy it.
inline constexpr std::string_view kHowToCopy =
    "The store is a PostgreSQL database: copy it with pg_basebackup or pg_dump, as "
    "docs/operators/three-machines.md says (Copies)";

class PostgresStore final : public DurableStore {
 public:
  struct Opening {
    Lease::Turn turn = Lease::Turn::unknown;
    Candidate::Before before = Candidate::Before::another;
    /// Ours: it works.  Another's: it says what became of this owner's last group, and no more.
    std::unique_ptr<PostgresStore> store{};
  };
  /// Over tables that are there (schema.h).
  /// @param connection  kept if the turn is ours, else left
  static Opening open(std::unique_ptr<Connection>& connection,
                      const std::shared_ptr<Candidate>& candidate);
  /// Gives the lease back.
  ~PostgresStore() override;

  std::unique_ptr<StoreCopy> begin_copy(const std::string& path, std::string& why) override;

 private:
  explicit PostgresStore(std::uint64_t last_of_owner) : kept_(last_of_owner) {}
  /// @param code  PostgreSQL's; empty if it did not answer
  Err fail_with(const std::string& code) const;
  Result<std::optional<Bytes>> committed(platform::Table table, View key) const override;
  Status scan_committed(platform::Table table, View from, View to,
                        const platform::Visit& visit) const override;
  Status scan_committed_keys(platform::Table table, View from, View to,
                             const platform::VisitKey& visit) const override;
  Result<std::optional<platform::Row>> last_committed(platform::Table table, View from,
                                                      View to) const override;
  Status begin() override { return ok(); }
  void undo() override {}
  Status commit(const Changes& changes, std::uint64_t number, Flush flush) override;
  bool holds(std::uint64_t group) const override { return group == kept_; }
  std::uint64_t last_group() const override { return last_group_; }
  Status keep_turn() const;
  enum class Go : std::uint8_t { on, enough };
  using VisitRow = std::function<Result<Go>(View key, const std::optional<Bytes>& value)>;
  Status walk(platform::Table table, View from, View to, Reader::Values values,
              const VisitRow& visit) const;

  std::unique_ptr<Connection> connection_;  // none: the store is another's
  std::shared_ptr<Candidate> candidate_;
  mutable std::optional<Lease> lease_;
  std::unique_ptr<Reader> reader_;  // over *connection_
  std::uint64_t last_group_ = 0;    // in the database
  std::uint64_t kept_;              // of this owner
};

}  // namespace eq::server::postgres
