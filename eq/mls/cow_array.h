// An array that is cheap to copy: copies share chunks of N elements until one of them writes.
// Chunks never written hold default values and take no memory.  Copies that share are for one
// thread.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "eq/base/result.h"

namespace eq::mls {

template <class T, std::size_t N = 64>
class CowArray {
 public:
  std::size_t size() const { return size_; }
  /// New elements have default values.
  void resize(std::size_t n) {
    for (std::size_t i = n; i < size_ && i % N != 0; ++i)
      if (chunks_[i / N]) edit(i) = T{};
    chunks_.resize((n + N - 1) / N);
    size_ = n;
  }
  const T& operator[](std::size_t i) const {
    static const T kDefault{};
    EQ_ASSERT(i < size_);
    const auto& c = chunks_[i / N];
    return c ? (*c)[i % N] : kDefault;
  }
  /// Write access; copies the chunk first if another array shares it.
  T& edit(std::size_t i) {
    EQ_ASSERT(i < size_);
    auto& c = chunks_[i / N];
    if (!c)
      c = std::make_shared<Chunk>();
    else if (c.use_count() > 1)
      c = std::make_shared<Chunk>(*c);
    return (*c)[i % N];
  }

 private:
  using Chunk = std::array<T, N>;
  std::vector<std::shared_ptr<Chunk>> chunks_;
  std::size_t size_ = 0;
};

}  // namespace eq::mls
