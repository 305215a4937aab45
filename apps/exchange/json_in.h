// JSON of strangers, read strictly: one document, no name twice, no depth worth mentioning, no
// member nobody asked for.
#pragma once

#include <nlohmann/json.hpp>
#include <set>

#include "apps/exchange/answer.h"
#include "eq/base/bytes.h"

namespace eq::exchange {

using Json = nlohmann::json;

/// One JSON object, members unique at every level.  A refusal names the line.
Result<Json, Refusal> read_object(View document);

/// The members of one object: each is asked for once, and whoever asked says at the end that there
/// were no others.
class Members {
 public:
  /// @param where  how a refusal names the object: "record 3"; empty for the document itself
  Members(const Json& object, std::string where) : object_(object), where_(std::move(where)) {}

  Result<std::string, Refusal> text(const char* name, std::size_t size_max);
  Result<std::optional<std::string>, Refusal> optional_text(const char* name, std::size_t size_max);
  Result<std::optional<bool>, Refusal> optional_bool(const char* name);
  Result<std::uint64_t, Refusal> number(const char* name, std::uint64_t max);
  Result<std::optional<std::uint64_t>, Refusal> optional_number(const char* name,
                                                                std::uint64_t max);
  /// nullptr if absent or null.
  const Json* any(const char* name);
  /// Refuses members that were not asked for.
  Result<void, Refusal> end() const;
  Refusal wrong(const std::string& what) const;

 private:
  const Json& object_;
  std::string where_;
  std::set<std::string> asked_;
};

}  // namespace eq::exchange
