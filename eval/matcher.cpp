#include "eval/matcher.h"

#include <algorithm>
#include <set>

#include "eq/phash/distance.h"
#include "eq/phash/robust.h"

namespace eq::eval {
namespace {

constexpr int kNowhere = 256;  // further than any hash that was compared

}  // namespace

std::vector<TokenList> token_lists() {
  return {{{.k = 40}, 1}, {{.k = 40}, phash::kTurns}, {{.k = 48}, 1}};
}

std::vector<Method> Matcher::methods() {
  const std::string bits = "bits that differ, of 256",
                    subsets = "subsets of bits without a common token, of 4";
  return {
      {"pdq", "PDQ", "one hash, within 31 bits", bits, phash::kSamePictureDistance},
      {"turned", "PDQ, eight turns", "the nearest of eight turns and mirrors", bits,
       phash::kSamePictureDistance},
      {"middle", "middle",
       "the hash of the picture's middle, looked for in some 170 windows and their mirrors", bits,
       phash::kSameMiddleDistance},
      {"either", "eight turns or middle", "whichever is nearer", bits, phash::kSamePictureDistance},
      {"private", "private look-up",
       "tokens k, L, M, E = 40, 4, 32, 1: what a device can ask without telling the picture",
       subsets, 3},
      {"private_turned", "private look-up, turned",
       "the same question to a list that holds each picture in eight turns of its pixels", subsets,
       3},
      {"private_48", "private look-up, k = 48", "tokens k, L, M, E = 48, 4, 32, 1", subsets, 3}};
}

Matcher::Matcher(std::vector<Original> listed, std::vector<std::size_t> groups)
    : listed_(std::move(listed)), groups_(std::move(groups)) {
  EQ_ASSERT(listed_.size() == groups_.size());
  for (const auto& list : token_lists()) {
    auto& maps = tokens_.emplace_back(list.params.subsets);
    for (std::size_t i = 0; i < listed_.size(); i++) {
      for (std::size_t turn = 0; turn < list.turns; turn++) {
        for (const auto& t : phash::list_tokens(listed_[i].turns[turn], list.params))
          maps[t.subset][t.bits].push_back(i);
      }
    }
  }
}

Answer Matcher::reduce(const std::vector<int>& distances, int within, std::size_t own) const {
  Answer a{distances[own], kNowhere, 0, 0};
  for (std::size_t i = 0; i < distances.size(); i++) {
    if (groups_[i] == groups_[own]) continue;
    a.strangers++;
    a.other = std::min(a.other, distances[i]);
    a.false_hits += distances[i] <= within;
  }
  return a;
}

std::vector<int> Matcher::by_middle(const Picture& changed) const {
  std::vector<int> out(listed_.size(), kNowhere);
  const auto probes = phash::middle_probes(changed);
  EQ_ASSERT(probes.ok());
  for (std::size_t i = 0; i < listed_.size(); i++) {
    if (!listed_[i].has_middle()) continue;
    for (const auto& p : *probes)
      out[i] = std::min(out[i], phash::distance(p.hash, listed_[i].middle));
  }
  return out;
}

std::vector<int> Matcher::by_tokens(const phash::Fingerprint& print, std::size_t which) const {
  const auto params = token_lists()[which].params;
  std::vector<std::set<std::uint8_t>> found(listed_.size());
  for (const auto& t : phash::probe_tokens(print, params)) {
    const auto& map = tokens_[which][t.subset];
    if (const auto it = map.find(t.bits); it != map.end()) {
      for (const auto i : it->second) found[i].insert(t.subset);
    }
  }
  std::vector<int> out;
  for (const auto& f : found) out.push_back(params.subsets - static_cast<int>(f.size()));
  return out;
}

std::vector<Answer> Matcher::ask(const phash::Fingerprint& print, const Picture& changed,
                                 std::size_t own) const {
  const std::size_t n = listed_.size();
  // A hash without meaning is not asked about.
  std::vector<std::vector<int>> by(methods().size(), std::vector<int>(n, kNowhere));
  by[2] = by_middle(changed);
  if (print.is_meaningful()) {
    const auto turns = phash::dihedral(print);
    for (std::size_t i = 0; i < n; i++) {
      by[0][i] = phash::distance(print.hash, listed_[i].hash());
      for (const auto& t : turns)
        by[1][i] = std::min(by[1][i], phash::distance(t.hash, listed_[i].hash()));
    }
    by[4] = by_tokens(print, 0);
    by[5] = by_tokens(print, 1);
    by[6] = by_tokens(print, 2);
  }
  for (std::size_t i = 0; i < n; i++) by[3][i] = std::min(by[1][i], by[2][i]);
  std::vector<Answer> answers;
  for (std::size_t m = 0; m < by.size(); m++)
    answers.push_back(reduce(by[m], methods()[m].within, own));
  return answers;
}

}  // namespace eq::eval
