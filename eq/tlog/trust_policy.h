// A file that says which checkpoints to believe: logs, witnesses, and what makes a quorum of them.
// c2sp.org/tlog-policy
#pragma once

#include <optional>

#include "eq/tlog/checkpoint.h"

namespace eq::tlog {

/// Where a policy file breaks its rules.
struct PolicyFault {
  std::size_t line = 0;  // from 1; 0 is the file as a whole
  std::string what;      // one sentence
};

class TrustPolicy {
 public:
  static constexpr std::size_t kLinesMax = 1000;  // and lines of 4,096 bytes

  static Result<TrustPolicy, PolicyFault> parse(std::string_view text);

  /// When the quorum was complete, by the witnesses' own times; nullopt for a policy that asks for
  /// none.
  /// @return Err::malformed; Err::forged unless one of the listed logs signed it as its own, no
  ///     listed key's signature is bad, and the quorum cosigned.  Err::refused for a policy without
  ///     logs.
  Result<std::optional<Time>> check(std::string_view note) const;

  const std::vector<LogKey>& logs() const { return logs_; }

 private:
  friend class PolicyReader;
  /// A name that a quorum can be made of: a witness, or a group of earlier names of which
  /// `threshold` are needed.
  struct Member {
    std::string name;
    std::optional<WitnessKey> witness;
    std::vector<std::size_t> members;
    std::size_t threshold = 0;
  };
  bool holds(std::size_t member, const std::vector<std::optional<Time>>& seen, Time until) const;

  std::vector<LogKey> logs_;
  std::vector<Member> names_;
  std::optional<std::size_t> quorum_;  // in names_; nullopt: none
};

}  // namespace eq::tlog
