// A connection to PostgreSQL: prepared statements with binary parameters, one by one or several in
// one round trip.  Nothing waits for ever.  What the server or libpq says is never passed on, for
// it may quote rows and addresses: a failure is its five-letter code.
#pragma once

#include <chrono>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "apps/server/postgres/address.h"
#include "eq/base/bytes.h"

struct pg_conn;
struct pg_result;

namespace eq::server::postgres {

/// What a statement gave.
class Answer {
 public:
  explicit Answer(pg_result* result = nullptr);

  bool ok() const;
  std::size_t rows() const;
  /// Holds as long as the answer.
  View at(std::size_t row, int column) const;
  std::int64_t number_at(std::size_t row, int column) const;  // of an int8
  /// The code of what went wrong ("40001"); empty if the server did not say.
  std::string code() const;
  /// The transaction that ended here was committed.
  bool is_commit() const;

 private:
  struct Clear {
    void operator()(pg_result* result) const;
  };
  std::unique_ptr<pg_result, Clear> result_;
};

/// A value for $1, $2 and so on: bytea, int8, or an array of bytea.
class Parameter {
 public:
  /// The bytes must outlive the statement.
  static Parameter bytes(View value);
  static Parameter number(std::int64_t value);
  static Parameter list(std::span<const View> values);

  unsigned type() const { return type_; }
  View value() const { return own_.empty() ? borrowed_ : View(own_); }

 private:
  unsigned type_ = 0;
  View borrowed_;
  Bytes own_;
};

/// A statement and its parameters.  One that has a name is parsed by the server once.
struct Statement {
  std::string name, sql;
  std::vector<Parameter> parameters{};
};

class Connection {
 public:
  /// @return nullptr with a sentence in `why` that says what is wrong and what to do
  static std::unique_ptr<Connection> open(const Address& address, const std::string& application,
                                          std::string& why);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  Answer run(const Statement& statement);
  /// All of them, in one round trip; after the first that fails none is executed.  Fewer answers
  /// than statements: one of them cannot be understood, or the connection is lost.
  std::vector<Answer> run_together(std::span<const Statement> statements);
  /// False once it was lost, or somebody waited too long for an answer.
  bool works() const { return works_; }

 private:
  using Clock = std::chrono::steady_clock;

  explicit Connection(pg_conn* connection) : connection_(connection) {}
  std::string greet();
  bool wait(short events);
  bool send(const Statement& statement);
  bool is_known(const Statement& s) const { return s.name.empty() || prepared_.contains(s.name); }
  Answer prepare(const Statement& statement);
  pg_result* next();
  Answer only_answer();

  pg_conn* connection_;
  std::set<std::string> prepared_;
  bool works_ = true;
};

}  // namespace eq::server::postgres
