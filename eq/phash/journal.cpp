#include "eq/phash/journal.h"

#include <algorithm>
#include <cstring>

#include "eq/crypto/hash.h"

namespace eq::phash {
namespace {

constexpr std::string_view kMagic = "eqp journal v1";
constexpr std::size_t kDigestAt = 32, kHashAt = 8, kCheckAt = 40;

}  // namespace

Array<kJournalHeaderBytes> journal_header(const Array<32>& image_digest) {
  Array<kJournalHeaderBytes> out{};
  std::copy(kMagic.begin(), kMagic.end(), out.begin());
  std::copy(image_digest.begin(), image_digest.end(), out.begin() + kDigestAt);
  return out;
}

Array<kChangeBytes> journal_record(const Array<32>& image_digest, std::uint64_t index,
                                   const Change& change) {
  Array<kChangeBytes> out{};
  const std::uint32_t words[2] = {static_cast<std::uint32_t>(change.kind), change.number};
  std::memcpy(out.data(), words, sizeof words);
  std::copy(change.hash.bytes.begin(), change.hash.bytes.end(), out.begin() + kHashAt);
  const auto digest = crypto::sha256({image_digest, be64(index), View(out).first(kCheckAt)});
  std::copy_n(digest.begin(), kChangeBytes - kCheckAt, out.begin() + kCheckAt);
  return out;
}

Result<Replay> replay(View journal, const Array<32>& image_digest) {
  Replay out;
  if (journal.size() < kJournalHeaderBytes) {  // cut off while it was begun
    const auto header = journal_header(image_digest);
    REQUIRE_OR(equal_var(journal, View(header).first(journal.size())), Err::unsupported);
    return out;
  }
  REQUIRE_OR(equal_var(journal.first(kMagic.size()), view(kMagic)), Err::unsupported);
  REQUIRE_OR(equal_var(journal.first(kJournalHeaderBytes), journal_header(image_digest)),
             Err::stale);
  const View records = journal.subspan(kJournalHeaderBytes);
  const std::size_t whole = records.size() / kChangeBytes;
  for (std::size_t i = 0; i < whole; i++) {
    const View record = records.subspan(i * kChangeBytes, kChangeBytes);
    std::uint32_t words[2];
    std::memcpy(words, record.data(), sizeof words);
    const Change change{static_cast<Change::Kind>(words[0]),
                        words[1],
                        {*to_array<32>(record.subspan(kHashAt, 32))}};
    if (!equal_var(record, journal_record(image_digest, i, change))) continue;
    REQUIRE_OR(out.changes.size() == i, Err::forged);  // a damaged one came before
    REQUIRE_OR(change.kind == Change::Kind::add || change.kind == Change::Kind::remove,
               Err::malformed);
    out.changes.push_back(change);
  }
  out.intact_bytes = kJournalHeaderBytes + out.changes.size() * kChangeBytes;
  return out;
}

}  // namespace eq::phash
