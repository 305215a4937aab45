// Writing down what an audit finds.
#pragma once

#include <algorithm>

#include "eq/base/counted.h"
#include "eq/wire/log_reader.h"
#include "parties/auditor/audit.h"

namespace eq::auditor {

/// What it says of a record that something asked for could not be read, by why.
inline Severity severity_of(Err why) {
  return why == Err::unavailable ? Severity::unreachable
         : why == Err::missing   ? Severity::missing
                                 : Severity::violation;
}

class Notes {
 public:
  explicit Notes(std::vector<Finding>& findings) : findings_(findings) {}

  void good(const char* step, std::string detail) {
    findings_.push_back({step, Severity::good, std::move(detail), "", {}, ""});
  }
  void bad(const char* step, std::string detail, wire::LogName log,
           std::optional<std::uint64_t> index, std::string path = "") {
    findings_.push_back({step, Severity::violation, std::move(detail), std::string(to_text(log)),
                         index, std::move(path)});
  }
  void flag(const char* step, std::string detail, wire::LogName log, std::uint64_t index) {
    add(step, Severity::flag, std::move(detail), log, index);
  }
  void add(const char* step, Severity severity, std::string detail, wire::LogName log,
           std::optional<std::uint64_t> index, std::string path = "") {
    findings_.push_back(
        {step, severity, std::move(detail), std::string(to_text(log)), index, std::move(path)});
  }
  /// Something that was asked for and not shown, or another than the one asked for: by why.
  /// @param what  "when this order was first witnessed", "the object"
  void unshown(const char* step, const std::string& what, Err why, wire::LogName log,
               std::optional<std::uint64_t> index, std::string path = "") {
    add(step, severity_of(why),
        why == Err::unavailable ? "the server did not answer when asked for " + what
        : why == Err::missing   ? "the server does not show " + what
                                : "what the server shows for " + what + " is another, or false",
        log, index, std::move(path));
  }
  /// What keeps a step from being good.
  std::size_t violations() const {
    return static_cast<std::size_t>(std::ranges::count_if(
        findings_, [](const Finding& f) { return f.severity > Severity::late; }));
  }

 private:
  std::vector<Finding>& findings_;
};

}  // namespace eq::auditor
