// A list of hashes that changes while it is searched: a segment, what was added since, and what was
// taken out.  An added entry is found by the next search, a removed one is not.
//
// Nothing here touches a file.  Whoever keeps an index appends journal_record() of each change to a
// journal before making it here, and now and then writes a fresh image and starts a new journal.
#pragma once

#include "eq/phash/journal.h"
#include "eq/phash/segment.h"

namespace eq::phash {

struct Match {
  std::uint32_t number = 0;  // the caller's name for the entry
  int distance = 0;
  Turn turn = Turn::none;  // of the needle, that came this near
  auto operator<=>(const Match&) const = default;
};

class Index {
 public:
  Index() = default;
  /// @param image    of write_image(), which must outlive the index and not change; empty: none yet
  /// @param changes  since then, oldest first
  /// Errors of Segment::open and of apply().
  static Result<Index> open(View image, std::span<const Change> changes);

  /// Names the image this index stands on, for its journal.
  const Array<32>& image_digest() const { return segment_.digest(); }

  /// @return Err::refused for an added number that is not above all before, Err::missing for the
  ///     removal of one that is not there; nothing then changes.  Promise PHA-9.
  Status apply(const Change& change);

  /// Every entry at most `distance_max` bits away, ascending by number.  Promises PHA-8, PHA-9.
  std::vector<Match> within_var(const Hash& needle, int distance_max) const;
  /// The same for all eight turns of a picture: each entry once, by the turn that comes nearest.
  /// Eight times the work.
  std::vector<Match> within_turned_var(const Fingerprint& needle, int distance_max) const;

  /// Entries that a search can find.
  std::size_t size() const { return segment_.size() + added_.size() - removed_; }
  std::size_t added() const { return added_.size(); }
  std::size_t removed() const { return removed_; }
  /// Whether so much has changed since the image that a fresh one is worth writing: added entries
  /// are searched linearly.
  bool is_due() const {
    return added_.size() + removed_ > std::max<std::size_t>(1 << 16, segment_.size() / 16);
  }

  /// For a fresh image of what is here now.
  Layout layout() const { return Layout::best(size()); }
  /// @param image  layout().bytes bytes
  void write_image(MutView image) const;

 private:
  std::optional<std::size_t> position(std::uint32_t number) const;
  std::uint32_t number(std::size_t position) const;

  Segment segment_;
  // Entries have positions: those of the segment, then the added ones.
  std::vector<Hash> added_;
  std::vector<std::uint32_t> added_numbers_;
  Bytes added_leads_;
  std::vector<bool> gone_;
  std::size_t removed_ = 0;
};

}  // namespace eq::phash
