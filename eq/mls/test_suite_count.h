// For this room's vector tests: counts a file's cases by suite, and says in the end how many ran.
#pragma once

#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "eq/mls/suite.h"

namespace eq::mls::testing {

class SuiteCount {
 public:
  explicit SuiteCount(std::string file) : file_(std::move(file)) {}
  SuiteCount(const SuiteCount&) = delete;
  ~SuiteCount() {
    std::printf("%s:", file_.c_str());
    for (const auto& [suite, n] : ran_) std::printf(" suite %u: %zu cases,", suite, n);
    std::printf(" %zu skipped\n", skipped_);
  }
  /// Whether this build runs the suite of case `c`; counts it either way.
  bool runs(const nlohmann::json& c) {
    const auto suite = c["cipher_suite"].get<std::uint16_t>();
    const bool here = find_suite(suite).ok();
    ++(here ? ran_[suite] : skipped_);
    return here;
  }

 private:
  std::string file_;
  std::map<std::uint16_t, std::size_t> ran_;
  std::size_t skipped_ = 0;
};

}  // namespace eq::mls::testing
