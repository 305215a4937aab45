// A store that commits: groups of steps become durable together or not at all.  Two engines keep
// it, SQLite (sqlite_store.h) and PostgreSQL (postgres/store.h), and nothing else makes a Durable.
//
// What a group changes is gathered in memory, where its steps are undone and its reads find it; the
// engine reads what is committed, and writes each row that was changed once, when it commits.
//
// The first error ends a store: every later call is refused, its group cannot be committed, and
// what is true is only what is found when it is opened again.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "apps/server/changes.h"
#include "apps/server/durable.h"

namespace eq::server {

class StoreCopy;

/// The name of a table, the same in both engines.
std::string_view table_name(platform::Table table);

class DurableStore : public platform::Store {
 public:
  /// Whether a group is written and flushed although it changes nothing: to see that it works.
  enum class Flush : std::uint8_t { if_changed, anyway };

  /// Work that becomes durable together or not at all.  One at a time; not longer than its store.
  class Group {
   public:
    Group(Group&& o) noexcept
        : store_(std::exchange(o.store_, nullptr)), number_(o.number_), flush_(o.flush_) {}
    Group& operator=(Group&&) = delete;
    /// Undoes what was not committed.
    ~Group();
    std::uint64_t number() const { return number_; }
    void flush_anyway() { flush_ = Flush::anyway; }
    /// @return Err::unavailable if the storage failed in any call since the group began.  Then it
    ///     was kept or lost as a whole; durable() of the store opened again says which.
    Result<Durable> commit() &&;

   private:
    friend class DurableStore;
    Group(DurableStore& store, std::uint64_t number) : store_(&store), number_(number) {}
    DurableStore* store_;
    std::uint64_t number_;
    Flush flush_ = Flush::if_changed;
  };

  DurableStore() = default;
  DurableStore(const DurableStore&) = delete;
  DurableStore& operator=(const DurableStore&) = delete;

  Result<Group> begin_group();
  /// Whether the last group that was committed here is that one (0 is none).  For a commit() that
  /// could not say.
  std::optional<Durable> durable(std::uint64_t group) const;
  /// The storage failed: this store does nothing more.
  bool failed() const { return failed_; }
  /// What it complained about; holds no data.
  const std::string& trouble() const { return trouble_; }
  /// Begin a copy into a file (store_copy.h).  @return nullptr with a sentence in `why`
  virtual std::unique_ptr<StoreCopy> begin_copy(const std::string& path, std::string& why) = 0;

  /// What is committed, and over it what the group has changed.
  Result<Bytes> get(platform::Table table, View key) const final;
  Status scan(platform::Table table, View from, View to, const platform::Visit& visit) const final;
  Status scan_keys(platform::Table table, View from, View to,
                   const platform::VisitKey& visit) const final;
  Result<platform::Row> last(platform::Table table, View from, View to) const final;
  /// Only within a group.
  Status put(platform::Table table, View key, View value) final;
  Status erase(platform::Table table, View key) final;
  Status begin_step() final;
  Status keep_step() final;
  Status undo_step() final;

 protected:
  /// Ends this store.  @param trouble  the first one is kept
  Err fail(std::string trouble) const;

 private:
  /// What is committed; of a row that is not there, none.
  virtual Result<std::optional<Bytes>> committed(platform::Table table, View key) const = 0;
  virtual Status scan_committed(platform::Table table, View from, View to,
                                const platform::Visit& visit) const = 0;
  virtual Status scan_committed_keys(platform::Table table, View from, View to,
                                     const platform::VisitKey& visit) const {
    return scan_committed(table, from, to, [&](View key, View) { return visit(key); });
  }
  virtual Result<std::optional<platform::Row>> last_committed(platform::Table table, View from,
                                                              View to) const = 0;
  virtual Status begin() = 0;
  virtual void undo() = 0;
  virtual Status commit(const Changes& changes, std::uint64_t number, Flush flush) = 0;
  virtual bool holds(std::uint64_t group) const = 0;
  /// What the next group's number follows.
  virtual std::uint64_t last_group() const = 0;

  /// The committed rows and the group's changes, merged.  @param committed  shows the former
  Status merged(platform::Table table, View from, View to, const platform::Visit& visit,
                const std::function<Status(const platform::Visit&)>& committed) const;

  Changes changes_;
  bool in_group_ = false;
  mutable std::string trouble_;
  mutable bool failed_ = false;
};

}  // namespace eq::server
