// Which list heads of a log count.  spec/list.md section 3.
//
// Anybody who may append can put a head there late, twice or out of turn.  So that nobody can stop a list by that, a
// head counts only if it follows the last one that did; any other is void, and the list goes on as if it were not there.
#pragma once

#include "eq/list/head.h"

namespace eq::list {

/// May `next` come after `last`, the newest head that counts, or nullptr for none?
/// @return errors of check_certification(); Err::refused for another match key than the pinned one; Err::stale unless
///         its version is the next one and it points back to `last`.  Promises LST-16.
Status check_next(const SignedHead& next, const SignedHead* last, const Trust& trust);

class History {
 public:
  /// A head that counts, and where it stands.
  struct Entry {
    std::uint64_t index = 0;
    SignedHead signed_head;
  };

  explicit History(Trust trust) : trust_(std::move(trust)) {}

  /// Take the heads of a log in their order.  @return errors of check_next(): then it is void, and nothing changes.
  Status follow(SignedHead head, std::uint64_t index);

  const std::vector<Entry>& heads() const { return heads_; }
  /// The list in force, unless it expired; nullptr for none.
  const Entry* newest() const { return heads_.empty() ? nullptr : &heads_.back(); }

 private:
  Trust trust_;
  std::vector<Entry> heads_;
};

}  // namespace eq::list
