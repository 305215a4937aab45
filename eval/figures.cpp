#include "eval/figures.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "eq/phash/distance.h"
#include "eval/transform.h"

namespace eq::eval {
namespace {

int bits_between(View a, View b) {
  int bits = 0;
  for (std::size_t i = 0; i < a.size(); i++)
    bits += std::popcount(static_cast<unsigned>(a[i] ^ b[i]));
  return bits;
}

// Known changes in their order, then unknown ones in that of the rows.
std::vector<Transform> transforms_in(const Results& r) {
  std::vector<std::string> names;
  std::set<std::string> seen;
  for (const auto& row : r.rows) {
    if (seen.insert(row.transform).second) names.push_back(row.transform);
  }
  std::vector<Transform> out;
  for (const auto& t : transforms()) {
    if (seen.erase(t.name)) out.push_back(t);
  }
  for (const auto& name : names) {
    if (seen.contains(name)) out.push_back({name, name, "others", 0, "", {}});
  }
  return out;
}

}  // namespace

Json json_of(const Count& c) {
  const auto i = interval_of(c);
  return {{"hits", c.hits}, {"of", c.trials}, {"rate", c.rate()}, {"low", i.low}, {"high", i.high}};
}

Json recall(const Results& r) {
  std::map<std::string, std::vector<const Row*>> by;
  for (const auto& row : r.rows) by[row.transform].push_back(&row);
  Json out = Json::array();
  for (const auto& t : transforms_in(r)) {
    Json entry{{"transform", t.name},
               {"title", t.title},
               {"family", t.family},
               {"strength", t.strength},
               {"unit", t.unit}};
    for (std::size_t m = 0; m < r.methods.size(); m++) {
      Count found;
      std::vector<int> distances;
      for (const Row* row : by[t.name]) {
        found.trials++;
        found.hits += row->answers[m].own <= r.methods[m].within;
        distances.push_back(row->answers[m].own);
      }
      std::nth_element(distances.begin(),
                       distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2),
                       distances.end());
      Json j = json_of(found);
      j["median_distance"] = distances[distances.size() / 2];
      entry["by"][r.methods[m].name] = j;
    }
    out.push_back(entry);
  }
  return out;
}

Json false_hits(const Results& r) {
  Json out;
  for (std::size_t m = 0; m < r.methods.size(); m++) {
    Count in_pairs, in_queries;
    std::set<std::string> all, hit;
    std::map<int, std::uint64_t> nearest;
    for (const auto& row : r.rows) {
      const auto& a = row.answers[m];
      in_pairs.hits += a.false_hits;
      in_pairs.trials += a.strangers;
      in_queries.hits += a.false_hits > 0;
      in_queries.trials++;
      all.insert(row.picture);
      if (a.false_hits > 0) hit.insert(row.picture);
      nearest[a.other]++;
    }
    const Count in_pictures{hit.size(), all.size()};
    Json histogram = Json::array();
    for (const auto& [distance, count] : nearest) histogram.push_back({distance, count});
    Json pictures_hit = Json::array();
    for (const auto& name : hit) pictures_hit.push_back(name);
    out[r.methods[m].name] = {
        {"pairs",
         {{"hits", in_pairs.hits},
          {"of", in_pairs.trials},
          {"rate", in_pairs.rate()},
          {"bound", upper_bound_of(in_pairs)}}},
        {"queries",
         {{"hits", in_queries.hits}, {"of", in_queries.trials}, {"rate", in_queries.rate()}}},
        {"pictures",
         {{"hits", in_pictures.hits},
          {"of", in_pictures.trials},
          {"bound", upper_bound_of(in_pictures)},
          {"names", pictures_hit}}},
        {"nearest_other", histogram}};
  }
  return out;
}

Json pairs(const Results& r) {
  struct Pair {
    int distance;
    std::size_t a, b;
  };
  std::vector<Pair> all;
  std::map<int, std::uint64_t> counts;
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < r.listed.size(); i++) {
    for (std::size_t j = i + 1; j < r.listed.size(); j++) {
      if (r.listed[i].group == r.listed[j].group) continue;
      const int d = bits_between(r.listed[i].hash, r.listed[j].hash);
      all.push_back({d, i, j});
      counts[d]++;
      sum += d;
      squares += double(d) * d;
    }
  }
  const double n = static_cast<double>(std::max<std::size_t>(1, all.size())), mean = sum / n;
  std::stable_sort(all.begin(), all.end(),
                   [](const Pair& x, const Pair& y) { return x.distance < y.distance; });
  Json histogram = Json::array(), nearest = Json::array();
  for (const auto& [d, count] : counts) histogram.push_back({d, count});
  for (std::size_t i = 0; i < std::min<std::size_t>(12, all.size()); i++) {
    nearest.push_back({{"distance", all[i].distance},
                       {"a", r.listed[all[i].a].name},
                       {"b", r.listed[all[i].b].name}});
  }
  const int within = r.methods[0].within;
  const Count hits{
      static_cast<std::uint64_t>(std::count_if(
          all.begin(), all.end(), [&](const Pair& p) { return p.distance <= within; })),
      all.size()};
  return {{"count", all.size()},
          {"mean", mean},
          {"deviation", std::sqrt(std::max(0.0, squares / n - mean * mean))},
          {"within", hits.hits},
          {"bound", upper_bound_of(hits)},
          {"histogram", histogram},
          {"nearest", nearest}};
}

Json strata(const Results& r) {
  std::vector<int> values;
  for (const auto& l : r.listed) values.push_back(l.brightness);
  std::sort(values.begin(), values.end());
  if (values.empty() || values.front() < 0) return nullptr;
  const int low = values[values.size() / 3], high = values[values.size() * 2 / 3];
  std::map<std::string, std::size_t> third;
  for (const auto& l : r.listed)
    third[l.name] = l.brightness < low ? 0 : l.brightness < high ? 1 : 2;
  Json out;
  for (std::size_t m = 0; m < r.methods.size(); m++) {
    Count counts[3];
    for (const auto& row : r.rows) {
      auto& c = counts[third[row.picture]];
      c.trials++;
      c.hits += row.answers[m].own <= r.methods[m].within;
    }
    const auto [least, most] = std::minmax({counts[0].rate(), counts[1].rate(), counts[2].rate()});
    out[r.methods[m].name] = {{"dark", json_of(counts[0])},
                              {"middling", json_of(counts[1])},
                              {"bright", json_of(counts[2])},
                              {"gap_points", 100 * (most - least)}};
  }
  return out;
}

Json figures(const Results& r, const Deployment& deployment) {
  Json left_out = Json::array(), methods = Json::array();
  for (const auto& l : r.left_out) left_out.push_back({{"picture", l.name}, {"why", l.why}});
  for (const auto& m : r.methods) {
    methods.push_back({{"name", m.name},
                       {"title", m.title},
                       {"what", m.what},
                       {"unit", m.unit},
                       {"within", m.within}});
  }
  Json out{{"format", "equipoise eval media 1"},
           {"system", r.system},
           {"confidence", kConfidence},
           {"bits", r.listed[0].hash.size() * 8},
           {"corpus",
            {{"digest", r.corpus_digest},
             {"files", r.files},
             {"listed", r.listed.size()},
             {"left_out", left_out}}},
           {"methods", methods}};
  out["recall"] = recall(r);
  out["false_hits"] = false_hits(r);
  out["pairs"] = pairs(r);
  out["evasion"] = evasion(r);
  out["strata"] = strata(r);
  out["false_reports"] = false_reports(r, out["false_hits"], deployment);
  return out;
}

}  // namespace eq::eval
