#include "apps/server/postgres/store.h"

#include <new>

#include "apps/server/postgres/schema.h"
#include "apps/server/store_copy.h"

namespace eq::server::postgres {
namespace {
using platform::Row;
using platform::Table;

constexpr std::size_t kStatement = 16 << 20;  // bytes that go in one, and a row more

/// What a table gets and loses, as few statements.
class Writes {
 public:
  Writes(Table table, std::vector<Statement>& to)
      : name_(table_name(table)), table_(name_of(table)), to_(to) {}
  void add(View key, const std::optional<Bytes>& value) {
    size_ += key.size() + (value ? value->size() : 0);
    (value ? put_ : gone_).push_back(key);
    if (value) values_.emplace_back(*value);
    if (size_ > kStatement) end();
  }
  void end() {
    if (!put_.empty())
      to_.push_back({"put_" + name_,
                     "insert into " + table_ +
                         "(key, value) select * from unnest($1::bytea[], $2::bytea[]) "
                         "on conflict (key) do update set value = excluded.value",
                     {Parameter::list(put_), Parameter::list(values_)}});
    if (!gone_.empty())
      to_.push_back({"erase_" + name_,
                     "delete from " + table_ + " where key = any($1::bytea[])",
                     {Parameter::list(gone_)}});
    put_.clear();
    values_.clear();
    gone_.clear();
    size_ = 0;
  }

 private:
  std::string name_, table_;
  std::vector<Statement>& to_;
  std::vector<View> put_, values_, gone_;
  std::size_t size_ = 0;
};

std::vector<Statement> statements_for(const Changes& changes, const Lease& lease,
                                      std::uint64_t number) {
  std::vector<Statement> all{{"", "begin"}, lease.fence(number)};
  for (std::size_t t = 0; t < platform::kTables; ++t) {
    Writes writes(static_cast<Table>(t), all);
    for (const auto& [key, value] : changes.of(static_cast<Table>(t))) writes.add(key, value);
    writes.end();
  }
  all.push_back({"", "commit"});
  return all;
}
}  // namespace

PostgresStore::Opening PostgresStore::open(std::unique_ptr<Connection>& connection,
                                           const Owner& owner) {
  auto taken = Lease::take(*connection, owner);
  Opening opening{taken.turn};
  if (taken.turn == Lease::Turn::unknown) return opening;
  opening.store.reset(new PostgresStore(taken.last_of_owner));
  if (taken.turn == Lease::Turn::anothers) {
    (void)opening.store->fail(std::string(Lease::kLost));
    return opening;
  }
  auto& store = *opening.store;
  store.connection_ = std::move(connection);
  store.lease_ = taken.lease;
  store.last_group_ = taken.lease->last_group();
  store.reader_ = std::make_unique<Reader>(*store.connection_);
  return opening;
}

PostgresStore::~PostgresStore() {
  if (!failed_) lease_->give_back(*connection_);
}

Err PostgresStore::fail(const std::string& code) const {
  if (!failed_)
    trouble_ = code == Lease::kLost ? "another process works on it now"
               : code.empty()       ? "it does not answer"
                                    : "PostgreSQL's error " + code;
  failed_ = true;
  return Err::unavailable;
}

std::unique_ptr<StoreCopy> PostgresStore::begin_copy(const std::string&, std::string& why) {
  why = kHowToCopy;
  return nullptr;
}

Result<Bytes> PostgresStore::get(Table table, View key) const {
  REQUIRE_OR(!failed_, Err::unavailable);
  const auto* changed = changes_.find(table, key);
  if (changed != nullptr) return *changed ? Result<Bytes>(**changed) : Err::missing;
  auto value = reader_->get(table, key);
  if (!value.ok()) return fail(reader_->code());
  if (!*value) return Err::missing;
  return std::move(**value);
}

Status PostgresStore::put(Table table, View key, View value) {
  EQ_ASSERT(in_group());
  REQUIRE_OR(!failed_, Err::unavailable);
  changes_.set(table, key, to_bytes(value));
  return ok();
}

Status PostgresStore::erase(Table table, View key) {
  EQ_ASSERT(in_group());
  REQUIRE_OR(!failed_, Err::unavailable);
  changes_.set(table, key, std::nullopt);
  return ok();
}

/// The database's rows and the group's changes, merged.
Status PostgresStore::scan(Table table, View from, View to, const platform::Visit& visit) const {
  REQUIRE_OR(!failed_, Err::unavailable);
  const Bytes end = to_bytes(to);
  const auto& changed = changes_.of(table);
  auto change = changed.lower_bound(to_bytes(from));
  // False once the visitor has enough.
  const auto changes_before = [&](const Bytes& key) {
    for (; change != changed.end() && change->first < key; ++change)
      if (change->second && !visit(change->first, *change->second)) return false;
    return true;
  };
  for (Bytes at = to_bytes(from); at < end;) {
    const auto range = reader_->range(table, at, to);
    if (!range.ok()) return fail(reader_->code());
    for (const auto& row : (*range)->rows) {
      if (row.key < at) continue;
      if (row.key >= end) break;
      if (!changes_before(row.key)) return ok();
      const bool is_changed = change != changed.end() && change->first == row.key;
      if (!is_changed && !visit(row.key, row.value)) return ok();
    }
    at = (*range)->to;
  }
  (void)changes_before(end);
  return ok();
}

Result<Row> PostgresStore::last(Table table, View from, View to) const {
  REQUIRE_OR(!failed_, Err::unavailable);
  std::optional<Row> found;
  for (Bytes end = to_bytes(to);;) {  // past rows that the group has erased
    auto row = reader_->last(table, from, end);
    if (!row.ok()) return fail(reader_->code());
    if (!*row) break;
    const auto* changed = changes_.find(table, (*row)->key);
    if (changed != nullptr && !*changed) {
      end = (*row)->key;
      continue;
    }
    found = std::move(**row);
    break;
  }
  const auto& changed = changes_.of(table);
  for (auto it = changed.lower_bound(to_bytes(to)); it != changed.begin();) {
    --it;
    if (it->first < (found ? found->key : to_bytes(from))) break;
    if (it->second) return Row{it->first, *it->second};
  }
  if (!found) return Err::missing;
  return std::move(*found);
}

Status PostgresStore::begin() {
  REQUIRE_OR(!failed_, Err::unavailable);
  return ok();
}

Status PostgresStore::commit(std::uint64_t number, Flush flush) {
  REQUIRE_OR(!failed_, Err::unavailable);
  // Those who only read are told what was committed before, as long as nobody else can have
  // committed since.
  if (flush == Flush::if_changed && changes_.empty() && lease_->surely_ours()) return ok();
  try {
    return write(number);
  } catch (const std::bad_alloc&) {
    connection_.reset();  // nobody knows how far it came
    trouble_ = "out of memory";
    failed_ = true;
    return Err::unavailable;
  }
}

Status PostgresStore::write(std::uint64_t number) {
  const auto sent = Lease::now();
  const auto statements = statements_for(changes_, *lease_, number);
  const auto answers = connection_->run_together(statements);
  for (const auto& answer : answers)
    if (!answer.ok()) return fail(answer.code());
  if (answers.size() < statements.size() || !answers.back().is_commit()) return fail("");
  lease_->renewed(sent);
  last_group_ = kept_ = number;
  reader_->committed(changes_);
  changes_.clear();
  return ok();
}

Status PostgresStore::begin_step() {
  EQ_ASSERT(in_group());
  REQUIRE_OR(!failed_, Err::unavailable);
  changes_.begin_step();
  return ok();
}
Status PostgresStore::keep_step() {
  REQUIRE_OR(!failed_, Err::unavailable);
  changes_.keep_step();
  return ok();
}
Status PostgresStore::undo_step() {
  REQUIRE_OR(!failed_, Err::unavailable);
  changes_.undo_step();
  return ok();
}

}  // namespace eq::server::postgres
