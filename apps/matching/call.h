// A request taken apart: the words of its path, its query, who asks.
#pragma once

#include <map>
#include <vector>

#include "apps/matching/library.h"
#include "apps/server/http.h"

namespace eq::matching {

/// PATH?a=b&c=d.  Words and values consist of what names and hashes consist of, so nothing is
/// percent-encoded.
struct Target {
  std::vector<std::string> path;
  std::map<std::string, std::string> query;
};
Result<Target, ApiRefusal> parse_target(std::string_view target);

struct Call {
  const server::HttpRequest& request;
  Target target;
  std::vector<std::string> words;  // of the path, where its pattern has a "*"
  Caller caller;
  Time at;

  Actor actor() const { return {caller.name, at}; }
  bool is_json() const;
  /// Refuses a query with other members than these.
  Result<void, ApiRefusal> check_query(std::initializer_list<std::string_view> known) const;
  std::optional<std::string> query(const std::string& name) const;
  Result<std::uint64_t, ApiRefusal> query_number(const std::string& name, std::uint64_t otherwise,
                                                 std::uint64_t max) const;
};

}  // namespace eq::matching
