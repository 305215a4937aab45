#include "apps/server/postgres/connection.h"

#include <libpq-fe.h>
#include <poll.h>

#include <cerrno>
#include <string_view>

namespace eq::server::postgres {
namespace {
constexpr unsigned kBytea = 17, kInt8 = 20, kByteaList = 1001;  // PostgreSQL's numbers of types
constexpr int kBinary = 1;
/// Without a byte in either direction.  A group may be large and a disk slow.
constexpr int kPatience_ms = 20'000;
constexpr std::chrono::seconds kConnecting(5);

constexpr int kOldest = 150'000;
constexpr std::string_view kSilent =
    "does not answer. Start PostgreSQL, or correct the host in --store";

/// Whatever the server's own settings are: a commit is on the disk when it is answered, and of
/// every synchronous standby.  Rows are found by their keys, however few the planner believes in.
/// A process that is stopped between two statements holds what it locked for five seconds.
constexpr const char* kSession[] = {
    "set synchronous_commit = on",
    "set enable_seqscan = off",
    "set enable_bitmapscan = off",
    "set plan_cache_mode = force_generic_plan",
    "set jit = off",
    "set lock_timeout = '3s'",
    "set statement_timeout = 0",
    "set idle_in_transaction_session_timeout = '5s'",
    "set client_min_messages = error",
};
constexpr const char* kStanding =
    "select pg_is_in_recovery()::int::bigint, (current_setting('fsync') <> 'on')::int::bigint";

/// The end of a sentence about a server that did not let us in.
std::string why_not(std::string_view said, bool needs_password) {
  const auto is = [&](std::string_view code) { return said.find(code) != said.npos; };
  if (needs_password)
    return "asks for a password. Write it into a password file (PGPASSFILE) or into --store";
  if (is("28P01")) return "does not take the user and password that --store names. Correct them";
  if (is("28000"))
    return "does not let this user in from here. Allow it in pg_hba.conf, or correct the user";
  if (is("3D000"))
    return "does not exist. Create it (docs/operators/three-machines.md, The database)";
  if (is("53300")) return "has no connection left. Raise max_connections";
  if (is("57P03")) return "is starting or stopping. Wait until it is there";
  if (is("SSL") || is("certificate"))
    return "shows no certificate that this machine believes. Give sslrootcert=FILE in --store, or "
           "sslmode=disable if the network is yours";
  return std::string(kSilent);
}

bool is_good(const PGresult* result) {
  const auto status = PQresultStatus(result);
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

void put_number(Bytes& to, std::size_t n) { append(to, be32(static_cast<std::uint32_t>(n))); }
}  // namespace

Answer::Answer(pg_result* result) : result_(result) {}
void Answer::Clear::operator()(pg_result* result) const { PQclear(result); }
bool Answer::ok() const { return is_good(result_.get()); }
std::size_t Answer::rows() const { return static_cast<std::size_t>(PQntuples(result_.get())); }

View Answer::at(std::size_t row, int column) const {
  const int r = static_cast<int>(row);
  return {reinterpret_cast<const std::uint8_t*>(PQgetvalue(result_.get(), r, column)),
          static_cast<std::size_t>(PQgetlength(result_.get(), r, column))};
}

std::int64_t Answer::number_at(std::size_t row, int column) const {
  std::uint64_t n = 0;
  for (const auto byte : at(row, column)) n = n << 8 | byte;
  return static_cast<std::int64_t>(n);
}

std::string Answer::code() const {
  const char* code = PQresultErrorField(result_.get(), PG_DIAG_SQLSTATE);
  return code ? code : "";
}

bool Answer::is_commit() const {
  return ok() && std::string_view(PQcmdStatus(result_.get())) == "COMMIT";
}

Parameter Parameter::bytes(View value) {
  Parameter p;
  p.type_ = kBytea;
  p.borrowed_ = value;
  return p;
}

Parameter Parameter::number(std::int64_t value) {
  Parameter p;
  p.type_ = kInt8;
  p.own_ = to_bytes(be64(static_cast<std::uint64_t>(value)));
  return p;
}

/// One dimension, no nulls, counted from 1; then each with its length before it.
Parameter Parameter::list(std::span<const View> values) {
  Parameter p;
  p.type_ = kByteaList;
  std::size_t size = 20;
  for (const auto& value : values) size += 4 + value.size();
  p.own_.reserve(size);
  put_number(p.own_, 1);
  put_number(p.own_, 0);
  put_number(p.own_, kBytea);
  put_number(p.own_, values.size());
  put_number(p.own_, 1);
  for (const auto& value : values) {
    put_number(p.own_, value.size());
    append(p.own_, value);
  }
  return p;
}

Connection::~Connection() { PQfinish(connection_); }

std::unique_ptr<Connection> Connection::open(const Address& address, const std::string& application,
                                             std::string& why) {
  std::vector<const char*> names, values;
  const auto say = [&](const char* name, const char* value) {
    names.push_back(name);
    values.push_back(value);
  };
  for (const auto& [name, value] : address.settings()) say(name.c_str(), value.c_str());
  say("application_name", application.c_str());
  say("client_encoding", "UTF8");
  say("gssencmode", "disable");
  say("tcp_user_timeout", "10000");
  say("keepalives_idle", "10");
  say("keepalives_interval", "5");
  say("keepalives_count", "3");
  say(nullptr, nullptr);
  std::unique_ptr<Connection> made(
      new Connection(PQconnectStartParams(names.data(), values.data(), 0)));
  why = made->greet();
  if (!why.empty()) why = address.shown() + " " + why;
  if (why.empty()) return made;
  return nullptr;
}

/// @return empty, or the end of a sentence.
std::string Connection::greet() {
  // Of what went wrong libpq then says the code alone, and quotes nothing.
  PQsetErrorVerbosity(connection_, PQERRORS_SQLSTATE);
  const auto until = Clock::now() + kConnecting;
  for (auto next = PGRES_POLLING_WRITING; next != PGRES_POLLING_OK;) {
    if (next == PGRES_POLLING_FAILED || PQstatus(connection_) == CONNECTION_BAD)
      return why_not(PQerrorMessage(connection_), PQconnectionNeedsPassword(connection_) != 0);
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    const short event = next == PGRES_POLLING_READING ? POLLIN : POLLOUT;
    pollfd on{PQsocket(connection_), event, 0};
    if (left <= 0 || ::poll(&on, 1, static_cast<int>(left)) == 0) return why_not("", false);
    next = PQconnectPoll(connection_);
  }
  PQsetnonblocking(connection_, 1);
  if (PQserverVersion(connection_) < kOldest) return "is of a PostgreSQL older than 15. Upgrade it";
  for (const char* sql : kSession)
    if (!run({"", sql}).ok()) return "does not take this program's settings. Look into its log";
  const Answer standing = run({"", kStanding});
  if (!standing.ok()) return std::string(kSilent);
  if (standing.number_at(0, 0) != 0)
    return "is a copy that takes no writes. Name the server that is copied";
  if (standing.number_at(0, 1) != 0)
    return "works with fsync = off, and would lose what it promised to keep. Switch it on";
  return {};
}

/// Waits until one of the events, with patience.
bool Connection::wait(short events) {
  pollfd on{PQsocket(connection_), events, 0};
  int ready = -1;
  do ready = ::poll(&on, 1, kPatience_ms);
  while (ready < 0 && errno == EINTR);
  return works_ = works_ && ready > 0;
}

/// A round trip the first time, none afterwards.
Answer Connection::prepare(const Statement& statement) {
  std::vector<Oid> types;
  for (const auto& p : statement.parameters) types.push_back(p.type());
  works_ = works_ && PQsendPrepare(connection_, statement.name.c_str(), statement.sql.c_str(),
                                   static_cast<int>(types.size()), types.data()) == 1;
  if (!works_) return Answer();
  Answer answer = only_answer();
  if (answer.ok()) prepared_.insert(statement.name);
  return answer;
}

bool Connection::send(const Statement& statement) {
  std::vector<Oid> types;
  std::vector<const char*> values;
  std::vector<int> lengths, formats;
  for (const auto& p : statement.parameters) {
    types.push_back(p.type());
    const View value = p.value();
    values.push_back(value.empty() ? "" : reinterpret_cast<const char*>(value.data()));
    lengths.push_back(static_cast<int>(value.size()));
    formats.push_back(kBinary);
  }
  const int count = static_cast<int>(types.size());
  const int sent =
      statement.name.empty()
          ? PQsendQueryParams(connection_, statement.sql.c_str(), count, types.data(),
                              values.data(), lengths.data(), formats.data(), kBinary)
          : PQsendQueryPrepared(connection_, statement.name.c_str(), count, values.data(),
                                lengths.data(), formats.data(), kBinary);
  return works_ = works_ && sent == 1;
}

/// The next result, nullptr at the end of a statement's; also if the connection is lost.
pg_result* Connection::next() {
  while (works_) {
    const int unsent = PQflush(connection_);
    if (unsent == 0 && PQisBusy(connection_) == 0) return PQgetResult(connection_);
    if (unsent < 0 || !wait(unsent == 0 ? POLLIN : POLLIN | POLLOUT)) break;
    if (PQconsumeInput(connection_) == 0) break;
  }
  works_ = false;
  return nullptr;
}

Answer Connection::only_answer() {
  Answer answer(next());
  while (auto* more = next()) answer = Answer(more);
  works_ = works_ && PQstatus(connection_) == CONNECTION_OK;
  return answer;
}

Answer Connection::run(const Statement& statement) {
  if (!is_known(statement))
    if (Answer prepared = prepare(statement); !prepared.ok()) return prepared;
  return send(statement) ? only_answer() : Answer();
}

std::vector<Answer> Connection::run_together(std::span<const Statement> statements) {
  std::vector<Answer> answers;
  for (const auto& statement : statements) {
    if (is_known(statement)) continue;
    if (Answer prepared = prepare(statement); !prepared.ok()) {
      answers.push_back(std::move(prepared));
      return answers;
    }
  }
  works_ = works_ && PQenterPipelineMode(connection_) == 1;
  for (const auto& statement : statements) works_ = works_ && send(statement);
  works_ = works_ && PQpipelineSync(connection_) == 1;
  while (works_ && answers.size() < statements.size()) {
    answers.emplace_back(next());
    (void)Answer(next());  // its end
    works_ = works_ && PQstatus(connection_) == CONNECTION_OK;
  }
  (void)Answer(next());  // of the whole
  works_ = works_ && PQstatus(connection_) == CONNECTION_OK && PQexitPipelineMode(connection_) == 1;
  if (!works_) answers.clear();
  return answers;
}

}  // namespace eq::server::postgres
