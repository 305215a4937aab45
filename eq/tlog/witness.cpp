#include "eq/tlog/witness.h"

#include <algorithm>

#include "eq/tlog/text.h"

namespace eq::tlog {

std::string AddCheckpoint::text() const {
  std::string out = "old " + std::to_string(old_size) + "\n";
  for (const Hash& h : proof) out += base64(h) + "\n";
  return out + "\n" + checkpoint;
}

Result<AddCheckpoint> AddCheckpoint::parse(std::string_view body) {
  REQUIRE_OR(body.size() <= kNoteSizeMax, Err::too_large);
  AddCheckpoint a;
  const auto first = take_line(body);
  REQUIRE_OR(first, Err::malformed);
  const auto number = after(*first, "old ");
  REQUIRE_OR(number, Err::malformed);
  const auto old_size = parse_decimal(*number);
  REQUIRE_OR(old_size, Err::malformed);
  a.old_size = *old_size;
  for (;;) {
    const auto line = take_line(body);
    REQUIRE_OR(line, Err::malformed);
    if (line->empty()) break;
    REQUIRE_OR(a.proof.size() < kProofLinesMax, Err::malformed);
    a.proof.push_back(TRY(parse_hash(*line)));
  }
  a.checkpoint = body;
  return a;
}

namespace {

struct Request {
  AddCheckpoint add;
  Note note;
  Checkpoint checkpoint;
};

Result<Request> parse_request(std::string_view body) {
  Request r;
  r.add = TRY(AddCheckpoint::parse(body));
  r.note = TRY(Note::parse(r.add.checkpoint));
  r.checkpoint = TRY(Checkpoint::parse(r.note.text));
  return r;
}

WitnessStep answer(int status, std::string why) {
  return {{status, "text/plain; charset=utf-8", why + "\n"}, {}};
}

/// 422 unless the new head continues the old one.
Status consistent(const Head& old, const Request& r) {
  const Head& head = r.checkpoint.head;
  REQUIRE_OR(head.size > 0 || head.root == empty_root(), Err::forged);
  return verify_consistency(old, head, r.add.proof);
}

}  // namespace

Result<std::string> Witness::origin_of(std::string_view body) const {
  const Request r = TRY(parse_request(body));
  for (const auto& log : logs_)
    if (log.name == r.checkpoint.origin) return r.checkpoint.origin;
  return Err::missing;
}

WitnessStep Witness::add_checkpoint(const std::optional<WitnessRecord>& latest,
                                    std::string_view body, Time now) const {
  const auto request = parse_request(body);
  if (!request) return answer(400, "malformed request");
  const Request& r = *request;
  const std::string& origin = r.checkpoint.origin;
  EQ_ASSERT(!latest || latest->origin == origin);

  bool known = false, is_signed = false;
  for (const auto& log : logs_) {
    if (log.name != origin) continue;
    known = true;
    const auto by = is_signed_by(r.note, log);
    if (!by) return answer(403, "bad signature");
    is_signed |= *by;
  }
  if (!known) return answer(404, "unknown log");
  if (!is_signed) return answer(403, "no signature of the log");

  if (r.add.old_size > r.checkpoint.head.size)
    return answer(400, "old size above the checkpoint's");
  const Head old = latest ? latest->head : Head{0, empty_root()};
  if (r.add.old_size != old.size)
    return {{409, "text/x.tlog.size", std::to_string(old.size) + "\n"}, {}};
  if (!consistent(old, r)) return answer(422, "does not continue the last checkpoint");

  // Only lines that were checked are kept and served to monitors: the log's and ours.
  const SignatureLine mine = cosign(r.note.text, signer_, now);
  Note kept{r.note.text, {}};
  for (const auto& line : r.note.signatures)
    if (std::any_of(logs_.begin(), logs_.end(), [&](const LogKey& k) {
          return k.name == line.name && k.name == origin && k.id() == line.key_id;
        }))
      kept.signatures.push_back(line);
  kept.signatures.push_back(mine);
  return {{200, "text/plain; charset=utf-8", mine.text()},
          WitnessRecord{origin, r.checkpoint.head, kept.to_text()}};
}

Result<std::string> attach_cosignatures(std::string_view checkpoint_note,
                                        std::string_view reply_body,
                                        std::span<const WitnessKey> witnesses) {
  Note n = TRY(Note::parse(checkpoint_note));
  std::vector<SignatureLine> good;
  for (const auto& line : TRY(parse_signature_lines(reply_body))) {
    const Note alone{n.text, {line}};
    for (const auto& w : witnesses) {
      const auto at = cosigned_by(alone, w);
      if (at && *at) good.push_back(line);
    }
  }
  REQUIRE_OR(!good.empty(), Err::forged);
  return with_signatures(checkpoint_note, good);
}

Result<std::uint64_t> parse_conflict(std::string_view reply_body) {
  const auto line = take_line(reply_body);
  REQUIRE_OR(line && reply_body.empty(), Err::malformed);
  const auto size = parse_decimal(*line);
  REQUIRE_OR(size, Err::malformed);
  return *size;
}

std::string origin_hash(std::string_view origin) { return hex(crypto::sha256(view(origin))); }

}  // namespace eq::tlog
