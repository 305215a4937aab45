#include "apps/server/postgres/schema.h"

#include "apps/server/durable_store.h"

namespace eq::server::postgres {
namespace {
/// What a row means.  A table that is added at the end of platform::Table changes nothing of that:
/// it is made when it is missing.
constexpr std::int64_t kFormat = 1;
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
    "format int not null, tables int not null, realm bytea not null, made_in text not null);"
    // One row, written with every group: room on its page lets it be changed in place.
    "create table equipoise.lease(one boolean primary key default true check (one), "
    "owner bytea not null, term bigint not null, expires timestamptz not null, "
    "last_group bigint not null) with (fillfactor = 10);"
    "insert into equipoise.lease(owner, term, expires, last_group) values ('', 0, '-infinity', 0);"
    "create table equipoise.terms(term bigint primary key, owner bytea not null, "
    "last_group bigint not null);";

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
/// Within a transaction: the tables from a number on.
Answer make_tables(Connection& connection, std::size_t from, View realm) {
  std::vector<Statement> all;
  std::string sql = from == 0 ? kOwnTables : "";
  for (std::size_t t = from; t < platform::kTables; ++t)
    sql += "create table " + name_of(static_cast<platform::Table>(t)) +
           "(key bytea primary key, value bytea not null);";
  for (std::size_t at = 0, end = 0; (end = sql.find(';', at)) != sql.npos; at = end + 1)
    all.push_back({"", sql.substr(at, end - at)});
  const auto tables = Parameter::number(static_cast<std::int64_t>(platform::kTables));
  if (from == 0)
    all.push_back({"",
                   "insert into equipoise.store(format, tables, realm, made_in) "
                   "values ($1, $2, $3, " +
                       kHere + ")",
                   {Parameter::number(kFormat), tables, Parameter::bytes(realm)}});
  else
    all.push_back({"", "update equipoise.store set tables = $1", {tables}});
  auto answers = connection.run_together(all);
  for (auto& answer : answers)
    if (!answer.ok()) return std::move(answer);
  return answers.empty() ? Answer() : std::move(answers.back());
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
  if (has_store) {
    const Answer about = connection.run({"", kAbout});
    if (!about.ok() || about.rows() != 1) return address.shown() + refused(about);
    tables = static_cast<std::size_t>(about.number_at(0, 1));
    if (!equal_var(about.at(0, 2), realm))
      return address.shown() +
             " holds the store of another realm. Nothing was changed. Name the "
             "database of this one";
    if (about.number_at(0, 0) != kFormat || tables > platform::kTables)
      return address.shown() +
             " was written by a version of this program that this one does not "
             "know (format " +
             std::to_string(about.number_at(0, 0)) + "). Nothing was changed. Use that version";
    if (copied == Copied::refuse && about.number_at(0, 3) == 0)
      return address.shown() +
             " is a copy of the one that the server worked on. Nothing was changed. "
             "`equipoise server restore --store` says so to it, and then it serves";
  }
  if (tables == platform::kTables) return {};
  Answer made = make_tables(connection, tables, realm);
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
  return connection.run({"", "update equipoise.store set made_in = " + kHere});
}

}  // namespace eq::server::postgres
