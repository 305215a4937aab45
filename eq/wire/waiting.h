// What waits at a desk to be decided on is named by what it is: its place changes whenever
// something before it is decided.  Whatever waits has `crypto::Digest id() const`.
#pragma once

#include <algorithm>
#include <functional>
#include <vector>

#include "eq/crypto/hash.h"

namespace eq::wire {

/// nullptr if nothing of that name waits.
template <class T>
const T* find_waiting(const std::vector<T>& all, const crypto::Digest& id) {
  const auto it = std::ranges::find(all, id, &T::id);
  return it == all.end() ? nullptr : &*it;
}
template <class T>
void remove_waiting(std::vector<T>& all, const crypto::Digest& id) {
  std::erase_if(all, [&](const T& t) { return t.id() == id; });
}
/// Asked again about the same thing, somebody waits once, with what was said last.
/// @param about  of an item, what it is about
template <class T, class About>
void wait_once(std::vector<T>& all, T fresh, About about) {
  std::erase_if(all,
                [&](const T& t) { return std::invoke(about, t) == std::invoke(about, fresh); });
  all.push_back(std::move(fresh));
}
/// The names of those that are wanted, as they are now.
template <class T, class Wanted>
std::vector<crypto::Digest> ids_of(const std::vector<T>& all, Wanted wanted) {
  std::vector<crypto::Digest> out;
  for (const T& t : all)
    if (wanted(t)) out.push_back(t.id());
  return out;
}

}  // namespace eq::wire
