#include "eq/tlog/trust_policy.h"

#include <algorithm>

#include "eq/tlog/text.h"

namespace eq::tlog {
namespace {

using Words = std::vector<std::string_view>;

/// Items of a line, between spaces and tabs.
Words words_of(std::string_view line) {
  Words out;
  for (std::size_t at = line.find_first_not_of(" \t"); at != std::string_view::npos;
       at = line.find_first_not_of(" \t")) {
    line.remove_prefix(at);
    const std::size_t n = std::min(line.find_first_of(" \t"), line.size());
    out.push_back(line.substr(0, n));
    line.remove_prefix(n);
  }
  return out;
}

bool allowed(char c) {
  const auto u = static_cast<unsigned char>(c);
  return u == '\t' || (u >= 0x20 && u != 0x7f);
}

}  // namespace

/// One file, line by line.
class PolicyReader {
 public:
  using Fault = std::optional<std::string>;

  Fault take(std::string_view line) {
    if (!std::ranges::all_of(line, allowed)) return "It has a control character.";
    const Words w = words_of(line);
    if (w.empty() || w[0].starts_with('#')) return {};
    if (w[0] == "log") return take_log(w);
    if (w[0] == "witness") return take_witness(w);
    if (w[0] == "group") return take_group(w);
    if (w[0] == "quorum") return take_quorum(w);
    return "It begins with none of log, witness, group, quorum.";
  }
  bool complete() const { return has_quorum_; }
  TrustPolicy policy;

 private:
  Fault take_log(const Words& w) {
    if (w.size() != 2 && w.size() != 3) return "A log has a key and perhaps a URL.";
    auto key = LogKey::parse(w[1]);
    if (!key) return "The key of the log cannot be read.";
    for (const auto& l : policy.logs_)
      if (l.key == key->key) return "The log is listed already.";
    policy.logs_.push_back(std::move(key).take());
    return {};
  }

  Fault take_witness(const Words& w) {
    if (w.size() != 3 && w.size() != 4) return "A witness has a name, a key and perhaps a URL.";
    auto key = WitnessKey::parse(w[2]);
    if (!key) return "The key of the witness cannot be read.";
    for (const auto& m : policy.names_)
      if (m.witness && m.witness->key == key->key) return "The witness is listed already.";
    return define({std::string(w[1]), std::move(key).take(), {}, 1});
  }

  Fault take_group(const Words& w) {
    if (w.size() < 4) return "A group has a name, a number of members that it takes, and members.";
    TrustPolicy::Member group{std::string(w[1]), std::nullopt, {}, 0};
    for (std::size_t i = 3; i < w.size(); ++i) {
      const auto member = find(w[i]);
      if (!member) return "\"" + std::string(w[i]) + "\" is not defined above.";
      if (used_.at(*member)) return "\"" + std::string(w[i]) + "\" is a member of a group already.";
      used_[*member] = true;
      group.members.push_back(*member);
    }
    const auto k = w[2] == "any"   ? 1
                   : w[2] == "all" ? group.members.size()
                                   : parse_decimal(w[2]).value_or(0);
    if (k < 1 || k > group.members.size())
      return "A group takes any, all, or a number from 1 to that of its members.";
    group.threshold = k;
    return define(std::move(group));
  }

  Fault take_quorum(const Words& w) {
    if (w.size() != 2) return "A quorum is one name.";
    if (has_quorum_) return "There is a quorum already.";
    has_quorum_ = true;
    if (w[1] == "none") return {};
    policy.quorum_ = find(w[1]);
    if (!policy.quorum_) return "\"" + std::string(w[1]) + "\" is not defined above.";
    return {};
  }

  Fault define(TrustPolicy::Member m) {
    if (m.name == "none" || find(m.name)) return "The name \"" + m.name + "\" is taken.";
    policy.names_.push_back(std::move(m));
    used_.push_back(false);
    return {};
  }

  std::optional<std::size_t> find(std::string_view name) const {
    for (std::size_t i = 0; i < policy.names_.size(); ++i)
      if (policy.names_[i].name == name) return i;
    return std::nullopt;
  }

  std::vector<bool> used_;  // as a member of a group, by place in names_
  bool has_quorum_ = false;
};

Result<TrustPolicy, PolicyFault> TrustPolicy::parse(std::string_view text) {
  PolicyReader reader;
  std::size_t n = 0;
  while (!text.empty()) {
    ++n;
    const auto line = take_line(text);
    if (!line) return PolicyFault{n, "It does not end in a newline."};
    if (n > kLinesMax || line->size() > 4096) return PolicyFault{n, "The file is too long."};
    if (auto fault = reader.take(*line)) return PolicyFault{n, std::move(*fault)};
  }
  if (!reader.complete()) return PolicyFault{0, "There is no quorum line."};
  return std::move(reader.policy);
}

bool TrustPolicy::holds(std::size_t member, const std::vector<std::optional<Time>>& seen,
                        Time until) const {
  const Member& m = names_[member];
  if (m.witness) return seen[member] && *seen[member] <= until;
  const auto there =
      std::ranges::count_if(m.members, [&](std::size_t i) { return holds(i, seen, until); });
  return static_cast<std::size_t>(there) >= m.threshold;
}

Result<std::optional<Time>> TrustPolicy::check(std::string_view text) const {
  REQUIRE_OR(!logs_.empty(), Err::refused);
  const Note note = TRY(Note::parse(text));
  const Checkpoint checkpoint = TRY(Checkpoint::parse(note.text));
  bool listed = false;
  for (const auto& log : logs_) {
    if (log.name != checkpoint.origin) continue;
    if (TRY(is_signed_by(note, log))) listed = true;
  }
  REQUIRE_OR(listed, Err::forged);
  std::vector<std::optional<Time>> seen;
  std::vector<Time> times;
  for (const auto& m : names_) {
    seen.push_back(m.witness ? TRY(cosigned_by(note, *m.witness)) : std::nullopt);
    if (seen.back()) times.push_back(*seen.back());
  }
  if (!quorum_) return std::optional<Time>();
  std::ranges::sort(times);
  for (const Time t : times)
    if (holds(*quorum_, seen, t)) return std::optional(t);
  return Err::forged;
}

}  // namespace eq::tlog
