#include "apps/server/postgres/schema.h"

#include "apps/server/durable_store.h"

namespace eq::server::postgres {
namespace {
/// What a row means.  A table that is added at the end of platform::Table changes nothing of that:
/// it is made when it is missing.
constexpr std::int64_t kFormat = 2;
/// It did not say whether it was restored, nor whether the lease was given back.
constexpr std::int64_t kFormatBefore = 1;
/// Whoever makes the tables keeps others from doing so meanwhile: a number of our own.
constexpr std::int64_t kMaking = 0x4551501;

constexpr const char* kStanding =
    "select (to_regnamespace('equipoise') is not null)::int::bigint, "
    "(to_regclass('equipoise.store') is not null)::int::bigint";
/// Where the tables were made: no two clusters have one number, nor two databases of a cluster.
const std::string kHere =
    "(select system_identifier::text || '/' || (select oid from pg_database where datname = "
    "current_database()) from pg_control_system())";
const std::string kAbout = "select format::bigint, tables::bigint, realm, (made_in = " + kHere +
                           ")::int::bigint from equipoise.store";
constexpr const char* kOwnTables =
    "create schema equipoise;"
    "create table equipoise.store(one boolean primary key default true check (one), "
    "format int not null, tables int not null, realm bytea not null, made_in text not null, "
    "restored boolean not null default false);"
    // One row, written with every group: room on its page lets it be changed in place.
    "create table equipoise.lease(one boolean primary key default true check (one), "
    "owner bytea not null, term bigint not null, expires timestamptz not null, "
    "last_group bigint not null, given_back boolean not null default false) "
    "with (fillfactor = 10);"
    "insert into equipoise.lease(owner, term, expires, last_group, given_back) "
    "values ('', 0, '-infinity', 0, true);"
    "create table equipoise.terms(term bigint primary key, owner bytea not null, "
    "last_group bigint not null);";

const std::vector<Statement> kFromBefore = {
    {"",
     "alter table equipoise.store add column if not exists restored boolean not null default false"},
    {"",
     "alter table equipoise.lease add column if not exists given_back boolean not null default "
     "false"},
    {"", "update equipoise.store set format = 2"},
};

std::string refused(const Answer& answer) {
  return answer.code() == "42501"
             ? " does not let this user make tables. Give it to that user: ALTER DATABASE ... OWNER TO"
             : " failed while its tables were looked at (" + answer.code() + "). Look into its log";
}
}  // namespace

std::string name_of(platform::Table table) {
  return "equipoise.\"" + std::string(table_name(table)) + "\"";
}

namespace {
Answer run_all(Connection& connection, std::span<const Statement> all) {
  auto answers = connection.run_together(all);
  for (auto& answer : answers)
    if (!answer.ok()) return std::move(answer);
  return answers.size() < all.size() ? Answer() : std::move(answers.back());
}

/// The tables from a number on.
void add_tables(std::vector<Statement>& to, std::size_t from, View realm) {
  std::string sql = from == 0 ? kOwnTables : "";
  for (std::size_t t = from; t < platform::kTables; ++t)
    sql += "create table " + name_of(static_cast<platform::Table>(t)) +
           "(key bytea primary key, value bytea not null);";
  for (std::size_t at = 0, end = 0; (end = sql.find(';', at)) != sql.npos; at = end + 1)
    to.push_back({"", sql.substr(at, end - at)});
  const auto tables = Parameter::number(static_cast<std::int64_t>(platform::kTables));
  if (from == 0)
    to.push_back({"",
                  "insert into equipoise.store(format, tables, realm, made_in) "
                  "values ($1, $2, $3, " +
                      kHere + ")",
                  {Parameter::number(kFormat), tables, Parameter::bytes(realm)}});
  else
    to.push_back({"", "update equipoise.store set tables = $1", {tables}});
}

std::string prepare_locked(Connection& connection, const Address& address, View realm,
                           Copied copied) {
  const Answer standing = connection.run({"", kStanding});
  if (!standing.ok()) return address.shown() + refused(standing);
  const bool has_schema = standing.number_at(0, 0) != 0, has_store = standing.number_at(0, 1) != 0;
  if (has_schema && !has_store)
    return address.shown() +
           " has a schema \"equipoise\" that is not of this program. Nothing was "
           "changed. Name another database";
  std::size_t tables = 0;
  std::int64_t format = kFormat;
  if (has_store) {
    const Answer about = connection.run({"", kAbout});
    if (!about.ok() || about.rows() != 1) return address.shown() + refused(about);
    tables = static_cast<std::size_t>(about.number_at(0, 1));
    if (!equal_var(about.at(0, 2), realm))
      return address.shown() +
             " holds the store of another realm. Nothing was changed. Name the "
             "database of this one";
    format = about.number_at(0, 0);
    if ((format != kFormat && format != kFormatBefore) || tables > platform::kTables)
      return address.shown() +
             " was written by a version of this program that this one does not "
             "know (format " +
             std::to_string(format) + "). Nothing was changed. Use that version";
    if (copied == Copied::refuse && about.number_at(0, 3) == 0)
      return address.shown() +
             " is a copy of the one that the server worked on. Nothing was changed. "
             "`equipoise server restore --store` says so to it, and then it serves";
  }
  if (tables == platform::kTables && format == kFormat) return {};
  std::vector<Statement> missing;
  if (format != kFormat) missing = kFromBefore;
  add_tables(missing, tables, realm);
  Answer made = run_all(connection, missing);
  if (made.ok()) made = connection.run({"", "commit"});
  return made.is_commit() ? std::string() : address.shown() + refused(made);
}
}  // namespace

std::string prepare_schema(Connection& connection, const Address& address, View realm,
                           Copied copied) {
  const Statement lock{"", "select pg_advisory_xact_lock($1)", {Parameter::number(kMaking)}};
  Answer locked = connection.run({"", "begin"});
  if (locked.ok()) locked = connection.run(lock);
  auto why = locked.ok() ? prepare_locked(connection, address, realm, copied)
                         : address.shown() + refused(locked);
  (void)connection.run({"", "rollback"});  // of nothing, if the tables were made
  return why;
}

Answer own_schema(Connection& connection) {
  return connection.run({"", "update equipoise.store set restored = true, made_in = " + kHere});
}

StorePlace::Kind kind_of(Connection& connection) {
  const Answer is = connection.run({"", "select restored from equipoise.store"});
  const bool is_grown = is.ok() ? is.rows() == 1 && is.number_at(0, 0) == 0
                                : is.code() == "42P01";  // there is no such table
  return is_grown ? StorePlace::Kind::grown : StorePlace::Kind::restored;
}

Answer keep_as_grown(Connection& connection) {
  return connection.run({"", "update equipoise.store set restored = false"});
}

}  // namespace eq::server::postgres
