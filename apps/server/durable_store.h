// A store that commits: groups of steps become durable together or not at all.  Two engines keep
// it, SQLite (sqlite_store.h) and PostgreSQL (postgres/store.h), and nothing else makes a Durable.
//
// The first error ends a store: every later call is refused, its group cannot be committed, and
// what is true is only what is found when it is opened again.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "apps/server/durable.h"
#include "parties/platform/store.h"

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
  virtual bool failed() const = 0;
  /// What it complained about; holds no data.
  virtual const std::string& trouble() const = 0;
  /// Begin a copy into a file (store_copy.h).  @return nullptr with a sentence in `why`
  virtual std::unique_ptr<StoreCopy> begin_copy(const std::string& path, std::string& why) = 0;

 protected:
  bool in_group() const { return in_group_; }

 private:
  virtual Status begin() = 0;
  virtual void undo() = 0;
  virtual Status commit(std::uint64_t number, Flush flush) = 0;
  virtual bool holds(std::uint64_t group) const = 0;
  /// What the next group's number follows.
  virtual std::uint64_t last_group() const = 0;

  bool in_group_ = false;
};

}  // namespace eq::server
