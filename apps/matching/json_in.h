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
Answer<Json> read_object(View document);

/// The members of one object: each is asked for once, and whoever asked says at the end that there
/// were no others.
class Members {
 public:
  /// @param where  how a refusal names the object: "record 3"; empty for the document itself
  Members(const Json& object, std::string where) : object_(object), where_(std::move(where)) {}

  Answer<std::string> text(const char* name, std::size_t size_max);
  Answer<std::optional<std::string>> optional_text(const char* name, std::size_t size_max);
  Answer<std::optional<bool>> optional_bool(const char* name);
  Answer<std::uint64_t> number(const char* name, std::uint64_t max);
  Answer<std::optional<std::uint64_t>> optional_number(const char* name, std::uint64_t max);
  /// nullptr if absent or null.
  const Json* any(const char* name);
  /// Refuses members that were not asked for.
  Answer<void> end() const;
  ApiRefusal wrong(const std::string& what) const;

 private:
  const Json& object_;
  std::string where_;
  std::set<std::string> asked_;
};

}  // namespace eq::matching
