#include "apps/server/postgres/store.h"

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
                                           const std::shared_ptr<Candidate>& candidate) {
  auto taken = Lease::take(*connection, *candidate);
  Opening opening{taken.turn, taken.before};
  if (taken.turn == Lease::Turn::unknown || taken.turn == Lease::Turn::nobodys) return opening;
  opening.store.reset(new PostgresStore(taken.last_of_owner));
  if (taken.turn == Lease::Turn::anothers) {
    (void)opening.store->fail_with(std::string(Lease::kLost));
    return opening;
  }
  auto& store = *opening.store;
  store.connection_ = std::move(connection);
  store.candidate_ = candidate;
  store.lease_ = taken.lease;
  store.last_group_ = taken.lease->last_group();
  store.reader_ = std::make_unique<Reader>(*store.connection_);
  return opening;
}

PostgresStore::~PostgresStore() {
  if (!failed()) lease_->give_back(*connection_);
}

Err PostgresStore::fail_with(const std::string& code) const {
  if (code == Lease::kLost) return fail("another process works on it now");
  return fail(code.empty() ? "it does not answer" : "PostgreSQL's error " + code);
}

std::unique_ptr<StoreCopy> PostgresStore::begin_copy(const std::string&, std::string& why) {
  why = kHowToCopy;
  return nullptr;
}

/// Whoever reads for long must not lose the lease meanwhile: the next would read as long, and lose
/// it as well.
Status PostgresStore::keep_turn() const {
  REQUIRE_OR(!failed(), Err::unavailable);
  if (!lease_->is_renewal_due()) return ok();
  const auto sent = Lease::now();
  const Answer renewed = connection_->run(lease_->renewal());
  if (!renewed.ok()) return fail_with(renewed.code());
  lease_->renewed(sent);
  return ok();
}

Result<std::optional<Bytes>> PostgresStore::committed(Table table, View key) const {
  TRY(keep_turn());
  auto value = reader_->get(table, key);
  if (!value.ok()) return fail_with(reader_->code());
  return value;
}

Status PostgresStore::scan_committed(Table table, View from, View to,
                                     const platform::Visit& visit) const {
  return walk(table, from, to, Reader::Values::small,
              [&](View key, const std::optional<Bytes>& value) -> Result<Go> {
                if (value) return visit(key, *value) ? Go::on : Go::enough;
                const auto large = TRY(committed(table, key));
                return !large || visit(key, *large) ? Go::on : Go::enough;
              });
}

Status PostgresStore::scan_committed_keys(Table table, View from, View to,
                                          const platform::VisitKey& visit) const {
  return walk(table, from, to, Reader::Values::none,
              [&](View key, const std::optional<Bytes>&) -> Result<Go> {
                return visit(key) ? Go::on : Go::enough;
              });
}

Status PostgresStore::walk(Table table, View from, View to, Reader::Values values,
                           const VisitRow& visit) const {
  const Bytes end = to_bytes(to);
  for (Bytes at = to_bytes(from); at < end;) {
    TRY(keep_turn());
    const auto range = reader_->range(table, at, to, values);
    if (!range.ok()) return fail_with(reader_->code());
    for (const auto& row : (*range)->rows) {
      if (row.key < at) continue;
      if (row.key >= end || TRY(visit(row.key, row.value)) == Go::enough) return ok();
    }
    at = (*range)->to;
  }
  return ok();
}

Result<std::optional<Row>> PostgresStore::last_committed(Table table, View from, View to) const {
  TRY(keep_turn());
  auto row = reader_->last(table, from, to);
  if (!row.ok()) return fail_with(reader_->code());
  return row;
}

Status PostgresStore::commit(const Changes& changes, std::uint64_t number, Flush flush) {
  // Those who only read are told what was committed before, as long as nobody else can have
  // committed since.
  if (flush == Flush::if_changed && changes.empty() && lease_->surely_ours()) return ok();
  const auto sent = Lease::now();
  const auto statements = statements_for(changes, *lease_, number);
  const auto answers = connection_->run_together(statements);
  for (const auto& answer : answers)
    if (!answer.ok()) return fail_with(answer.code());
  if (answers.size() < statements.size() || !answers.back().is_commit()) return fail_with("");
  lease_->renewed(sent);
  last_group_ = kept_ = number;
  candidate_->knows(number);
  reader_->committed(changes);
  return ok();
}

}  // namespace eq::server::postgres
