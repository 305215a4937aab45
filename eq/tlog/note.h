// Signed notes: a text and signature lines under it.  c2sp.org/signed-note
//
// Keys of different algorithms are different types, so that a log's key cannot stand in for a
// witness's key.
#pragma once

#include "eq/crypto/sign.h"

namespace eq::tlog {

/// Signature type identifier bytes that this build knows; lines of every other type are ignored.
enum class SignatureType : std::uint8_t {
  ed25519 = 0x01,         // over the note text
  cosignature_v1 = 0x04,  // timestamped, c2sp.org/tlog-cosignature
};

/// Non-empty, well-formed UTF-8, no Unicode space, no plus sign, no control character.
bool is_key_name(std::string_view name);
/// SHA-256(name || 0A || type || key)[:4].
std::uint32_t key_id(std::string_view name, SignatureType type, const crypto::VerifyKey& key);

/// A name and the public key that signs under it.  Text form ("vkey"):
/// name+hex(key id)+base64(type || key).  On the wire it travels as that text.
template <SignatureType type>
struct NoteKey {
  std::string name;
  crypto::VerifyKey key;
  auto operator<=>(const NoteKey&) const = default;
  static constexpr std::size_t kLeastWire = 1 + sizeof "n+01234567+" - 1 + 44;

  std::uint32_t id() const { return key_id(name, type, key); }
  std::string vkey() const;
  /// Err::malformed; Err::unsupported for a vkey of another type.
  static Result<NoteKey> parse(std::string_view vkey);

  void encode(Writer& w) const { put(w, vkey()); }
  static Result<NoteKey> decode(Reader& r) { return parse(TRY(get<std::string>(r))); }
};
using LogKey = NoteKey<SignatureType::ed25519>;
using WitnessKey = NoteKey<SignatureType::cosignature_v1>;

/// The same with the private key.  `name` must satisfy is_key_name (asserted).
template <SignatureType type>
class NoteSigner {
 public:
  NoteSigner(std::string name, crypto::SigningKey key);
  const NoteKey<type>& verify_key() const { return public_; }
  const crypto::SigningKey& key() const { return key_; }

 private:
  NoteKey<type> public_;
  crypto::SigningKey key_;
};
using LogSigner = NoteSigner<SignatureType::ed25519>;
using WitnessSigner = NoteSigner<SignatureType::cosignature_v1>;

struct SignatureLine {
  std::string name;
  std::uint32_t key_id = 0;
  Bytes signature;
  auto operator<=>(const SignatureLine&) const = default;

  /// "— name base64\n".
  std::string text() const;
};

constexpr std::size_t kNoteSizeMax = 256 * 1024;  // bytes
constexpr std::size_t kSignatureLinesMax = 64;    // a verifier must accept at least 16

/// A note as it came in.  Its text means nothing until a signature was checked.
struct Note {
  std::string text;  // ends in a newline
  std::vector<SignatureLine> signatures;

  /// Err::malformed, or Err::too_large above the limits.
  static Result<Note> parse(std::string_view s);
  std::string to_text() const;
};

/// Sign a note's text with a log's key (type 01).
SignatureLine sign_note(std::string_view text, const LogSigner& signer);

/// Whether `key` signed the note.  Lines of other keys are ignored, even if they share the name or
/// the key id; a line with both that does not verify is Err::forged.  Promises TLG-3.
Result<bool> is_signed_by(const Note& note, const LogKey& key);

/// Parse signature lines alone, as a witness returns them.
Result<std::vector<SignatureLine>> parse_signature_lines(std::string_view lines);

}  // namespace eq::tlog
