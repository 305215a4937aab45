// Banks of signals and everything known about them: what is in which bank, who put it there, what
// matches.
//
// One SQLite file holds the state.  Every change is one transaction together with its line in the
// audit trail, and the trail is also how a change reaches the index: after each commit, and before
// each answer, lines not seen yet are read, their links are checked, and what they say is done to
// the index.  So another process (a command) may change the same file, an answer always shows one
// whole state, and nothing that was accepted is ever invisible.
//
// Not thread-safe.  Throws StoreFailure if the disk fails or the trail does not hold together.
#pragma once

#include <optional>

#include "apps/matching/audit.h"
#include "apps/matching/live_index.h"
#include "apps/matching/role.h"
#include "apps/matching/signals.h"
#include "apps/matching/sqlite.h"
#include "eq/base/random.h"

namespace eq::matching {

/// Who does it, and when.
struct Actor {
  std::string who;
  Time at;
};

struct Bank {
  std::int64_t id = 0;
  std::string name, note;
  bool enabled = true;
  std::uint64_t entries = 0;
};
struct BankChange {
  std::optional<std::string> name, note;
  std::optional<bool> enabled;
};

struct Entry {
  std::uint32_t id = 0;
  std::string bank;
  Signal signal;
  std::string note, source;               // of a hotline
  std::string exchange, record, opinion;  // of an exchange
  std::string added_by;
  Time added;
};
struct NewEntry {
  Signal signal;
  std::string note, source;
};
struct Added {
  std::uint32_t id = 0;
  bool was_there = false;
};

struct Match {
  Entry entry;
  int distance = 0;
  phash::Turn turn = phash::Turn::none;
};
struct Found {
  std::vector<Match> matches;  // by distance, then number; enabled banks only
  bool truncated = false;      // there were more than kMatchesMax
};
constexpr std::size_t kMatchesMax = 1000;

struct Exchange {
  std::string name, format, bank, next;
  Time checkpoint, pending;   // zero: none yet
  Time taken;                 // the latest page that changed something
  std::uint64_t records = 0;  // known, without tombstones
};
struct Taken {
  Exchange exchange;
  std::size_t records = 0, added = 0, changed = 0, removed = 0, unchanged = 0, older = 0;
  std::vector<std::string> duplicates, conflicts;  // named, at most kNamedMax each
};
constexpr std::size_t kNamedMax = 100;

struct Caller {
  std::string name;
  Role role = Role::hasher;
};

struct LibraryState {
  std::uint64_t change = 0;  // number of the latest line of the trail, all of which is visible
  Time changed;
  std::uint64_t banks = 0, banks_enabled = 0, entries = 0, pdq_entries = 0;
  std::uint64_t pdq_added = 0, pdq_removed = 0;  // since the index was last laid out
};

class Library {
 public:
  /// @return nullptr with sentences in `why`.  The whole trail is checked.
  static std::unique_ptr<Library> open(const std::string& path, std::string& why);

  // Banks (banks.cpp).  A name is 1 to 64 letters, digits, dots, dashes and underscores.
  std::vector<Bank> banks() const;
  Result<Bank, ApiRefusal> bank(std::string_view name) const;
  Result<Bank, ApiRefusal> create_bank(const Actor& actor, const std::string& name,
                                       const std::string& note);
  Result<Bank, ApiRefusal> change_bank(const Actor& actor, const std::string& name,
                                       const BankChange& change);
  /// With all its entries.  Refused while an exchange fills it.
  Result<void, ApiRefusal> delete_bank(const Actor& actor, const std::string& name);
  Result<Added, ApiRefusal> add_entry(const Actor& actor, const std::string& bank,
                                      const NewEntry& entry);
  Result<void, ApiRefusal> remove_entry(const Actor& actor, const std::string& bank,
                                        std::uint32_t id);
  /// Ascending by number, those above `after`.
  Result<std::vector<Entry>, ApiRefusal> entries(const std::string& bank, std::uint32_t after,
                                                 std::size_t count_max) const;

  // Look-ups (library.cpp).
  Found look_up(const Signal& signal) const;
  Found look_up_turned(const phash::Fingerprint& picture) const;
  LibraryState standing() const;
  /// Read what other processes did.
  void catch_up();
  /// Throws StoreFailure unless something can be committed now.
  void check_writable();
  LiveIndex& index() { return index_; }

  // Exchanges (exchange.cpp).
  /// @param format, bank  may be empty for an exchange that is known already.
  Result<Taken, ApiRefusal> take_page(const Actor& actor, const std::string& exchange,
                                      const std::string& format, const std::string& bank,
                                      const Page& page);
  std::vector<Exchange> exchanges() const;
  /// The format to decode a page with: the known one of the exchange, else the one given (may be
  /// empty).
  Result<std::string, ApiRefusal> format_of(const std::string& exchange,
                                            const std::string& given) const;

  // Tokens (tokens.cpp).  Only SHA-256 of a token, which is 32 random bytes in hexadecimal, is
  // kept.
  Result<std::string, ApiRefusal> make_token(const Actor& actor, const std::string& name, Role role,
                                             Random& rng);
  Result<void, ApiRefusal> revoke_token(const Actor& actor, const std::string& name);
  std::vector<Caller> tokens() const;
  /// Compares with every one that is known, each in constant time.
  std::optional<Caller> caller(std::string_view token) const;

  // The trail (library.cpp).
  std::vector<AuditLine> audit(std::uint64_t after, std::size_t count_max) const;
  struct Trail {
    std::uint64_t lines = 0;
    crypto::Digest head{};
    std::optional<std::uint64_t> broken_at;
  };
  /// From the first line on, and that there is neither an entry, a bank nor a token that the trail
  /// does not know of.
  Trail verify_audit() const;

 private:
  explicit Library(std::unique_ptr<Database> db) : db_(std::move(db)) {}
  void load();
  void record(const Actor& actor, Act act, const std::string& bank, std::uint32_t entry,
              const std::string& detail);
  std::uint32_t insert(const Actor& actor, const Bank& bank, const NewEntry& entry,
                       const std::string& exchange, const std::string& record,
                       const std::string& opinion);
  void erase(const Actor& actor, const std::string& bank, std::uint32_t id, Kind kind);
  void replace_record(const Actor& actor, const Bank& bank, const std::string& exchange,
                      const Record& record, Taken& taken);
  std::optional<Exchange> exchange(std::string_view name) const;
  /// The exchange of this name; begun if it is new and both what it is and what it fills are said.
  Result<Exchange, ApiRefusal> known_or_begun(const std::string& name, const std::string& format,
                                              const std::string& bank);
  /// Does it say what is not known yet?  If not, counts it.
  bool is_news(const std::string& exchange, const Record& record, const crypto::Digest& digest,
               Taken& taken) const;
  /// Keeps how far the exchange has come.  The checkpoint moves when a set of pages is complete:
  /// within one, records are in no order of time.
  void move_on(const Actor& actor, Exchange known, const Page& page, const Taken& taken);
  void add_match(Found& found, std::uint32_t id, int distance, phash::Turn turn) const;

  std::unique_ptr<Database> db_;
  LiveIndex index_;
  std::uint64_t seen_ = 0;  // lines of the trail
  Time seen_at_;
  crypto::Digest head_{};
};

}  // namespace eq::matching
