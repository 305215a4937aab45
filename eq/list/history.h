// Which list heads of a log count.  spec/list.md section 3.
//
// Anybody who may append can put a head there late, twice or out of turn.  So that nobody can stop
// a list by that, a head counts only if it follows the last one of its kind that did; any other is
// void, and the list goes on as if it were not there.
#pragma once

#include <map>

#include "eq/list/head.h"

namespace eq::list {

/// May `next` come after `last`, the newest head of its kind that counts, or nullptr for none?
/// @return errors of check_certification(); Err::refused for another match key than the pinned one,
///     or a head of another kind; Err::stale unless its version is the next one and it points back
///     to `last`.  Promises LST-16.
Status check_next(const SignedHead& next, const SignedHead* last, const Trust& trust);

/// The lists of all kinds, from their heads.
class History {
 public:
  /// A head that counts, and where it stands.
  struct Entry {
    std::uint64_t index = 0;
    SignedHead signed_head;
  };

  explicit History(Trust trust) : trust_(std::move(trust)) {}

  /// Would this head count as the log's next?
  /// @return errors of check_next(); Err::refused if it names an evaluation key or a table that a
  ///     head of another kind named first: so a key and a table say of what kind the pictures are
  ///     that match by them.  Promises LST-16, LST-19.
  Status check(const SignedHead& head) const;
  /// Take the heads of a log in their order.  @return errors of check(): then it is void, and
  /// nothing changes.
  Status follow(SignedHead head, std::uint64_t index);

  /// Of all kinds, in the order of the log.
  const std::vector<Entry>& heads() const { return heads_; }
  /// The list of a kind in force, unless it expired; nullptr for none.
  const Entry* newest(Kind kind) const;

 private:
  Trust trust_;
  std::vector<Entry> heads_;
  std::map<Kind, std::size_t> newest_;       // in heads_
  std::map<Array<32>, Kind> keys_, tables_;  // by which kind each was named first
};

}  // namespace eq::list
