#include "eq/tlog/note.h"

#include <algorithm>

#include "eq/tlog/text.h"

namespace eq::tlog {
namespace {

constexpr std::string_view kDash = "\xe2\x80\x94 ";  // em dash, space

/// Unicode White_Space beyond the control characters, in UTF-8.
constexpr std::string_view kSpaces[] = {" ",
                                        "\xc2\x85",
                                        "\xc2\xa0",
                                        "\xe1\x9a\x80",
                                        "\xe2\x80\x80",
                                        "\xe2\x80\x81",
                                        "\xe2\x80\x82",
                                        "\xe2\x80\x83",
                                        "\xe2\x80\x84",
                                        "\xe2\x80\x85",
                                        "\xe2\x80\x86",
                                        "\xe2\x80\x87",
                                        "\xe2\x80\x88",
                                        "\xe2\x80\x89",
                                        "\xe2\x80\x8a",
                                        "\xe2\x80\xa8",
                                        "\xe2\x80\xa9",
                                        "\xe2\x80\xaf",
                                        "\xe2\x81\x9f",
                                        "\xe3\x80\x80"};

Result<SignatureLine> parse_line(std::string_view line) {
  const auto body = after(line, kDash);
  REQUIRE_OR(body, Err::malformed);
  const auto space = body->find(' ');
  REQUIRE_OR(space != std::string_view::npos, Err::malformed);
  SignatureLine s;
  s.name = body->substr(0, space);
  REQUIRE_OR(is_key_name(s.name), Err::malformed);
  const Bytes blob = TRY(from_base64(body->substr(space + 1)));
  REQUIRE_OR(blob.size() > 4, Err::malformed);
  Reader r(blob);
  s.key_id = TRY(r.u32());
  s.signature = to_bytes(r.rest());
  return s;
}

}  // namespace

bool is_key_name(std::string_view name) {
  if (name.empty() || name.find('+') != std::string_view::npos ||
      name.find('\n') != std::string_view::npos)
    return false;
  if (!is_note_text(name)) return false;
  return std::none_of(std::begin(kSpaces), std::end(kSpaces), [&](std::string_view space) {
    return name.find(space) != std::string_view::npos;
  });
}

std::uint32_t key_id(std::string_view name, SignatureType type, const crypto::VerifyKey& key) {
  const std::uint8_t infix[2] = {'\n', static_cast<std::uint8_t>(type)};
  const auto digest = crypto::sha256({view(name), View(infix), View(key.bytes)});
  return static_cast<std::uint32_t>(digest[0]) << 24 | static_cast<std::uint32_t>(digest[1]) << 16 |
         static_cast<std::uint32_t>(digest[2]) << 8 | digest[3];
}

template <SignatureType type>
std::string NoteKey<type>::vkey() const {
  const std::uint8_t tag = static_cast<std::uint8_t>(type);
  return name + "+" + hex(be32(id())) + "+" + base64(concat({View(&tag, 1), View(key.bytes)}));
}

template <SignatureType type>
Result<NoteKey<type>> NoteKey<type>::parse(std::string_view vkey) {
  constexpr std::size_t kHexSize = 8;
  const auto plus = vkey.find('+');
  REQUIRE_OR(plus != std::string_view::npos && vkey.size() > plus + kHexSize + 2, Err::malformed);
  REQUIRE_OR(vkey[plus + kHexSize + 1] == '+', Err::malformed);
  const Bytes material = TRY(from_base64(vkey.substr(plus + kHexSize + 2)));
  REQUIRE_OR(!material.empty(), Err::malformed);
  REQUIRE_OR(material[0] == static_cast<std::uint8_t>(type), Err::unsupported);
  NoteKey k;
  k.name = vkey.substr(0, plus);
  REQUIRE_OR(is_key_name(k.name), Err::malformed);
  k.key.bytes = TRY(to_array<32>(View(material).subspan(1)));
  REQUIRE_OR(k.vkey() == vkey, Err::malformed);  // also compares the key id
  return k;
}

template <SignatureType type>
NoteSigner<type>::NoteSigner(std::string name, crypto::SigningKey key)
    : public_{std::move(name), key.verify_key()}, key_(std::move(key)) {
  EQ_ASSERT(is_key_name(public_.name));
}

template struct NoteKey<SignatureType::ed25519>;
template struct NoteKey<SignatureType::cosignature_v1>;
template class NoteSigner<SignatureType::ed25519>;
template class NoteSigner<SignatureType::cosignature_v1>;

std::string SignatureLine::text() const {
  return std::string(kDash) + name + " " + base64(concat({be32(key_id), signature})) + "\n";
}

Result<std::vector<SignatureLine>> parse_signature_lines(std::string_view lines) {
  REQUIRE_OR(lines.size() <= kNoteSizeMax, Err::too_large);
  std::vector<SignatureLine> out;
  while (!lines.empty()) {
    const auto line = take_line(lines);
    REQUIRE_OR(line, Err::malformed);
    REQUIRE_OR(out.size() < kSignatureLinesMax, Err::too_large);
    out.push_back(TRY(parse_line(*line)));
  }
  REQUIRE_OR(!out.empty(), Err::malformed);
  return out;
}

Result<Note> Note::parse(std::string_view s) {
  REQUIRE_OR(s.size() <= kNoteSizeMax, Err::too_large);
  REQUIRE_OR(is_note_text(s), Err::malformed);
  const auto gap = s.rfind("\n\n");  // the last empty line: the text itself may have some
  REQUIRE_OR(gap != std::string_view::npos, Err::malformed);
  Note n;
  n.text = s.substr(0, gap + 1);
  n.signatures = TRY(parse_signature_lines(s.substr(gap + 2)));
  return n;
}

std::string Note::to_text() const {
  std::string out = text + "\n";
  for (const auto& s : signatures) out += s.text();
  return out;
}

SignatureLine sign_note(std::string_view text, const LogSigner& signer) {
  const auto sig = signer.key().sign(view(text));
  return {signer.verify_key().name, signer.verify_key().id(), to_bytes(View(sig))};
}

Result<bool> is_signed_by(const Note& note, const LogKey& key) {
  const std::uint32_t id = key.id();
  bool found = false;
  for (const auto& line : note.signatures) {
    if (line.key_id != id || line.name != key.name) continue;
    const auto sig = to_array<64>(line.signature);
    REQUIRE_OR(sig && crypto::verify(key.key, view(note.text), *sig), Err::forged);
    found = true;
  }
  return found;
}

}  // namespace eq::tlog
