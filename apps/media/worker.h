// Decoding in a process of its own, so that a decoder that is led astray by a file finds no key, no
// network and no other file, and that a file cannot take more time or memory than stated.
//
// One process a file.  It starts with an empty environment and two open descriptors, the file and a
// place for the answer; confines itself (confine.h) before it looks at the first byte; and
// is gone when it has answered.
#pragma once

#include <string>

#include "apps/media/decode.h"

namespace eq::media {

struct Caps {
  unsigned seconds = 20;                     // of processor time; of real time thrice as many
  std::size_t memory = 1024u * 1024 * 1024;  // bytes of address space
};

/// Starts PROGRAM TASK with the file, waits for it and gives its answer.
/// @return what it answered, an error too; Err::exhausted if time or memory ran out, Err::malformed
///     if it died of the file or answered nonsense, Err::unavailable if it could not be started
Result<Bytes> ask(const std::string& program, const char* task, const Caps& caps, View file);
/// The path of a program built beside this one.
std::string beside_this_program(const std::string& name);

class Worker {
 public:
  /// @param program  the path of equipoise-media
  explicit Worker(std::string program, Caps caps = {})
      : program_(std::move(program)), caps_(caps) {}
  /// The one that was built beside this program.
  static Worker beside_this_program();

  /// As decode().  Besides its errors those of ask().
  Result<Picture> picture(View file) const;
  /// Decoded and fingerprinted there, so that only a kilobyte comes back.
  Result<phash::Fingerprint> fingerprint(View file) const;

 private:
  std::string program_;
  Caps caps_;
};

// What the worker sends back: one byte, 0 or 1 + the error's number, then the encoded answer.
Bytes encode_answer(const Picture& picture);
Bytes encode_answer(const phash::Fingerprint& fingerprint);
Result<Picture> decode_picture_answer(View answer);
Result<phash::Fingerprint> decode_fingerprint_answer(View answer);

}  // namespace eq::media
