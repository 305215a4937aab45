// Where a server keeps its store: a file in its home, or a database (postgres/place.h).
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "apps/server/sqlite_store.h"

namespace eq::server {

class StorePlace {
 public:
  virtual ~StorePlace() = default;

  /// Whose turn it is to work on the store.
  enum class Turn : std::uint8_t { ours, anothers };
  /// Who worked on it before this turn.
  enum class Before : std::uint8_t { this_process, another };
  /// What the store says of itself.  A restored one serves only once the witness has said that it
  /// lacks nothing.
  enum class Kind : std::uint8_t { grown, restored };
  struct Opening {
    /// Of another it says what became of this process's last group, and no more.
    std::unique_ptr<DurableStore> store{};
    std::string why{};  // there is none, or it is another's: a sentence
    Turn turn = Turn::ours;
    Before before = Before::this_process;
    Kind kind = Kind::grown;
  };
  virtual Opening open(StoreSettings::Check check) = 0;
  /// The witness has said that a restored store lacks nothing.
  virtual void vouched() {}
  /// Take away a store that the first open() made, and nobody has used: it must not lie where a
  /// backup is to be restored.
  virtual void forget_new() {}
  /// How often a process must write so that the turn stays its own; nullopt if nobody can take it.
  virtual std::optional<std::chrono::milliseconds> renewal() const { return std::nullopt; }
};

class FilePlace final : public StorePlace {
 public:
  explicit FilePlace(std::string path) : path_(std::move(path)) {}

  Opening open(StoreSettings::Check check) override;
  void forget_new() override;

 private:
  const std::string path_;
  std::optional<bool> was_there_;  // before the first open()
};

}  // namespace eq::server
