// The PDQ index of a running service.  A change is found by the next search.  Now and then
// everything is laid out afresh: that takes seconds for millions of entries, so it happens beside
// the searches and not instead of them.
#pragma once

#include <memory>

#include "eq/phash/index.h"

namespace eq::matching {

class LiveIndex {
 public:
  using Image = std::vector<std::uint32_t>;

  /// Everything at once.  @param numbers  strictly ascending
  void load(std::span<const phash::Hash> hashes, std::span<const std::uint32_t> numbers);
  void add(std::uint32_t number, const phash::Hash& hash);
  /// Nothing happens if it is not there.
  void remove(std::uint32_t number);
  const phash::Index& index() const { return index_; }

  /// A fresh layout in the making.  build() touches nothing of the LiveIndex: call it without its
  /// lock.
  class Renewal {
   public:
    void build();

   private:
    friend class LiveIndex;
    phash::Index old_, fresh_;
    std::shared_ptr<const Image> old_image_;  // keeps what old_ looks at
    std::shared_ptr<Image> image_;
  };
  /// nullopt if none is due or one is in the making.
  std::optional<Renewal> begin_renewal();
  /// What changed since it began is made up for.
  void finish(Renewal renewal);

 private:
  void apply(const phash::Change& change);

  phash::Index index_;
  std::shared_ptr<const Image> image_;  // under index_
  bool renewing_ = false;
  std::vector<phash::Change> since_;  // the renewal began
};

}  // namespace eq::matching
