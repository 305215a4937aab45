// JSON of strangers, read strictly: one document, no name twice, no depth worth mentioning, no
// member nobody asked for.
#pragma once

#include <nlohmann/json.hpp>
#include <set>

#include "apps/matching/answer.h"
#include "eq/base/bytes.h"

namespace eq::matching {

using Json = nlohmann::json;

/// One JSON object, members unique at every level.  A refusal names the line.
Result<Json, ApiRefusal> read_object(View document);

/// The members of one object: each is asked for once, and whoever asked says at the end that there
/// were no others.
class Members {
 public:
  /// @param where  how a refusal names the object: "record 3"; empty for the document itself
  Members(const Json& object, std::string where) : object_(object), where_(std::move(where)) {}

  Result<std::string, ApiRefusal> text(const char* name, std::size_t size_max);
  Result<std::optional<std::string>, ApiRefusal> optional_text(const char* name,
                                                               std::size_t size_max);
  Result<std::optional<bool>, ApiRefusal> optional_bool(const char* name);
  Result<std::uint64_t, ApiRefusal> number(const char* name, std::uint64_t max);
  Result<std::optional<std::uint64_t>, ApiRefusal> optional_number(const char* name,
                                                                   std::uint64_t max);
  /// nullptr if absent or null.
  const Json* any(const char* name);
  /// Refuses members that were not asked for.
  Result<void, ApiRefusal> end() const;
  ApiRefusal wrong(const std::string& what) const;

 private:
  const Json& object_;
  std::string where_;
  std::set<std::string> asked_;
};

}  // namespace eq::matching
