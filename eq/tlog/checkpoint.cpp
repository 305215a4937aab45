#include "eq/tlog/checkpoint.h"

#include <algorithm>

#include "eq/tlog/text.h"

namespace eq::tlog {

std::string Checkpoint::text() const {
  std::string out = origin + "\n" + std::to_string(head.size) + "\n" + base64(head.root) + "\n";
  for (const auto& e : extensions) out += e + "\n";
  return out;
}

Result<Checkpoint> Checkpoint::parse(std::string_view text) {
  REQUIRE_OR(is_note_text(text), Err::malformed);
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto line = take_line(text);
    REQUIRE_OR(line && !line->empty(), Err::malformed);
    lines.push_back(*line);
  }
  REQUIRE_OR(lines.size() >= 3, Err::malformed);
  const auto size = parse_decimal(lines[1]);
  REQUIRE_OR(size, Err::malformed);
  Checkpoint c;
  c.origin = lines[0];
  c.head = {*size, TRY(parse_hash(lines[2]))};
  c.extensions.assign(lines.begin() + 3, lines.end());
  return c;
}

std::string sign_checkpoint(const Head& head, const LogSigner& signer) {
  Note n;
  n.text = Checkpoint{signer.verify_key().name, head, {}}.text();
  n.signatures.push_back(sign_note(n.text, signer));
  return n.to_text();
}

Result<VerifiedCheckpoint> VerifiedCheckpoint::verify(std::string_view note, const LogKey& log) {
  Note n = TRY(Note::parse(note));
  Checkpoint c = TRY(Checkpoint::parse(n.text));
  REQUIRE_OR(c.origin == log.name && TRY(is_signed_by(n, log)), Err::forged);
  REQUIRE_OR(c.head.size > 0 || c.head.root == empty_root(), Err::forged);
  return VerifiedCheckpoint(std::move(n), std::move(c));
}

Result<CosignedCheckpoint> CosignedCheckpoint::verify(std::string_view note, const Policy& policy) {
  REQUIRE_OR(policy.quorum >= 1 && policy.quorum <= policy.witnesses.size(), Err::refused);
  VerifiedCheckpoint c = TRY(VerifiedCheckpoint::verify(note, policy.log));
  std::vector<Time> times;
  std::vector<crypto::VerifyKey> counted;  // one key is one witness, whatever names it goes by
  for (const auto& witness : policy.witnesses) {
    const auto at = TRY(cosigned_by(c.note(), witness));
    if (!at || std::find(counted.begin(), counted.end(), witness.key) != counted.end()) continue;
    counted.push_back(witness.key);
    times.push_back(*at);
  }
  REQUIRE_OR(times.size() >= policy.quorum, Err::forged);
  std::sort(times.begin(), times.end());
  const auto n = static_cast<std::uint32_t>(times.size());
  return CosignedCheckpoint(std::move(c), NotAfter(times[policy.quorum - 1]),
                            NotBefore(times[n - policy.quorum]), n);
}

Result<std::string> with_signatures(std::string_view note, std::span<const SignatureLine> lines) {
  Note n = TRY(Note::parse(note));
  for (const auto& line : lines)
    if (std::find(n.signatures.begin(), n.signatures.end(), line) == n.signatures.end())
      n.signatures.push_back(line);
  return n.to_text();
}

}  // namespace eq::tlog
